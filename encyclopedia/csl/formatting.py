"""Entries of a bibliography, formatted by a style of the Citation Style Language.

No HTML is made here. What a style sets in italics, and the words that lead somewhere, are marked by characters that
Unicode keeps for use within programs; the entry comes out as pieces of plain text, which a template escapes.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from citeproc import Citation, CitationItem, CitationStylesBibliography  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
from citeproc.string import MixedString, String  # type: ignore[import-untyped]

from encyclopedia.document.schema import Reference

from . import styles
from .items import Item, item

_ITALIC, _ROMAN, _TITLE, _TITLE_END, _DOI, _DOI_END = map(chr, range(0xFDD0, 0xFDD6))
_MARKS = re.compile("([\ufdd0-\ufdd5])")
_QUOTED_TITLE = re.compile(f"([.?!]?){_TITLE_END}”([.,])")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")

#: A style and the texts in it are kept as trees that citeproc-py writes to while it reads them.
_formatting = Lock()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an entry, and where they lead."""

    text: str
    italic: bool = False
    href: str = ""


@lru_cache(maxsize=5_000)
def entry(style: str, reference: Reference) -> tuple[Piece, ...]:
    """The entry of a reference in a list of sources, without its number, in 2 to 10 ms the first time.

    Its title leads to the source, its DOI to the registry. Address, archived copy and the day of access are left to
    the page. Empty where citeproc-py fails, as it does in some styles over some dates and numbers. Raises LookupError
    for an unknown style.
    """
    styles.load(style)
    try:
        return _entry(style, reference)
    except Exception:  # of any kind: they are its faults, and readers are owed their page
        return ()


def _entry(style: str, reference: Reference) -> tuple[Piece, ...]:
    values = item(reference)
    for variable in ("URL", "accessed", "archive_location", "custom"):
        values.pop(variable, None)
    formatted = _format(style, values)
    if reference.title and _TITLE not in formatted:
        formatted = f"{_marked('title', reference.title)}. {formatted}"
    if reference.doi and _DOI not in formatted:
        formatted += f" doi:{_marked('DOI', reference.doi)}."
    if reference.isbn and reference.isbn not in formatted:
        formatted += f" ISBN {reference.isbn}."
    registry = f"https://doi.org/{quote(reference.doi, safe='/')}" if reference.doi else ""
    return tuple(_pieces(formatted.strip(), {_TITLE: reference.url or registry, _DOI: registry}))


def text(style: str, values: Item) -> str:
    """The entry of a CSL-JSON item as one line of plain text. Raises LookupError for an unknown style."""
    return _MARKS.sub("", _format(style, values)).strip()


def _marked(variable: str, value: Any) -> Any:
    """A value with marks where something begins and ends, and with none of its own.

    Nothing may turn the direction of writing but a title, which pages keep to itself.
    """
    if isinstance(value, str):
        value = _MARKS.sub("", value)
        if variable == "title":
            return f"{_TITLE}{value}{_TITLE_END}"
        value = _DIRECTION.sub("", value)
        return String(f"{_DOI}{value}{_DOI_END}" if variable == "DOI" else value)
    if isinstance(value, list):
        return [_marked("", each) for each in value]
    if isinstance(value, dict):
        return {name: _marked("", each) for name, each in value.items()}
    return value


class _Source(CiteProcJSON):  # type: ignore[misc]
    """Items whose texts are plain: citeproc-py itself looks for tags in them."""

    def parse_string(self, string: str) -> MixedString:
        return MixedString([String(string)])


def _italic(words: str) -> str:
    return f"{_ITALIC}{words}{_ROMAN}"


def _upright(words: str) -> str:
    return str(words)


_FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=_italic,
    Oblique=_italic,
    **dict.fromkeys(["Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"], _upright),
)


def _format(name: str, values: Item) -> str:
    style = styles.load(name)
    marked = {variable: _marked(variable, value) for variable, value in values.items()} | {"id": "one"}
    with _formatting:
        bibliography = CitationStylesBibliography(style, _Source([marked]), _FORMATTER)
        bibliography.register(Citation([CitationItem("one")]))
        formatted = "".join(map(str, bibliography.bibliography()))
    if style.root.get_locale_option("punctuation-in-quote") == "true":
        # citeproc-py leaves it outside: “Title”, for “Title,” in American English.
        formatted = _QUOTED_TITLE.sub(lambda found: f"{found[1]}{_TITLE_END}{'' if found[1] else found[2]}”", formatted)
    return formatted


def _pieces(formatted: str, leads: dict[str, str]) -> list[Piece]:
    """The text cut at its marks; each end of `leads` is given once, to the first words that are marked so."""
    pieces, italic, href = [], False, ""
    for part in _MARKS.split(formatted):
        if part in (_ITALIC, _ROMAN):
            italic = part == _ITALIC
        elif part in (_TITLE, _DOI):
            href = leads.pop(part, "")
        elif part in (_TITLE_END, _DOI_END):
            href = ""
        elif part:
            pieces.append(Piece(part, italic, href))
    return pieces
