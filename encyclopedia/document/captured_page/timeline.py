"""The events of a timeline, one on a line or run together on one."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from ..rules import COUNTS, LIMITS
from ..schema import TimelineEvent
from . import escaping, prose, written_dates
from .layout import Line, in_order, joined
from .report import Report, quoted
from .written_dates import Written

TABLE_HEAD = re.compile(r"year events?", re.IGNORECASE)

#: Words that make a date vaguer than a document can say; they and the date then stay in the text of the event.
VAGUE = re.compile(r"(?:Early|Mid|Late|Spring|Summer|Autumn|Fall|Winter)[ -]")
IN_A_SENTENCE = re.compile(r"(?:In|On|By|During|Since|From|Before|After|Until)(?: the)?(?: early| mid| late)?[ -]")
SEPARATORS = " :;,.|–—-"

#: Behind these a number belongs to the sentence: "in 2019 the project", "more than 2000 people".
TIES = """
    a about above after an and approximately around as at before below between by circa during early for from in its
    late least mid most nearly no of on or over roughly since than the their through throughout till to under until up
    version was were with year years
"""
BEFORE_A_NUMBER = frozenset(TIES.split())
ABBREVIATIONS = ("approx.", "al.", "b.", "c.", "ca.", "cf.", "d.", "e.g.", "est.", "fig.", "no.", "p.", "pp.", "vol.")
SENTENCE_END = (".", "!", "?", "…", ";", "。")
CLOSING = "\"'”’»)]"
#: How much of the text before a date is looked at.
BEFORE = 20

#: A line with more dates than this is not looked through for events.
MAX_DATES = 20_000
#: A bare number above this is no year of a timeline.
LATEST = 2200


class Found(NamedTuple):
    """An event as it stood on the page: all of it, its date, and what it says."""

    line: Line
    written: Written
    text: str


class Start(NamedTuple):
    """A date that may begin an event in a line of many."""

    begins: int
    written: Written
    is_vague: bool
    follows_sentence: bool
    is_in_sentence: bool
    goes_on_small: bool


def read(lines: Sequence[Line], report: Report) -> tuple[tuple[TimelineEvent, ...], list[Line]]:
    """The events, and the lines that are none."""
    lines = _without_table_head(lines)
    dates = [_dated(line) for line in lines]
    dated = len(dates) - dates.count(None)
    if dated > 1 and dated * 2 >= len(lines):
        found, left = _one_a_line(lines, dates, report)
    else:
        found, left = _run_together(lines, report)
    events: list[TimelineEvent] = []
    for line, written, text in found:
        event = escaping.inline(text)
        if not text:
            problem = "has no text"
        elif len(event) > LIMITS["event"]:
            problem = "is too long"
        elif len(events) == COUNTS["timeline"]:
            problem = "is one too many"
        else:
            if written.doubt:
                report.add(
                    line.number, f"the date of {quoted(line.text.strip())} is read as {written.date}: {written.doubt}"
                )
            events.append(TimelineEvent(written.date, event))
            continue
        report.add(line.number, f"the event {quoted(line.text.strip())} {problem}; it stays in the body")
        left.append(line)
    return tuple(events), in_order(left)


def _without_table_head(lines: Sequence[Line]) -> list[Line]:
    """The lines without `Year Event`, on a line of its own, on two, or before the first event."""
    if not lines:
        return []
    first, *more = lines
    words = first.text.split(maxsplit=2)
    if len(words) == 1 and more:
        first, *more = more
        words += first.text.split(maxsplit=1)
    if not TABLE_HEAD.fullmatch(" ".join(words[:2])):
        return list(lines)
    return [first._replace(text=text) for text in words[2:]] + more


def _dated(line: Line) -> tuple[Written, str] | None:
    """The date with which a line begins, and what the event says."""
    item = prose.item(line)
    for text in [line.text, item.text] if item else [line.text]:
        words = " ".join(text.split())
        if written := written_dates.at_start(words):
            return written, words[written.end :].lstrip(SEPARATORS)
        vague = VAGUE.match(words) or IN_A_SENTENCE.match(words)
        if vague and (written := written_dates.at_start(words[vague.end() :])):
            return written._replace(doubt="the words around it stay in the text"), words
    return None


def _one_a_line(
    lines: Sequence[Line], dates: Sequence[tuple[Written, str] | None], report: Report
) -> tuple[list[Found], list[Line]]:
    events: list[tuple[Written, str, list[Line]]] = []
    left: list[Line] = []
    needs_text = goes_on = False
    for line, dated in zip(lines, dates, strict=True):
        if dated:
            events.append((*dated, [line]))
            needs_text, goes_on = not dated[1], True
        elif needs_text or (goes_on and not line.opens and not prose.item(line)):
            events[-1][2].append(line)
            needs_text = False
        else:
            report.add(line.number, f"{quoted(line.text.strip())} has no date; it stays in the body")
            left.append(line)
            goes_on = False
    found = [
        Found(own[0]._replace(text=joined(own)), written, f"{text} {joined(own[1:])}".strip())
        for written, text, own in events
    ]
    return found, left


def _run_together(lines: Sequence[Line], report: Report) -> tuple[list[Found], list[Line]]:
    text = joined(lines)
    place = _Place(lines)
    starts = _starts(text, place, report)
    if starts and len(lines) > 1:
        report.add(lines[0].number, "the lines of the timeline are read as one, since few begin with a date")
    found = []
    for start, end in zip(starts, [*(start.begins for start in starts[1:]), len(text)], strict=False):
        whole = text[start.begins : end].strip()
        event = whole if start.is_vague else text[start.written.end : end].strip().lstrip(SEPARATORS)
        found.append(Found(Line(place.line(start.begins), whole), start.written, event))
    if not starts:
        if lines:
            report.add(lines[0].number, f"no event is found in {quoted(text)}; it stays in the body")
        return [], list(lines)
    if before := text[: starts[0].begins].strip():
        report.add(lines[0].number, f"{quoted(before)} has no date; it stays in the body")
        return found, [Line(lines[0].number, before)]
    return found, []


class _Place:
    """From a position in joined lines back to the line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._numbers = [line.number for line in lines]
        self._begins = [0]
        for line in lines:
            self._begins.append(self._begins[-1] + len(joined([line])) + 1)

    def line(self, position: int) -> int:
        return self._numbers[bisect_right(self._begins, position) - 1]


def _starts(text: str, place: _Place, report: Report) -> list[Start]:
    """The dates at which events begin.

    A date behind the end of a sentence begins one, as far as the order of the dates bears it out. Where events do
    not end like sentences, other dates in order are taken too, unless a word such as "in" ties them to what is before.
    """
    written_in_text = list(islice(written_dates.everywhere(text), MAX_DATES + 1))
    if len(written_in_text) > MAX_DATES:
        report.add(place.line(0), f"the timeline has more than {MAX_DATES:,} dates")
        return []
    candidates = [start for written in written_in_text if (start := _start(text, written))]
    sentences = sum(start.follows_sentence for start in candidates if start.begins)
    loose = sum(not start.follows_sentence and not start.is_in_sentence for start in candidates)
    allows_loose = loose > sentences
    chosen = _in_order(
        [start for start in candidates if start.follows_sentence or (allows_loose and not start.is_in_sentence)],
        place,
        report,
    )
    taken = {start.begins for start in chosen}
    for start in candidates:
        written = quoted(text[start.written.start : start.written.end])
        if start.begins in taken and not start.follows_sentence:
            problem = f"{written} is taken to begin an event, though no sentence ends before it"
        elif start.begins in taken and start.begins and start.goes_on_small:
            problem = f"{written} is taken to begin an event, though a small letter follows"
        elif start.begins not in taken and not start.is_in_sentence:
            problem = f"{written} is left in the text of an event; it may begin one"
        else:
            continue
        report.add(place.line(start.begins), problem)
    return chosen


def _start(text: str, written: Written) -> Start | None:
    if written.bare and written.date.starts > LATEST * 10_000:
        return None
    begins = written.start
    words = text[max(0, begins - BEFORE) : begins].split()
    is_vague = bool(words) and VAGUE.fullmatch(f"{words[-1]} ") is not None
    if is_vague:
        begins -= len(words[-1]) + 1
        written = written._replace(doubt="the words around it stay in the text")
    before = text[max(0, begins - BEFORE) : begins].rstrip()
    word = before.rpartition(" ")[2]
    follows_sentence = not before or (before.rstrip(CLOSING).endswith(SENTENCE_END) and word not in ABBREVIATIONS)
    after = text[written.end : written.end + 4].lstrip(SEPARATORS)[:1]
    is_tied = word.casefold() in BEFORE_A_NUMBER or word.endswith((",", "(", "-", "–", "—"))
    is_in_sentence = not follows_sentence and (is_tied or after.islower() or after in CLOSING)
    return Start(begins, written, is_vague, follows_sentence, is_in_sentence, after.islower())


def _in_order(starts: list[Start], place: _Place, report: Report) -> list[Start]:
    """The longest run of dates from the first on that keeps to one order; all of them where there is none."""
    keys = [start.written.date.starts for start in starts]
    upwards, downwards = _longest_run(keys), _longest_run([-key for key in keys])
    longest = max(upwards, downwards, key=len)
    if len(longest) * 2 < len(starts):
        report.add(place.line(0), "the dates of the timeline are in no order: each is taken to begin an event")
        return starts
    if len(downwards) > len(upwards):
        report.add(place.line(0), "the timeline is read from the latest event to the earliest")
    return [starts[index] for index in longest]


def _longest_run(keys: Sequence[int]) -> list[int]:
    """The indexes of the longest subsequence that begins with the first key and never falls."""
    ends: list[int] = []  # the lowest key at which a run of each length ends, and its index
    indexes: list[int] = []
    before = [-1] * len(keys)
    for index, key in enumerate(keys):
        if key < keys[0]:
            continue
        length = bisect_right(ends, key)
        before[index] = indexes[length - 1] if length else -1
        ends[length : length + 1] = [key]
        indexes[length : length + 1] = [index]
    run = indexes[-1:]
    while run and before[run[-1]] >= 0:
        run.append(before[run[-1]])
    return run[::-1]
