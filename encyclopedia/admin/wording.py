"""How the parts of a document are called at the desk."""

from django.utils.translation import gettext_lazy as _

PART_TITLES = {
    "infobox": _("Infobox values"),
    "timeline": _("Timeline"),
    "faq": _("Questions and answers"),
    "references": _("References"),
}


def place_of(conflict):
    """Where a conflict stands, in words: `Infobox values, License types`; `References, turing1950, title`."""
    part, *rest = conflict.path
    title = PART_TITLES.get(part, part.replace("_", " ").capitalize())
    key = rest[-1] if rest and isinstance(rest[-1], str) and rest[-1] != "fields" else ""
    return ", ".join(str(word) for word in (title, conflict.label, key.replace("_", " ")) if word)
