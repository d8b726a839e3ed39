"""How the parts of a document are called at the desk."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia.document.dates import Moment
from encyclopedia.document.schema import Document
from encyclopedia.snapshots import hidden_until

PART_TITLES = {
    "infobox": _("Infobox values"),
    "timeline": _("Timeline"),
    "faq": _("Questions and answers"),
    "references": _("References"),
}


def place_of(conflict: Any) -> Any:
    """Where a conflict stands, in words: `Infobox values, License types`; `References, turing1950, title`."""
    part, *rest = conflict.path
    title = PART_TITLES.get(part, part.replace("_", " ").capitalize())
    key = rest[-1] if rest and isinstance(rest[-1], str) and rest[-1] != "fields" else ""
    return ", ".join(str(word) for word in (title, conflict.label, key.replace("_", " ")) if word)


def moment_in_words(moment: Moment) -> str:
    """A day, or a time of it as the clocks of the site show it."""
    if isinstance(moment, datetime):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    return date_format(moment, "DATE_FORMAT")


def waiting_words(document: Document) -> str:
    """From when on readers will see a document that is scheduled; empty for all others."""
    then = hidden_until(document)
    return gettext("Readers will see this article from %s on.") % moment_in_words(then) if then else ""
