"""Edits of documents, as people make them: a text written anew, an item added, removed, changed or moved."""

from dataclasses import fields, is_dataclass, replace

from hypothesis import strategies as st

from encyclopedia.document.names import fold
from encyclopedia.document.schema import together
from encyclopedia.document.text import without_blank_ends
from tests.documents import documents

#: What may stand only once in each part.
IDENTITIES = {
    "tags": fold,
    "aliases": fold,
    "timeline": lambda event: event,
    "faq": lambda pair: pair,
    "references": lambda reference: reference.key,
}
PROSE = ("summary", "short_answer", "body")
PARTS = ("title", "category", "infobox", *PROSE, *IDENTITIES)


@st.composite
def edited(draw, document, parts=PARTS):
    """The document with up to three of the parts changed, within the rules."""
    other = draw(documents())
    for part in draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3)):
        value = draw(_edited_part(part, getattr(document, part), getattr(other, part)))
        document = replace(document, **{part: value})
    return document


@st.composite
def _edited_part(draw, part, value, other):
    """A value of the part; what comes new is taken from the other."""
    if part in ("title", "category"):
        return other
    if part == "infobox":
        rows = draw(_edited_items(value.fields, other.fields))
        rows = _distinct(rows, lambda row: (fold(row.label), fold(row.value)))
        caption = draw(_edited_text(value.caption, other.caption))
        return replace(value, caption=caption, title=other.title, fields=together(rows))
    if part in PROSE:
        text = draw(_edited_text(value, other))
        return without_blank_ends(text) if part == "body" else text
    return _distinct(draw(_edited_items(value, other)), IDENTITIES[part])


@st.composite
def _edited_text(draw, text, other):
    lines = draw(_edited_items(text.split("\n"), other.split("\n")))
    return "\n".join(lines)[:1000]


@st.composite
def _edited_items(draw, items, others):
    """The items after up to three edits."""
    items = list(items)
    for edit in draw(st.lists(st.sampled_from(["add", "remove", "change", "move"]), max_size=3)):
        place = draw(st.integers(0, max(0, len(items) - 1)))
        if edit == "add" and others:
            items.insert(place, draw(st.sampled_from(others)))
        elif items:
            item = items.pop(place)
            if edit == "move":
                items.insert(draw(st.integers(0, len(items))), item)
            elif edit == "change" and others:
                items.insert(place, draw(_changed(item, draw(st.sampled_from(others)))))
    return items


@st.composite
def _changed(draw, item, other):
    if not is_dataclass(item):
        return other
    key = draw(st.sampled_from([key.name for key in fields(item)]))
    return replace(item, **{key: getattr(other, key)})


def _distinct(items, identity):
    return tuple({identity(item): item for item in items}.values())
