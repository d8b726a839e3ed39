"""How a comparison reads."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encyclopedia.document.compare import ItemChange, PartChange
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.prose import Hunk, Span

from .encyclopedia import spoken

register = template.Library()

TITLES = {
    "category": "Subject",
    "aliases": "Other names",
    "faq": "Questions and answers",
    "body": "Text",
    "slug": "Address",
    "former": "Former addresses",
    "image_alt": "What the picture shows",
    "image_credit": "Credit of the picture",
    "container": "In",
    "url": "Address",
    "archive_url": "Archived at",
    "doi": "DOI",
    "isbn": "ISBN",
}

KINDS = {"added": "Added", "removed": "Removed", "changed": "Changed", "moved": "Moved"}

COUNTED = {
    "timeline": lambda n: ngettext("one event", "%d events", n).replace("%d", str(n)),
    "faq": lambda n: ngettext("one question", "%d questions", n).replace("%d", str(n)),
    "references": lambda n: ngettext("one reference", "%d references", n).replace("%d", str(n)),
}

#: How much of one text is shown: more of either would be a page that no browser likes.
MAX_SPANS = 3_000
MAX_CHARACTERS = 300_000
MAX_SPAN_LENGTH = 50_000

#: A sentence names so many things; the page below names all.
MAX_CLAUSES = 5
MAX_VALUE_LENGTH = 60

WORD = re.compile(r"\w+")
#: What takes no room, or turns the text around it: marks of direction, joiners, fillers.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]"
)
BLANKS = str.maketrans({" ": "␣", "\t": "⇥\t", "\n": "¶\n", "\u00a0": "⍽", "\u202f": "⍽"})


@register.filter
def part_title(name: str) -> str:
    """What readers call a part, or a key of one."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


@register.filter
def kind_title(item: ItemChange) -> str:
    return KINDS[item.kind]


@register.filter
def spoken_label(date: str) -> str:
    """The date of an event in words."""
    return spoken(parse_event_date(date))


@register.filter
def seen(text: str) -> str:
    """Text in which characters that nobody would see are named: `U+202E`."""
    return UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


@register.filter
def seen_change(span: Span) -> str:
    """The changed text; where it is nothing but spaces and line breaks, these are drawn."""
    return seen(span.text) if span.text.strip() else span.text.translate(BLANKS)


@register.filter
def skipped(hunk: Hunk) -> str:
    """What stands between the hunk before and this one."""
    if hunk.skipped_lines:
        return ngettext("… %d line unchanged …", "… %d lines unchanged …", hunk.skipped_lines) % hunk.skipped_lines
    return ngettext("… %d character unchanged …", "… %d characters unchanged …", hunk.skipped) % hunk.skipped


@dataclass(frozen=True, slots=True)
class Shown:
    hunks: tuple[Hunk, ...]
    cut: bool


@register.filter
def shown(hunks: tuple[Hunk, ...]) -> Shown:
    """As many of the hunks as one page can take."""
    kept: list[Hunk] = []
    spans_left, characters_left, cut = MAX_SPANS, MAX_CHARACTERS, False
    for hunk in hunks:
        spans: list[Span] = []
        for span in hunk.spans[:spans_left]:
            spans.append(replace(span, text=span.text[: min(MAX_SPAN_LENGTH, characters_left)]))
            characters_left -= len(spans[-1].text)
            cut = cut or len(spans[-1].text) < len(span.text)
        cut = cut or len(spans) < len(hunk.spans)
        spans_left -= len(spans)
        kept.append(replace(hunk, spans=tuple(span for span in spans if span.text)))
        if not (spans_left and characters_left):
            return Shown(tuple(kept), cut=cut or len(kept) < len(hunks))
    return Shown(tuple(kept), cut=cut)


@register.filter
def sentence(part: PartChange) -> str:
    """What happened to a part: `License types gained Apache 2.0`, `one event added`, `12 words added, 3 removed`."""
    if part.part == "infobox":
        clauses = [_label_clause(item) for item in part.items]
    elif part.part in COUNTED:
        clauses = _counts(part)
    else:
        clauses = [f"{_named(item.label)} {KINDS[item.kind].lower()}" for item in part.items]
    clauses += [f"{part_title(field.name).lower()} changed" for field in part.fields]
    if part.hunks:
        clauses.append(_words(part.hunks))
    rest = len(clauses) - MAX_CLAUSES
    if rest > 1:
        clauses[MAX_CLAUSES:] = [ngettext("%d more change", "%d more changes", rest) % rest]
    return "; ".join(clauses)


def _counts(part: PartChange) -> list[str]:
    """`one event added`, `3 events changed`."""
    counted: Counter[str] = Counter(item.kind for item in part.items)
    noun = COUNTED[part.part]
    return [f"{noun(counted[kind])} {KINDS[kind].lower()}" for kind in KINDS if counted[kind]]


def _words(hunks: tuple[Hunk, ...]) -> str:
    counted = Counter({"added": 0, "removed": 0})
    for span in (span for hunk in hunks for span in hunk.spans if span.change):
        counted[span.change] += sum(1 for _word in WORD.finditer(span.text))
    added, removed = counted["added"], counted["removed"]
    clauses = [ngettext("one word added", "%d words added", added).replace("%d", str(added))] if added else []
    if removed:
        clauses.append(ngettext("one word removed", "%d words removed", removed).replace("%d", str(removed)))
    return ", ".join(clauses) or _("only spaces, line breaks or punctuation changed")


def _named(text: str) -> str:
    """A name or value within a sentence, isolated: it may run from right to left."""
    cut = text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"
    return f"\u2068{seen(cut)}\u2069"


def _listed(values: tuple[str, ...]) -> str:
    names = ", ".join(map(_named, values[:MAX_CLAUSES]))
    return f"{names}, …" if len(values) > MAX_CLAUSES else names


def _label_clause(item: ItemChange) -> str:
    gained, lost = _listed(item.gained), _listed(item.lost)
    match item.kind, bool(gained), bool(lost):
        case "added" | "removed", _, _:
            done = f"{item.kind}: {gained or lost}"
        case "changed", True, True:
            done = f"changed from {lost} to {gained}"
        case "changed", True, False:
            done = f"gained {gained}"
        case "changed", False, True:
            done = f"lost {lost}"
        case "changed", False, False:
            done = "respelled"
        case _:
            done = "moved"
    return f"{_named(item.label)} {done}"
