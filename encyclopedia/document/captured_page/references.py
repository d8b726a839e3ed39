"""The numbered list of sources."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import rules
from ..rules import COUNTS, LIMITS
from ..schema import Reference
from .layout import Line, in_order, joined
from .report import Report, quoted

MARKER = re.compile(r"\s*(?:(?P<number>[0-9]{1,9})[.)]|\[(?P<bracketed>[0-9]{1,9})\]|[•●▪‣◦*-])(?:\s+(?P<text>.*)|$)")

DOI = re.compile(r"(?<![\w.])10\.[0-9]{4,9}/\S+")
ISBN = re.compile(r"\bISBN(?:-1[03])?:? ?([0-9][0-9 -]{8,15}[0-9X])(?![0-9])")
ADDRESS = re.compile(r"(?<!\w)https?://[^\s<>\"\\“”]+", re.IGNORECASE)
TRAILING = ".,;:!?'’”»…。、"


class Entry(NamedTuple):
    number: str
    lines: list[Line]


def read(lines: Sequence[Line], report: Report) -> tuple[tuple[Reference, ...], list[Line]]:
    """The sources, and the lines that are none."""
    entries, left = _entries(lines, report)
    references: list[Reference] = []
    for entry in entries:
        title = joined(entry.lines)
        first = entry.lines[0]
        if len(title) > LIMITS["reference_title"]:
            problem = "is too long"
        elif len(references) == COUNTS["references"]:
            problem = "is one too many"
        else:
            references.append(_reference(title, len(references) + 1))
            if entry.number and int(entry.number) != len(references):
                report.add(first.number, f"reference {entry.number} is now number {len(references)}")
            continue
        report.add(first.number, f"the reference {quoted(title)} {problem}; it stays in the body")
        left.append(first._replace(text=f"{entry.number}. {title}" if entry.number else title))
    return tuple(references), in_order(left)


def _entries(lines: Sequence[Line], report: Report) -> tuple[list[Entry], list[Line]]:
    entries: list[Entry] = []
    left: list[Line] = []
    is_marked = any(MARKER.match(line.text) for line in lines)
    if lines and not is_marked:
        report.add(lines[0].number, "the references are not numbered; each paragraph is taken for one")
    indent = 0
    open_entry: Entry | None = None
    for line in lines:
        if (found := MARKER.match(line.text)) or (not is_marked and line.opens):
            indent = _indent(line)
            text = (found["text"] or "") if found else line.text
            number = (found["number"] or found["bracketed"] or "") if found else ""
            open_entry = Entry(number, [line._replace(text=text)])
            entries.append(open_entry)
        elif open_entry and (not line.opens or _indent(line) > indent or not joined(open_entry.lines)):
            open_entry.lines.append(line)
        else:
            open_entry = None
            report.add(line.number, f"{quoted(line.text.strip())} has no number; it stays in the body")
            left.append(line)
    return [entry for entry in entries if joined(entry.lines)], left


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _reference(title: str, number: int) -> Reference:
    return Reference(key=f"ref-{number}", title=title, doi=_doi(title), isbn=_isbn(title), url=_address(title))


def _doi(text: str) -> str:
    found = DOI.search(text)
    doi = _without_trailing(found[0]) if found else ""
    return doi if rules.DOI.fullmatch(doi) and len(doi) <= LIMITS["doi"] else ""


def _address(text: str) -> str:
    found = ADDRESS.search(text)
    address = _without_trailing(found[0]) if found else ""
    return address if rules.URL.fullmatch(address) and len(address) <= LIMITS["url"] else ""


def _isbn(text: str) -> str:
    return next((isbn for isbn in _isbns(text) if rules.ISBN.fullmatch(isbn)), "")


def _isbns(text: str) -> Iterator[str]:
    for found in ISBN.finditer(text):
        digits = [10 if digit == "X" else int(digit) for digit in found[1] if digit not in " -"]
        if len(digits) == 10:
            is_right = sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
        else:
            is_right = len(digits) == 13 and (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
        if is_right and len(found[1]) <= LIMITS["isbn"]:
            yield found[1]


def _without_trailing(text: str) -> str:
    """The text without the punctuation of the sentence around it; a bracket stays that was opened in it."""
    text = text.rstrip(TRAILING)
    while text and text[-1] in ")]":
        opening = "(" if text[-1] == ")" else "["
        if text.count(opening) >= text.count(text[-1]):
            break
        text = text[:-1].rstrip(TRAILING)
    return text
