"""Paragraphs and lists of a page as Markdown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from . import escaping
from .layout import Line

MARKER = re.compile(
    r"(?P<bullet>[•●▪‣])\s*(?P<after_bullet>.*)"
    r"|(?P<dash>[-*◦–—])(?:\s+(?P<after_dash>.*)|$)"
    r"|(?P<number>[0-9]{1,9})\.(?:\s+(?P<after_number>.*)|$)"
)
NESTED = "◦–—"
RULE = re.compile(r"[-*\s]*")
LEAD_IN_WORDS = 6
TAB = 4
#: Deeper lists continue at this depth: no page means them, and no reader follows.
DEEPEST = 6


class Item(NamedTuple):
    """The first line of a list item. `place` orders items by depth: their indent, then what marks them."""

    place: tuple[int, int]
    number: str
    text: str


def item(line: Line) -> Item | None:
    """The line as the start of a list item, if it has the form of one."""
    text = line.text.lstrip()
    found = MARKER.match(text)
    if not found:
        return None
    if found["number"]:
        return Item((_indent(line), 0), found["number"], found["after_number"] or "")
    if found["bullet"]:
        return Item((_indent(line), 0), "", found["after_bullet"])
    indent = _indent(line)
    if RULE.fullmatch(text) or (found["dash"] in "–—" and not indent):
        return None
    return Item((indent, int(found["dash"] in NESTED)), "", found["after_dash"] or "")


def markdown(lines: Iterable[Line]) -> str:
    """The lines as Markdown that reads as the page did."""
    prose = _Prose()
    for line in lines:
        prose.add(line)
    return prose.text()


def _indent(line: Line) -> int:
    return len(line.text[: len(line.text) - len(line.text.lstrip())].expandtabs(TAB))


def _with_lead_in(text: str) -> str:
    """The text of a list item, with bold words before the colon if they are few."""
    lead, colon, rest = text.partition(": ")
    if colon and 1 <= len(lead.split()) <= LEAD_IN_WORDS:
        return f"**{escaping.inline(lead)}:** {escaping.inline(rest.strip())}"
    return escaping.line(text)


@dataclass(slots=True)
class _Level:
    """An open list: where its items stood on the page, and where their text stands in the Markdown."""

    place: tuple[int, int]
    column: int = 0
    number: int | None = None
    delimiter: str = "."


class _Prose:
    def __init__(self) -> None:
        self._written: list[str] = []
        self._lists: list[_Level] = []
        self._last_number = 0
        self._waiting: Item | None = None

    def text(self) -> str:
        self._write_waiting()
        return "\n".join(self._written)

    def add(self, line: Line) -> None:
        found = item(line)
        if found and self._is_believable(found):
            self._write_waiting()
            if found.text:
                self._write_item(found)
            else:
                self._waiting = found
        elif self._waiting:
            # A marker on a line of its own: its text stands on the next.
            found, self._waiting = self._waiting, None
            self._write_item(found._replace(text=line.text.strip()))
        else:
            self._write_text(line)

    def _is_believable(self, found: Item) -> bool:
        """Whether a number counts items. One that neither begins nor goes on counting is text, as a year would be."""
        if not found.number:
            return True
        number = int(found.number)
        indented = found.place[0] > 0 and len(found.number) <= 3
        return indented or number in (1, self._last_number + 1)

    def _write_waiting(self) -> None:
        """A number that nothing followed is text; a bullet is nothing."""
        if self._waiting and self._waiting.number:
            self._blank()
            self._lists.clear()
            self._written.append(escaping.line(f"{self._waiting.number}."))
        self._waiting = None

    def _write_text(self, line: Line) -> None:
        indent = _indent(line)
        ends_a_list = False
        while self._lists and indent <= self._lists[-1].place[0]:
            self._lists.pop()
            ends_a_list = True
        if line.opens or ends_a_list:
            self._blank()
        column = self._lists[-1].column if self._lists else 0
        self._written.append(" " * column + escaping.line(line.text.strip()))

    def _write_item(self, found: Item) -> None:
        number = int(found.number) if found.number else None
        while len(self._lists) > 1 and self._lists[-1].place > found.place:
            self._lists.pop()
        level = self._lists[-1] if self._lists else None
        if level is None or (found.place > level.place and len(self._lists) < DEEPEST):
            # A list that begins with another number than 1 cannot interrupt a paragraph (CommonMark 0.31, 5.3).
            if level is None or number not in (None, 1):
                self._blank()
            level = _Level(found.place)
            self._lists.append(level)
        elif number is not None and number != (level.number or 0) + 1:
            # Markdown counts by itself; only another delimiter begins a new list.
            level.delimiter = ")" if level.delimiter == "." else "."
            self._blank()
        level.place, level.number = found.place, number
        if number is not None:
            self._last_number = number
        marker = f"{found.number}{level.delimiter}" if found.number else "-"
        margin = self._lists[-2].column if len(self._lists) > 1 else 0
        level.column = margin + len(marker) + 1
        self._written.append(f"{' ' * margin}{marker} {_with_lead_in(found.text)}")

    def _blank(self) -> None:
        if self._written and self._written[-1]:
            self._written.append("")
