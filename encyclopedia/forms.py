"""The form of an article: it edits a document, part by part, and saves nothing itself."""

from dataclasses import fields as keys_of
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from markdownx.fields import MarkdownxFormField
from markdownx.widgets import AdminMarkdownxWidget

from encyclopedia.document import rules
from encyclopedia.document.dates import parse_event_date, parse_moment, parse_partial_date, write_moment
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import slugify
from encyclopedia.document.schema import (
    REFERENCE_TYPES,
    Document,
    Faq,
    Infobox,
    InfoboxField,
    Name,
    Reference,
    TimelineEvent,
    together,
    with_keys,
)
from encyclopedia.document.text import normalise, without_blank_ends
from encyclopedia.editing import NOTE_LENGTH, Stale, with_slug
from encyclopedia.models import Category, Status
from encyclopedia.models.category import SEPARATOR

MOST_ROWS = 2_000


class Line(forms.CharField):
    """Text on one line."""

    def to_python(self, value):
        return _normalised(super().to_python(value))


class Prose(forms.CharField):
    """Text of several lines, kept as it was typed but for the line ends that browsers send."""

    widget = forms.Textarea

    def __init__(self, *, rows=3, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(strip=False, **options)

    def to_python(self, value):
        return _normalised(super().to_python(value))


class Markdown(MarkdownxFormField):
    """Prose with a preview beside it and pictures that can be dropped into it."""

    def __init__(self, *, rows, **options):
        options["widget"] = AdminMarkdownxWidget(attrs={"rows": rows})
        super().__init__(strip=False, **options)

    def to_python(self, value):
        return _normalised(super().to_python(value))


class Lines(forms.CharField):
    """A tuple of texts, one on a line."""

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**options)

    def to_python(self, value):
        return tuple(line.strip() for line in _normalised(super().to_python(value)).split("\n") if line.strip())

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, tuple) else value


class Parsed(Line):
    """A value in a written form of its own."""

    def __init__(self, parse, write=str, **options):
        self.parse, self.write = parse, write
        super().__init__(**options)

    def to_python(self, value):
        written = super().to_python(value)
        if not written:
            return None
        try:
            return self.parse(written)
        except ValueError as error:
            raise ValidationError(_sentence(str(error))) from None

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else self.write(value)


def _normalised(text):
    try:
        return normalise(text)
    except DocumentError as error:
        raise ValidationError(_sentence(error.problem)) from None


def _sentence(problem):
    return f"{problem[:1].upper()}{problem[1:]}."


class ArticleForm(forms.Form):
    """All of a document but its rows."""

    title = Line(widget=forms.TextInput(attrs={"size": 80}))
    slug = Line(
        required=False,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("The last part of the address. Left empty, it comes from the title; the old one keeps working."),
    )
    category = forms.ModelChoiceField(Category.objects.order_by("path"), required=False)
    tags = Lines(required=False, help_text=_("One on a line."))
    aliases = Lines(required=False, help_text=_("Other names under which the article is found, one on a line."))
    status = forms.ChoiceField(choices=Status)
    published = Parsed(
        parse_moment,
        write_moment,
        required=False,
        help_text=_("2026-05-14 or 2026-05-14T09:00:00Z; later is scheduled."),
    )
    language = Line(required=False, help_text=_("A language tag such as en, where it is not the site’s language."))
    summary = Prose(required=False, rows=2, help_text=_("One plain sentence for lists, previews and search engines."))
    short_answer = Markdown(required=False, rows=4)
    infobox_title = Line(required=False, label=_("Title"))
    infobox_caption = Prose(required=False, rows=2, label=_("Definition"))
    infobox_image = Line(required=False, label=_("Image"), help_text=_("Such as images/name.png."))
    infobox_upload = forms.FileField(required=False, label=_("Upload an image"))
    infobox_image_alt = Line(required=False, label=_("What the image shows"))
    infobox_image_credit = Line(required=False, label=_("Image credit"))
    body = Markdown(required=False, rows=24)
    note = Line(
        required=False,
        max_length=NOTE_LENGTH,
        label=_("What changed and why"),
        widget=forms.TextInput(attrs={"size": 80}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class InfoboxRow(forms.Form):
    label = Line(widget=forms.TextInput(attrs={"list": "infobox-labels"}))
    value = Line(widget=forms.TextInput(attrs={"size": 60}))


class TimelineRow(forms.Form):
    date = Parsed(parse_event_date, help_text=_("1950, 1950-10-07, -0043, ~1450, 1939/1945, 1991/"))
    event = Prose(rows=2)


class FaqRow(forms.Form):
    question = Line(widget=forms.TextInput(attrs={"size": 80}))
    answer = Prose(required=False, rows=4)


class ReferenceRow(forms.Form):
    key = Line(required=False, help_text=_("For [@key]; made when left empty."))
    type = forms.ChoiceField(choices=[(name, name) for name in sorted(REFERENCE_TYPES)], initial="webpage")
    title = Line(required=False, widget=forms.TextInput(attrs={"size": 60}))
    authors = Lines(required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One on a line."))
    editors = Lines(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    container = Line(required=False, help_text=_("The journal, book or site that holds it."))
    publisher = Line(required=False)
    volume = Line(required=False, widget=forms.TextInput(attrs={"size": 6}))
    issue = Line(required=False, widget=forms.TextInput(attrs={"size": 6}))
    pages = Line(required=False, widget=forms.TextInput(attrs={"size": 10}))
    date = Parsed(parse_event_date, required=False)
    doi = Line(required=False, label="DOI")
    isbn = Line(required=False, label="ISBN")
    url = Line(required=False, label=_("Address"))
    accessed = Parsed(parse_partial_date, required=False)
    archive_url = Line(required=False, label=_("Archived copy"))
    archived = Parsed(parse_partial_date, required=False)


class Rows(forms.BaseFormSet):
    """Rows of one part, in the order that the numbers beside them give; empty ones are passed over."""

    def kept(self):
        """The rows that were filled in and not removed, in their order."""
        return [
            row
            for row in self.ordered_forms
            if any(value for name, value in row.cleaned_data.items() if name not in {"ORDER", "DELETE"})
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        form.fields["DELETE"].label = _("Remove")


def _rows(row):
    return forms.formset_factory(
        row, formset=Rows, extra=1, can_order=True, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


#: The parts with rows, in the order of the page.
PARTS = {
    "infobox": _rows(InfoboxRow),
    "timeline": _rows(TimelineRow),
    "faq": _rows(FaqRow),
    "references": _rows(ReferenceRow),
}


class DocumentForm:
    """The form of a whole document: one form for the article and a formset for each part with rows.

    `document` is what is edited, None for a new article; once `is_valid()` says yes, `result` is the new document.
    """

    def __init__(self, data=None, files=None, *, document=None, revision=0, initial=None, may_publish=True):
        self.opened = document
        values = {"revision": revision} | (_initial(document) if document else {}) | (initial or {})
        self.article = ArticleForm(data, files, initial=values)
        if not may_publish:
            choices = [choice for choice in Status.choices if choice[0] != Status.PUBLISHED]
            self.article.fields["status"].choices = choices
        self.parts = {
            name: formset(data, initial=_rows_of(name, document), prefix=name) for name, formset in PARTS.items()
        }
        self.result = None
        self.is_stale = False

    @property
    def revision(self):
        """The number of the revision that was opened."""
        return self.article.cleaned_data["revision"]

    @property
    def note(self):
        return self.article.cleaned_data["note"]

    @property
    def upload(self):
        """A picture for the infobox that came along, or None."""
        return self.article.cleaned_data.get("infobox_upload")

    def is_valid(self):
        """Whether everything can become a document; what cannot has its error beside the field."""
        valid = [self.article.is_valid(), *[rows.is_valid() for rows in self.parts.values()]]
        if not all(valid):
            return False
        self.result = self._document()
        for problem in rules.problems(self.result):
            self.add_error(problem)
        return self.article.is_valid() and not any(row.errors for rows in self.parts.values() for row in rows.kept())

    def _document(self):
        values = self.article.cleaned_data
        kept = {name: rows.kept() for name, rows in self.parts.items()}
        opened = self.opened or Document(title="", slug="")
        fields = [InfoboxField(row.cleaned_data["label"], row.cleaned_data["value"]) for row in kept["infobox"]]
        document = replace(
            opened,
            title=values["title"],
            category=tuple(values["category"].path.split(SEPARATOR)) if values["category"] else (),
            tags=values["tags"],
            status=values["status"],
            published=values["published"],
            aliases=values["aliases"],
            language=values["language"],
            summary=values["summary"],
            short_answer=values["short_answer"],
            infobox=Infobox(
                **{key: values[f"infobox_{key}"] for key in ("title", "caption", "image", "image_alt", "image_credit")},
                fields=together(fields),
            ),
            timeline=tuple(
                TimelineEvent(row.cleaned_data["date"], row.cleaned_data["event"]) for row in kept["timeline"]
            ),
            faq=tuple(Faq(row.cleaned_data["question"], row.cleaned_data["answer"]) for row in kept["faq"]),
            references=with_keys(_reference(row.cleaned_data) for row in kept["references"]),
            body=without_blank_ends(values["body"]),
        )
        slug = values["slug"] or opened.slug or slugify(document.title)
        return with_slug(document, slug) if self.opened else replace(document, slug=slug)

    def add_error(self, problem):
        """Show what is wrong with the document beside the field that it is about."""
        path = problem.path or (None,)
        text = _sentence(problem.problem)
        self.is_stale = self.is_stale or isinstance(problem, Stale)
        if path[:2] == ("infobox", "fields"):
            self._add_to_infobox_row(path, text)
        elif path[0] in self.parts and len(path) > 1 and isinstance(path[1], int):
            row = self.parts[path[0]].kept()[path[1]]
            row.add_error(path[2] if len(path) > 2 and path[2] in row.fields else None, text)
        else:
            name = "_".join(str(step) for step in path if isinstance(step, str))
            self.article.add_error(name if name in self.article.fields else None, text)

    def _add_to_infobox_row(self, path, text):
        rows = self.parts["infobox"].kept()
        if len(path) < 4:
            self.article.add_error(None, text)
            return
        field = self.result.infobox.fields[path[2]]
        same = [row for row in rows if row.cleaned_data["value"] == field.value]
        (same or rows)[-1].add_error(path[3], text)


def _reference(values):
    plain = {key.name for key in keys_of(Reference)} - {"authors", "editors"}
    return Reference(
        **{name: values[name] for name in plain},
        authors=tuple(map(Name, values["authors"])),
        editors=tuple(map(Name, values["editors"])),
    )


def _initial(document):
    names = ("title", "slug", "tags", "status", "published", "aliases", "language", "summary", "short_answer", "body")
    category = Category.objects.filter(path=SEPARATOR.join(document.category)).first() if document.category else None
    box = {f"infobox_{key}": getattr(document.infobox, key) for key in ("title", "caption", "image")}
    box |= {f"infobox_{key}": getattr(document.infobox, key) for key in ("image_alt", "image_credit")}
    return {name: getattr(document, name) for name in names} | {"category": category} | box


def _rows_of(part, document):
    """What the rows of a part hold at first."""
    if document is None:
        return []
    things = document.infobox.fields if part == "infobox" else getattr(document, part)
    rows = [{key.name: getattr(thing, key.name) for key in keys_of(thing)} for thing in things]
    for row in rows:
        for name in ("authors", "editors"):
            if name in row:
                row[name] = tuple(person.written for person in row[name])
    return rows
