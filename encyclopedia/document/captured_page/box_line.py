"""A line of an infobox in which title, labels and values are run together."""

from collections.abc import Sequence
from typing import NamedTuple

from ..names import fold
from ..rules import LIMITS
from .report import Report, quoted
from .vocabulary import MAX_LABEL_LENGTH, MODIFIERS, Labels

CONNECTORS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "&"))
GUESSED_WORDS = 2


class Pair(NamedTuple):
    """A label with the text of its values, as they stood on a line."""

    line: int
    label: str
    value: str


class BoxLine:
    """The words of a line and the colons behind some of them: a label ends in one, but so may words of a value."""

    def __init__(self, text: str, labels: Labels) -> None:
        self.words = text.split()
        self._labels = labels
        self._folded = [fold(word.removesuffix(":")) for word in self.words]
        self.colons = [index for index, word in enumerate(self.words) if word.endswith(":") and word.strip(":")]
        after = [0, *(colon + 1 for colon in self.colons)]
        self.sizes = [self._known_sizes(*ends) for ends in zip(after, self.colons, strict=False)]

    def _known_sizes(self, begins: int, colon: int) -> list[int]:
        return self._labels.endings(self._folded[begins : colon + 1])

    @property
    def has_known_label(self) -> bool:
        return any(self.sizes)

    @property
    def first_label_size(self) -> int:
        """With how many words the line begins in a label, as its form has it; 0 when it does not."""
        if not self.colons or self.colons[0] >= MAX_LABEL_LENGTH:
            return 0
        return self.colons[0] + 1

    @property
    def begins_with_known_label(self) -> bool:
        return bool(self.colons) and self.colons[0] + 1 in self.sizes[0]

    def starts_with(self, title: str) -> int:
        """How many words of the line are those of a title; 0 unless all of the title is there."""
        words = [fold(word.removesuffix(":")) for word in title.split()]
        return len(words) if words and self._folded[: len(words)] == words else 0


def divide(line: BoxLine, number: int, *, page_title: str, first_label: int, report: Report) -> tuple[str, list[Pair]]:
    """The title before the first label, and the pairs. `first_label` words are known to be a label already."""
    divider = _Divider(line, number, line.starts_with(page_title), report)
    for index in range(len(line.colons)):
        divider.look_at(index, first_label if index == 0 else 0)
    return divider.title(), divider.pairs()


class _Divider:
    def __init__(self, line: BoxLine, number: int, in_title: int, report: Report) -> None:
        self._line = line
        self._number = number
        self._in_title = in_title
        self._report = report
        self._labels: list[tuple[int, int]] = []
        self._first_known = next((index for index, sizes in enumerate(line.sizes) if sizes), None)

    def look_at(self, index: int, size: int) -> None:
        """Take the words before a colon for a label, or leave the colon where it is."""
        colon = self._line.colons[index]
        begins = self._line.colons[index - 1] + 1 if index else 0
        if not self._labels:
            begins = max(begins, min(self._in_title, colon + 1))
        room = colon + 1 - begins
        # The value of the label before would be empty if this label took all the words between.
        is_tight = bool(self._labels) and self._labels[-1][1] + 1 == begins
        size = size or self._known(index, begins, is_tight)
        if not size:
            if not self._labels and (room <= 0 or (self._first_known is not None and not self._in_title)):
                return
            size = self._guess(begins, colon, is_tight)
        if size:
            self._labels.append((colon + 1 - size, colon))

    def _known(self, index: int, begins: int, is_tight: bool) -> int:
        """How many words are a label that is known, or 0. What might be a longer label is reported."""
        colon = self._line.colons[index]
        room = colon + 1 - begins
        sizes = [size for size in self._line.sizes[index] if size <= room]
        fitting = [size for size in sizes if size < room] if is_tight else sizes
        size = next(iter(fitting or sizes), 0)
        before = self._line.words[colon - size] if size < room else ""
        if size and ((fitting and size < sizes[0]) or (size == 1 and _may_begin_a_label(before))):
            label = self._label(colon + 1 - size, colon)
            self._report.add(self._number, f"{quoted(label)} is taken for a label, without {quoted(before)} before it")
        return size

    def _guess(self, begins: int, colon: int, is_tight: bool) -> int:
        words = [*self._line.words[begins:colon], self._line.words[colon].rstrip(":")]
        has_words_before = bool(self._labels or self._in_title)
        size = _guessed_size(words, needs_rest=is_tight or (not has_words_before and len(words) > 1))
        label = self._label(colon + 1 - size, colon) if size else ""
        if size and "/" not in label and len(label) <= LIMITS["label"]:
            self._report.add(self._number, f"{quoted(label)} is taken for a label; it is none that is known")
            return size
        self._report.add(self._number, f"{quoted(' '.join(words[-3:]) + ':')} is taken for text, not for a label")
        return 0

    def _label(self, begins: int, colon: int) -> str:
        return " ".join(self._line.words[begins : colon + 1]).rstrip(":")

    def title(self) -> str:
        end = self._labels[0][0] if self._labels else len(self._line.words)
        title = " ".join(self._line.words[:end])
        if any(self._in_title <= colon < end for colon in self._line.colons):
            self._report.add(self._number, f"{quoted(title)} is taken for the title of the box, with its colon")
        return title

    def pairs(self) -> list[Pair]:
        ends = [*(begins for begins, _ in self._labels[1:]), len(self._line.words)]
        return [
            Pair(self._number, self._label(begins, colon), " ".join(self._line.words[colon + 1 : end]))
            for (begins, colon), end in zip(self._labels, ends, strict=False)
        ]


def _guessed_size(words: Sequence[str], *, needs_rest: bool) -> int:
    """How many words at the end of a text look like a label; 0 when none do."""
    tail = 1
    while tail < len(words) and not words[-tail - 1].endswith((",", ";", ".", "!", "?", ")")):
        tail += 1
    follows_comma = tail < len(words) and words[-tail - 1].endswith((",", ";"))
    room = tail - 1 if follows_comma or (needs_rest and tail == len(words)) else tail
    if room < 1 or not _is_capitalised(words[-1]):
        return 0
    if room > 2 and words[-2] in CONNECTORS and _is_capitalised(words[-3]):
        return 3
    if room > 1 and (_is_capitalised(words[-2]) or fold(words[-2]) in MODIFIERS):
        return GUESSED_WORDS
    return 1


def _may_begin_a_label(word: str) -> bool:
    return bool(word) and _is_capitalised(word) and word[-1].isalpha()


def _is_capitalised(word: str) -> bool:
    """Whether a word begins like a name; every word of a script without capitals does."""
    return word[0].isalpha() and not word[0].islower()
