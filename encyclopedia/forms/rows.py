"""The parts of a document that have rows: a formset for each."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encyclopedia.document.dates import parse_event_date, parse_partial_date
from encyclopedia.document.schema import REFERENCE_TYPES

from .fields import Line, Lines, Parsed, Prose
from .widgets import CheckboxInput, NumberInput, Select, Textarea, TextInput

#: How many rows are shown; no article has more (`rules.COUNTS`). What a script sends beyond is read up to a point, so
#: that the refused form can show it again.
MAX_ROWS = 2_000
MAX_READ = 5_000


class Row(forms.Form):
    """A row of a part. Where nothing is written, there is no row."""

    #: What makes no row by itself.
    beside = {"ORDER", "DELETE"}

    def has_changed(self) -> bool:
        return not self.beside.issuperset(self.changed_data)

    @property
    def is_removed(self) -> bool:
        return self.cleaned_data.get("DELETE", False)


class InfoboxRow(Row):
    label = Line(widget=TextInput(attrs={"list": "infobox-labels"}))
    value = Line(widget=TextInput)


class TimelineRow(Row):
    date = Parsed(parse_event_date, widget=TextInput, help_text=_("1950, 1950-10-07, -0043, ~1450, 1939/1945, 1991/"))
    event = Prose(widget=Textarea(attrs={"rows": 2}))


class FaqRow(Row):
    question = Line(widget=TextInput)
    answer = Prose(required=False, widget=Textarea(attrs={"rows": 4}))


class ReferenceRow(Row):
    beside = {"ORDER", "DELETE", "type"}

    key = Line(required=False, widget=TextInput, help_text=_("For [@key]; made when left empty."))
    type = forms.ChoiceField(
        choices=[(name, name) for name in sorted(REFERENCE_TYPES)], initial="webpage", widget=Select
    )
    title = Line(required=False, widget=TextInput)
    authors = Lines(required=False, widget=Textarea(attrs={"rows": 2}), help_text=_("One on a line."))
    editors = Lines(required=False, widget=Textarea(attrs={"rows": 2}), help_text=_("One on a line."))
    container = Line(required=False, widget=TextInput, help_text=_("The journal, book or site that holds it."))
    publisher = Line(required=False, widget=TextInput)
    volume = Line(required=False, widget=TextInput)
    issue = Line(required=False, widget=TextInput)
    pages = Line(required=False, widget=TextInput)
    date = Parsed(parse_event_date, required=False, widget=TextInput)
    doi = Line(required=False, label="DOI", widget=TextInput)
    isbn = Line(required=False, label="ISBN", widget=TextInput)
    url = Line(required=False, label=_("Address"), widget=TextInput)
    accessed = Parsed(parse_partial_date, required=False, widget=TextInput)
    archive_url = Line(required=False, label=_("Archived copy"), widget=TextInput)
    archived = Parsed(parse_partial_date, required=False, widget=TextInput)


class Rows(forms.BaseFormSet):
    """Rows of one part, in the order that the numbers beside them give."""

    ordering_widget = NumberInput
    deletion_widget = CheckboxInput

    def initial_form_count(self) -> Any:
        # Of what is sent back any row may have been emptied; then it is passed over like one that never was filled.
        return 0 if self.is_bound else super().initial_form_count()

    def total_form_count(self) -> Any:
        # A row sends several fields: where there are fewer fields than rows, the number is not to be believed.
        total = super().total_form_count()
        return min(total, len(self.data)) if self.is_bound else total

    def __iter__(self) -> Any:
        """As they were when they were sent: moved rows stay moved."""
        return iter(sorted(self.forms, key=_place) if self.is_bound else self.forms)

    @cached_property
    def kept(self) -> Any:
        """The rows that were filled in and not removed, in their order. To be asked for once all are found valid."""
        return self.ordered_forms

    def add_error(self, text: str) -> None:
        """Say what is wrong with the part as a whole."""
        self.non_form_errors().append(text)

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        form.fields["DELETE"].label = _("Remove")


def _place(row: Any) -> Any:
    place = row.cleaned_data.get("ORDER") if not row.errors.get("ORDER") else None
    return (place is None, place)


def _rows(row: Any) -> Any:
    return forms.formset_factory(
        row, formset=Rows, extra=1, can_order=True, can_delete=True, max_num=MAX_ROWS, absolute_max=MAX_READ
    )


#: The parts with rows, in the order of the page.
PARTS = {
    "infobox": _rows(InfoboxRow),
    "timeline": _rows(TimelineRow),
    "faq": _rows(FaqRow),
    "references": _rows(ReferenceRow),
}
