"""The form of a whole document."""

from dataclasses import fields as keys_of
from dataclasses import replace
from functools import cached_property
from itertools import chain, count
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from encyclopedia.document import rules
from encyclopedia.document.dates import write_moment
from encyclopedia.document.names import SLUG_LENGTH, fold, slugify
from encyclopedia.document.parts import texts
from encyclopedia.document.schema import (
    STATUSES,
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
from encyclopedia.document.text import without_blank_ends
from encyclopedia.editing import NOTE_LENGTH, Opened, SlugTaken, with_slug
from encyclopedia.markup import parse
from encyclopedia.models import Article, Category, FormerAddress, Status
from encyclopedia.models.category import SEPARATOR
from encyclopedia.site.picture_kinds import NAMES
from encyclopedia.snapshots import hidden_until

from .fields import Line, Lines, Markdown, Parsed, Prose, sentence
from .moments import typed_moment
from .rows import PARTS

SAME = ["title", "slug", "tags", "status", "published", "aliases", "language", "summary", "short_answer", "body"]
BOX = ["title", "caption", "image", "image_alt", "image_credit"]


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
    status = forms.ChoiceField(choices=[(status, status) for status in STATUSES])
    published = Parsed(
        typed_moment,
        write_moment,
        required=False,
        help_text=format_lazy(
            _(
                "From when on readers see it, once it is published: 2026-05-14, or 2026-05-14 09:00 ({zone}). "
                "Before that they do not see it, also where they have seen it until now. Left empty, it is the present."
            ),
            zone=settings.TIME_ZONE,
        ),
    )
    hide = forms.BooleanField(required=False, label=_("Take the article from readers until then"))
    language = Line(required=False, help_text=_("A language tag such as en, where it is not the site’s language."))
    summary = Prose(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One plain sentence for lists, previews and search engines."),
    )
    short_answer = Markdown(required=False, rows=4)
    infobox_title = Line(required=False, label=_("Title"))
    infobox_caption = Prose(required=False, widget=forms.Textarea(attrs={"rows": 2}), label=_("Definition"))
    infobox_image = Line(required=False, label=_("Image"), help_text=_("Such as images/name.png."))
    infobox_upload = forms.FileField(
        required=False,
        label=_("Upload an image"),
        help_text=_("%s. It takes the place of the image above.") % NAMES,
    )
    infobox_image_alt = Line(required=False, label=_("What the image shows"))
    infobox_image_credit = Line(required=False, label=_("Image credit"))
    body = Markdown(required=False, rows=24)
    note = Line(
        required=False,
        max_length=NOTE_LENGTH,
        label=_("What changed and why"),
        widget=forms.TextInput(attrs={"size": 80}),
    )
    # What the form was made from: the revision, and the save of the pending version if it was one; and which one it is.
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=2**31 - 1)
    opening = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    save = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)


class DocumentForm:
    """The form of a whole document: one form for the article and a formset for each part with rows.

    `document` is what is edited, None for a new article; once `is_valid()` says yes, `result` is the new document.
    Without the right to publish, an article that is published stays so, and no other becomes it. Where readers see the
    article now (`is_public`), it takes a word more to put its time into the future: `would_hide` says that it does.
    """

    is_public = False

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        document: Document | None = None,
        initial: Any = None,
        may_publish: bool = True,
    ) -> None:
        self.opened = document
        self.would_hide = False
        self.article = ArticleForm(data, files, initial=(_initial(document) if document else {}) | (initial or {}))
        if document and document.status == Status.PUBLISHED and not may_publish:
            self.article.fields["status"].disabled = self.article.fields["published"].disabled = True
        elif not may_publish:
            choices = [(status, status) for status in STATUSES if status != Status.PUBLISHED]
            self.article.fields["status"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        # What is sent back stands for itself; compared with nothing, a row counts when anything is written in it.
        rows = {name: None if data is not None else _rows_of(name, document) for name in PARTS}
        self.parts = {name: formset(data, initial=rows[name], prefix=name) for name, formset in PARTS.items()}
        self.result: Any = None

    @property
    def opened_at(self) -> Any:
        """What the document was made from, as the verbs take it."""
        return Opened(self.article.cleaned_data["revision"], self.article.cleaned_data["save"])

    @property
    def note(self) -> Any:
        return " ".join(self.article.cleaned_data["note"].split())

    @property
    def opening(self) -> Any:
        """Which of several forms of one article it is."""
        return self.article.cleaned_data["opening"]

    @cached_property
    def unknown_keys(self) -> list[Any]:
        """The keys of references that the new document cites and does not have, once each."""
        known = {reference.key for reference in self.result.references}
        citing = [text for text in texts(self.result) if "[@" in text.source]
        parsed = (parse(text.source, is_line=text.is_line) for text in citing)
        cited = dict.fromkeys(citation.key for part in parsed for citation in part.citations)
        return [key for key in cited if key not in known]

    @property
    def upload(self) -> Any:
        """A picture for the infobox that came along, or None."""
        return self.article.cleaned_data.get("infobox_upload")

    def is_valid(self) -> bool:
        """Whether everything can become a document; what cannot has its error beside the field."""
        if not all([self.article.is_valid(), *[rows.is_valid() for rows in self.parts.values()]]):
            return False
        self.kept = {name: rows.kept for name, rows in self.parts.items()}
        self.kept["infobox"] = _together(self.kept["infobox"])
        self.result = self._document()
        problems = list(rules.problems(self.result))
        for problem in problems:
            self.add_error(problem)
        self.would_hide = self.is_public and hidden_until(self.result) is not None
        if self.would_hide and not self.article.cleaned_data["hide"]:
            self.article.add_error(
                "published",
                _("Readers see this article now, and with this date they would not until then. Say so below, if so."),
            )
            return False
        return not problems

    def _document(self) -> Any:
        values = self.article.cleaned_data
        rows = {name: [row.cleaned_data for row in kept] for name, kept in self.kept.items()}
        fields = together(InfoboxField(row["label"], row["value"]) for row in rows["infobox"])
        document = replace(
            self.opened or Document(title="", slug=""),
            **{name: values[name] for name in SAME if name != "slug"},
            category=values["category"].names if values["category"] else (),
            infobox=Infobox(**{name: values[f"infobox_{name}"] for name in BOX}, fields=fields),
            timeline=tuple(TimelineEvent(row["date"], row["event"]) for row in rows["timeline"]),
            faq=tuple(Faq(row["question"], row["answer"]) for row in rows["faq"]),
            references=with_keys(map(_reference, rows["references"])),
        )
        document = replace(document, body=without_blank_ends(document.body))
        slug = values["slug"] or slugify(document.title)
        return with_slug(document, slug) if self.opened else replace(document, slug=slug)

    def add_error(self, problem: Any) -> None:
        """Show what is wrong with the document beside the field that it is about."""
        path = problem.path
        text = sentence(problem.problem)
        if path == ("slug",):
            text = self._with_proposal(problem)
        if path[:2] == ("infobox", "fields"):
            path = ("infobox", *path[2:])
        part, number = (*path, None, None)[:2]
        if part in self.parts and isinstance(number, int):
            row = self.kept[part][number]
            row.add_error(path[2] if len(path) > 2 and path[2] in row.fields else None, text)
        elif part in self.parts and number is None:
            self.parts[part].add_error(text)
        else:
            name = "_".join(step for step in path if isinstance(step, str))
            self.article.add_error(name if name in self.article.fields else None, text)

    def _with_proposal(self, problem: Any) -> Any:
        """What is wrong with the slug; where the title gave none or another article has it, with one that is free."""
        if not self.result.slug:
            return _("The title gives no address. Write one here, such as “%s”.") % _free_slug("article")
        if isinstance(problem, SlugTaken):
            free = _free_slug(self.result.slug)
            return f"{sentence(problem.problem)} {_('You could write “%s”.') % free}"
        return sentence(problem.problem)


def _together(rows: Any) -> Any:
    """Rows of the infobox in the order that `together` gives their values."""
    labels = dict.fromkeys(fold(row.cleaned_data["label"]) for row in rows)
    place = {label: number for number, label in enumerate(labels)}
    return sorted(rows, key=lambda row: place[fold(row.cleaned_data["label"])])


def _free_slug(wanted: Any) -> Any:
    """The slug, numbered where another article has or had it."""
    stem = wanted[: SLUG_LENGTH - 5].rstrip("-")
    key = fold(stem)
    taken = set(Article.objects.filter(slug_key__startswith=key).values_list("slug_key", flat=True))
    taken |= set(FormerAddress.objects.filter(slug_key__startswith=key).values_list("slug_key", flat=True))
    return next(slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if fold(slug) not in taken)


def _reference(values: Any) -> Any:
    plain = {key.name for key in keys_of(Reference)} - {"authors", "editors"}
    return Reference(
        **{name: values[name] for name in plain},
        authors=tuple(map(Name, values["authors"])),
        editors=tuple(map(Name, values["editors"])),
    )


def _initial(document: Document) -> Any:
    category = Category.objects.filter(path=SEPARATOR.join(document.category)).first() if document.category else None
    box = {f"infobox_{name}": getattr(document.infobox, name) for name in BOX}
    return {name: getattr(document, name) for name in SAME} | {"category": category} | box


def _rows_of(part: Any, document: Document) -> Any:
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
