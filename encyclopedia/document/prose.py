"""Two versions of a prose, line by line and then word by word."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, zip_longest
from typing import Literal

from .alignment import Stretch, align

#: How much unchanged text is kept on either side of a change: lines beside the changed one, and characters at most.
CONTEXT_LINES = 2
CONTEXT_CHARACTERS = 200
#: More stretches than this that have fewer than five words on average show nobody what changed: all was replaced.
CONFETTI = 1000
#: Words and signs of changed lines, of both versions together, that one comparison looks at.
WORD_BY_WORD = 250_000

LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Thai to Lao, Burmese, Khmer, Chinese and Japanese are written without spaces between words.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.category(mark)[0] == "M")
LETTER = rf"[^\W{UNSPACED}]"
WORD = re.compile(rf"{LETTER}+(?:[{MARKS}]+{LETTER}*)*|[^\S\n]+|[{UNSPACED}][{MARKS}]*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; "" is in both versions."""

    text: str
    change: Literal["", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed text with some unchanged text around it.

    `skipped` counts the characters that both versions have before it and that are left out, `skipped_lines` the whole
    lines among them: 0 when the gap lies within one line. What is left out at the end is counted by a last hunk
    without spans.
    """

    spans: tuple[Span, ...]
    skipped: int = 0
    skipped_lines: int = 0


class Effort:
    """How much is still compared word by word; what is beyond it is compared line by line, and `ended` says so.

    Anybody can ask for any comparison, and of two texts of the largest size it would take seconds.
    """

    def __init__(self, words: int = WORD_BY_WORD) -> None:
        self.left = words
        self.ended = False

    def words(self, before: str, after: str) -> tuple[list[str], list[str]] | None:
        """The words of both, which count then; None where they are too many. No more are read than are left."""
        old = _words(before, self.left + 1)
        new = _words(after, self.left + 1 - len(old))
        if len(old) + len(new) > self.left:
            self.ended = True
            return None
        self.left -= len(old) + len(new)
        return old, new


def compare_prose(before: str, after: str, effort: Effort | None = None) -> tuple[Hunk, ...]:
    """What differs, with its context; nothing when the two are equal."""
    return tuple(_hunks(spans(before, after, effort))) if before != after else ()


def spans(before: str, after: str, effort: Effort | None = None) -> list[Span]:
    """Both texts whole: all but "added" is `before`, all but "removed" is `after`."""
    return [
        Span("".join(span.text for span in alike), change)
        for change, alike in groupby(_line_spans(before, after, effort or Effort()), key=lambda span: span.change)
    ]


def _line_spans(before: str, after: str, effort: Effort) -> Iterator[Span]:
    old, new = LINE.findall(before), LINE.findall(after)
    for stretch in _legible(align(old, new), old, _is_blank):
        removed, added = "".join(old[stretch.before]), "".join(new[stretch.after])
        if stretch.same:
            yield Span(removed, "")
        elif removed and added and (words := effort.words(removed, added)):
            yield from _word_spans(*words)
        else:
            yield from _whole(removed, added)


def _whole(removed: str, added: str) -> Iterator[Span]:
    if removed:
        yield Span(removed, "removed")
    if added:
        yield Span(added, "added")


def _word_spans(old: list[str], new: list[str]) -> Iterator[Span]:
    stretches = align(old, new)
    if len(stretches) > CONFETTI and len(stretches) * 5 > len(old) + len(new):
        stretches = [Stretch(False, slice(0, len(old)), slice(0, len(new)))]
    for stretch in _legible(stretches, old, _is_filling):
        removed, added = "".join(old[stretch.before]), "".join(new[stretch.after])
        if stretch.same:
            yield Span(removed, "")
        else:
            yield from _whole(removed, added)


def _words(text: str, most: int) -> list[str]:
    # One string for each word, however often it occurs: a million of them apart would need 80 MB.
    return [sys.intern(word[0]) for word in islice(WORD.finditer(text), most)]


def _is_blank(text: str) -> bool:
    """Whether lines hold nothing that would tell them from others."""
    return not text.strip()


def _is_filling(text: str) -> bool:
    """Whether words hold no letters and are too short to be read between two changes."""
    return len(text) <= 3 and "\n" not in text and not any(map(str.isalnum, text))


def _legible(stretches: list[Stretch], old: Sequence[str], is_nothing: Callable[[str], bool]) -> Iterator[Stretch]:
    """The stretches with those that have nothing in common but a space or a blank line made one."""
    last: Stretch | None = None
    for here, following in zip_longest(stretches, stretches[1:]):
        bridge = here.same and _replaces(last) and _replaces(following) and is_nothing("".join(old[here.before]))
        if last and not last.same and (bridge or not here.same):
            last = Stretch(
                False,
                slice(last.before.start, here.before.stop),
                slice(last.after.start, here.after.stop),
            )
        else:
            if last:
                yield last
            last = here
    if last:
        yield last


def _replaces(stretch: Stretch | None) -> bool:
    """Whether it is changed and has items on both sides."""
    if stretch is None or stretch.same:
        return False
    return all(items.start < items.stop for items in (stretch.before, stretch.after))


def _hunks(spans: Iterable[Span]) -> Iterator[Hunk]:
    """The spans cut where a long stretch is unchanged."""
    kept: list[Span] = []
    skipped = ""
    spans = list(spans)
    for number, span in enumerate(spans):
        first, last = number == 0, number == len(spans) - 1
        begins_line = not first and spans[number - 1].text.endswith("\n")
        head = 0 if first else _head(span.text, CONTEXT_LINES + (not begins_line))
        tail = len(span.text) if last else _tail(span.text)
        left_out = span.text[head:tail]
        if span.change or not ("\n" in left_out or len(left_out) > CONTEXT_CHARACTERS):
            kept.append(span)
            continue
        if head:
            kept.append(Span(span.text[:head], ""))
        if kept:
            yield Hunk(tuple(kept), len(skipped), skipped.count("\n"))
        skipped = left_out
        kept = [Span(span.text[tail:], "")] if span.text[tail:] else []
    if kept or skipped:
        yield Hunk(tuple(kept), len(skipped), skipped.count("\n"))


def _head(text: str, lines: int) -> int:
    """Where the first `lines` lines end, or the characters that are kept of them."""
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1)
        if end < 0:
            end = len(text) - 1
            break
    if end < CONTEXT_CHARACTERS:
        return end + 1
    space = text.rfind(" ", CONTEXT_CHARACTERS // 2, CONTEXT_CHARACTERS)
    return space + 1 if space >= 0 else CONTEXT_CHARACTERS


def _tail(text: str) -> int:
    """Where the last lines begin, or the characters that are kept of them."""
    start = len(text)
    for _ in range(CONTEXT_LINES + 1):
        start = text.rfind("\n", 0, start)
        if start < 0:
            break
    if start + 1 >= len(text) - CONTEXT_CHARACTERS:
        return start + 1
    space = text.find(" ", len(text) - CONTEXT_CHARACTERS, len(text) - CONTEXT_CHARACTERS // 2)
    return space if space >= 0 else len(text) - CONTEXT_CHARACTERS
