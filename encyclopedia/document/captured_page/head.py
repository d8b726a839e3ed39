"""The head of a page: category and date, title, summary."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..dates import Moment, parse_moment
from ..errors import DocumentError
from ..names import fold
from ..rules import CATEGORY_DEPTH, LIMITS
from . import written_dates
from .layout import Line, in_order, joined, paragraphs
from .report import Report, quoted

STAMP = re.compile(r"(?:Updated|UPDATED):?")
SEPARATORS = " |·•–—-/,"
#: Among how many lines `Updated` is looked for, and how long a line with it is at most.
STAMP_LINES = 4
MAX_STAMP_LENGTH = 300
MAX_VAGUE_STAMP_LENGTH = 60

SENTENCE_WORDS = 6
SENTENCE_ENDS = (".", "!", "?", "…", "。")


class Head(NamedTuple):
    """What the head says, and the lines that have no place in it."""

    category: tuple[str, ...]
    updated: Moment | None
    title: str
    summary: str
    left: list[Line]


class Stamp(NamedTuple):
    """The words `Updated <date>`: what stands before them, the date, and what is not understood behind `Updated`."""

    before: str
    updated: Moment | None
    left: str


def read(lines: Sequence[Line], *, category: str, report: Report) -> Head:
    """Read the head; a `category` that is given replaces the page's own. Raises DocumentError without a title."""
    given = category_path(category)
    if not _fits(given):
        raise DocumentError("the category is too long or too deep", path=("category",))
    reader = _Reader(given, report)
    first, rest = reader.title_and_rest(lines)
    title = joined([first])
    if len(title) > LIMITS["title"]:
        problem = f"the title is longer than {LIMITS['title']} characters"
        raise DocumentError(problem, line=first.number, path=("title",))
    summary = reader.summary(rest)
    return Head(reader.category, reader.updated, title, summary, in_order(reader.left))


def category_path(text: str) -> tuple[str, ...]:
    """The names in `Technology / Artificial intelligence`."""
    names = f" {' '.join(text.split())} ".split(" / ")
    return tuple(name.strip() for name in names if name.strip())


class _Reader:
    def __init__(self, category: tuple[str, ...], report: Report) -> None:
        self.category = category
        self.updated: Moment | None = None
        self.left: list[Line] = []
        self._report = report

    def _leave(self, lines: Sequence[Line], problem: str) -> None:
        self.left += lines
        self._report.add(lines[0].number, f"{quoted(joined(lines))} {problem}; it stays in the body")

    def title_and_rest(self, lines: Sequence[Line]) -> tuple[Line, list[Line]]:
        """The line with the title and those behind it, once category and date are taken."""
        index, stamp = self._stamp(lines)
        rest = [line for number, line in enumerate(lines) if number != index]
        if stamp and stamp.before:
            self._take_category(lines[0], stamp.before)
        elif rest and index != 0 and self._begins_with_category(rest, after_stamp=rest[1:] if index == 1 else []):
            self._take_category(rest[0], joined(rest[:1]))
            rest = rest[1:]
        if not rest:
            raise DocumentError("the page has no title before its first section", line=lines[0].number if lines else 1)
        return rest[0], rest[1:]

    def _stamp(self, lines: Sequence[Line]) -> tuple[int | None, Stamp | None]:
        """Where `Updated` stands, and what it says. Only on the first line may the category stand before it."""
        for index, line in enumerate(lines[:STAMP_LINES]):
            stamp = _read_stamp(joined([line]))
            if stamp and not (index and stamp.before) and (stamp.updated or len(lines) > 1):
                self.updated = stamp.updated
                if stamp.left:
                    self._leave([line._replace(text=stamp.left)], "is not read as the date of the page")
                return index, stamp
        return None, None

    def _begins_with_category(self, lines: Sequence[Line], *, after_stamp: Sequence[Line]) -> bool:
        """Whether the first line is the category. `after_stamp` are the lines behind an `Updated` on the second."""
        first = joined(lines[:1])
        if len(lines) > 1 and self.category and fold(first[:MAX_STAMP_LENGTH]) in map(fold, self._spellings()):
            return True
        if after_stamp:
            behind = paragraphs(after_stamp)
            if len(behind) == 1 and len(behind[0]) == 1:
                is_title = not _is_sentence(joined(behind[0]))
                read_as = "category" if is_title else "title"
                self._report.add(lines[0].number, f"{quoted(first)} is taken for the {read_as}, by what follows it")
                return is_title
            return True
        sentences = [_is_sentence(joined([line])) for line in lines[:3]]
        is_category = sentences == [False, False, True] and any(map(str.isalnum, lines[1].text))
        if is_category:
            self._report.add(
                lines[0].number, f"{quoted(first)} is taken for the category, since it stands before a title"
            )
        return is_category

    def _spellings(self) -> list[str]:
        return [" / ".join(self.category), self.category[-1]]

    def _take_category(self, line: Line, text: str) -> None:
        names = category_path(text)
        if self.category:
            if fold(" / ".join(names)) not in map(fold, self._spellings()):
                self._report.add(line.number, f"the category {quoted(text)} is replaced by the one that was given")
        elif not _fits(names):
            self._leave([line._replace(text=text)], "is too long for a category")
        else:
            self.category = names

    def summary(self, lines: Sequence[Line]) -> str:
        """The first paragraph behind the title."""
        summary = ""
        for number, paragraph in enumerate(paragraphs(lines)):
            if number:
                self._leave(paragraph, "stands between the summary and the first section")
            elif len(joined(paragraph)) > LIMITS["summary"]:
                self._leave(paragraph, "is too long for a summary")
            else:
                summary = joined(paragraph)
        return summary


def _fits(category: tuple[str, ...]) -> bool:
    return len(category) <= CATEGORY_DEPTH and all(len(name) <= LIMITS["category"] for name in category)


def _read_stamp(text: str) -> Stamp | None:
    if len(text) > MAX_STAMP_LENGTH:
        return None
    stamps = list(STAMP.finditer(text))
    for found in stamps:
        updated, left = _moment(text[found.end() :].strip())
        if updated:
            return Stamp(text[: found.start()].strip(SEPARATORS), updated, left)
    for found in stamps:
        before = text[: found.start()]
        is_run_together = before[-1:].isalnum() or before.endswith(")")
        is_alone = not before and len(text) <= MAX_VAGUE_STAMP_LENGTH and any(map(str.isdigit, text))
        if is_run_together or is_alone:
            return Stamp(before.strip(SEPARATORS), None, text[found.start() :])
    return None


def _moment(text: str) -> tuple[Moment | None, str]:
    """The day or moment with which a text begins, and what stands behind it."""
    word, _, rest = text.partition(" ")
    found = written_dates.at_start(text)
    point = found.date.start if found and not found.date.is_span else None
    try:
        if found and point and point.day and not point.circa:
            return parse_moment(str(point)), text[found.end :].strip(SEPARATORS)
        return parse_moment(word), rest.strip(SEPARATORS)
    except ValueError:
        return None, ""


def _is_sentence(text: str) -> bool:
    return text.endswith(SENTENCE_ENDS) and len(text.split(maxsplit=SENTENCE_WORDS)) >= SENTENCE_WORDS
