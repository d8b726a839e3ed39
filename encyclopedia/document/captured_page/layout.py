"""The lines of a page, sorted into its head and its sections, up to the comments that end it."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from ..errors import DocumentError
from ..names import fold
from ..rules import LIMITS
from .report import Report, quoted

#: A page of more lines is no article: a body of 1,000,000 characters would have twenty on a line.
MAX_LINES = 50_000

#: No name that is known and no words of the layout are longer; longer lines need no folding.
MAX_KNOWN_LENGTH = 80

COMMENTS = re.compile(r"comments(?: ?\(?\d{1,9}\)?)?")
#: What stands under Comments while there are none.
EMPTY_COMMENTS = {
    "no comments yet. start the discussion with a useful note.",
    "no comments yet.",
    "no comments yet",
    "start the discussion with a useful note.",
}


class Line(NamedTuple):
    """One line that is not blank; `opens` when a blank line or a heading stands before it."""

    number: int
    text: str
    opens: bool = True


class Section(NamedTuple):
    """What stands under a line `#Name`; `key` is the name as it is compared, empty for one too long to be known."""

    name: str
    key: str
    line: int
    lines: list[Line]


class Layout(NamedTuple):
    head: list[Line]
    sections: list[Section]


def lay_out(text: str, *, known: Collection[str], report: Report) -> Layout:
    """Sort the lines of a page. `known` are the keys of parts and of common sections."""
    lines = _lines(text, report)
    end = _start_of_comments(lines, known)
    _report_comments(lines[end + 1 :], report)
    layout = Layout([], [])
    current = layout.head
    for line in lines[:end]:
        name = heading(line.text)
        if not name or len(name) > LIMITS["title"]:
            current.append(line)
        else:
            current = []
            layout.sections.append(Section(name, _key(name), line.number, current))
        if len(name) > LIMITS["title"]:
            report.add(line.number, f"{quoted(line.text)} is too long for a heading; it is kept as text")
    _without_empty_comments(layout.sections, report)
    return layout


def heading(text: str) -> str:
    """The name in a line `#Name`; empty for any other line."""
    if len(text) < 2 or text[0] != "#" or text[1] == "#" or text[1].isspace():
        return ""
    name = " ".join(text[1:].split())
    return name if any(character.isalnum() for character in name) else ""


def paragraphs(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines in groups, each begun by a line that opens one."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.opens or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def joined(lines: Iterable[Line]) -> str:
    """The text of some lines on one, with single spaces."""
    return " ".join(" ".join(line.text for line in lines).split())


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The lines as they follow each other on the page; pieces of one line stay as they are."""
    return sorted(lines, key=lambda line: line.number)


def _lines(text: str, report: Report) -> list[Line]:
    not_blank = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line and not line.isspace())
    written = list(islice(not_blank, MAX_LINES + 1))
    if not written:
        raise DocumentError("the page is empty", line=1)
    if len(written) > MAX_LINES:
        raise DocumentError(f"the page has more than {MAX_LINES:,} lines", line=written[MAX_LINES][0])
    has_blank_lines = written[-1][0] - written[0][0] >= len(written)
    lines: list[Line] = []
    before = 0
    run_on = 0
    under_heading = True
    for number, line in written:
        if number == before + 1 and not under_heading and line[0] != "#":
            run_on = run_on or number
        opens = not has_blank_lines or under_heading or number > before + 1
        lines.append(Line(number, line.rstrip(), opens))
        before, under_heading = number, bool(heading(line))
    if run_on and not has_blank_lines:
        report.add(run_on, "the page has no blank lines: each line is read as a paragraph of its own")
    return lines


def _start_of_comments(lines: Sequence[Line], known: Collection[str]) -> int:
    """The first line Comments behind the last section that is known; a section after it shows that it ends nothing."""
    end = len(lines)
    for index in reversed(range(len(lines))):
        text = lines[index].text
        if name := heading(text):
            if _key(name) in known:
                break
        elif COMMENTS.fullmatch(_key(text)):
            end = index
    return end


def _key(name: str) -> str:
    return fold(name) if len(name) <= MAX_KNOWN_LENGTH else ""


def _is_empty_comment(line: Line) -> bool:
    return _key(line.text) in EMPTY_COMMENTS


def _report_comments(lines: Sequence[Line], report: Report) -> None:
    comments = paragraphs(line for line in lines if not _is_empty_comment(line))
    if comments:
        count = "1 paragraph" if len(comments) == 1 else f"{len(comments):,} paragraphs"
        report.add(comments[0][0].number, f"{count} of comments not imported")


def _without_empty_comments(sections: list[Section], report: Report) -> None:
    """Drop a last section `#Comments` that has none; one with text may be about comments, so it stays."""
    if not sections or not COMMENTS.fullmatch(sections[-1].key):
        return
    if all(_is_empty_comment(line) for line in sections[-1].lines):
        sections.pop()
    else:
        report.add(sections[-1].line, f"{quoted(sections[-1].name)} is read as a section: it has text of its own")
