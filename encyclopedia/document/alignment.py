"""Which items of two sequences are the same, in bounded time and memory.

Short sequences are aligned by a longest common subsequence. Long ones are first split at anchors, items that occur
just once in either, as in Bram Cohen's patience diff (https://bramcohen.livejournal.com/73318.html).
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

#: The largest product of two lengths for which all is compared with all: 13 ms and 13 MB. A pair that reaches it has
#: at least 20,000 items, so that the time for many of them grows with their items alone.
CELLS = 100_000_000
#: How many items make an anchor, tried one after the other where sequences are too long: single items are enough for
#: words and lines, runs are needed where the same few items occur again and again.
ANCHORS = (1, 16)


class Stretch(NamedTuple):
    """Items that both sequences have (`same`), or items of `before` in whose place those of `after` stand."""

    same: bool
    before: slice
    after: slice


class Match(NamedTuple):
    """`length` equal items, from index `before` in the one sequence and from `after` in the other."""

    before: int
    after: int
    length: int


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Stretch]:
    """Both sequences from end to end, as stretches that are the same and others that are not, in turn.

    Where they are too long to be compared and nothing anchors them, a stretch counts as changed as a whole.
    """
    numbers: dict[Hashable, int] = {}
    a, b = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (before, after))
    stretches: list[Stretch] = []
    i = j = 0
    for match in (*_joined(_matches(a, b, ANCHORS)), Match(len(a), len(b), 0)):
        if (i, j) != (match.before, match.after):
            stretches.append(Stretch(False, slice(i, match.before), slice(j, match.after)))
        i, j = match.before + match.length, match.after + match.length
        if match.length:
            stretches.append(Stretch(True, slice(match.before, i), slice(match.after, j)))
    return stretches


def _joined(matches: Iterator[Match]) -> Iterator[Match]:
    """The matches with those that directly follow each other made one."""
    last = Match(0, 0, 0)
    for match in matches:
        if match.length and match[:2] == (last.before + last.length, last.after + last.length):
            last = last._replace(length=last.length + match.length)
        elif match.length:
            yield last
            last = match
    yield last


def _matches(a: list[int], b: list[int], anchors: tuple[int, ...], i: int = 0, j: int = 0) -> Iterator[Match]:
    """Matches in rising order of both sequences, which begin at `i` and `j` of those that are aligned."""
    start = _common_prefix(a, b)
    end = _common_prefix(a[start:][::-1], b[start:][::-1])
    yield Match(i, j, start)
    yield from _middle_matches(a[start : len(a) - end], b[start : len(b) - end], anchors, i + start, j + start)
    yield Match(i + len(a) - end, j + len(b) - end, end)


def _common_prefix(a: list[int], b: list[int]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _middle_matches(a: list[int], b: list[int], anchors: tuple[int, ...], i: int, j: int) -> Iterator[Match]:
    if len(a) * len(b) <= CELLS:
        for match in LCSseq.opcodes(a, b).as_matching_blocks():
            yield Match(i + match.a, j + match.b, match.size)
    elif anchors:
        x = y = 0
        for next_x, next_y in [*_anchors(a, b, anchors[0]), (len(a), len(b))]:
            yield from _matches(a[x:next_x], b[y:next_y], anchors[1:], i + x, j + y)
            x, y = next_x, next_y


def _anchors(a: list[int], b: list[int], size: int) -> list[tuple[int, int]]:
    """Places where a run of `size` items begins that either sequence has once; rising in both, as many as can be."""
    places_a, places_b = _single_places(a, size), _single_places(b, size)
    pairs = [(i, places_b[run]) for run, i in places_a.items() if run in places_b]
    # Runs are known by their hashes; the items themselves decide.
    return _longest_rising([(i, j) for i, j in pairs if a[i] == b[j]])


def _single_places(items: list[int], size: int) -> dict[int, int]:
    """Where each run begins that occurs once. Of runs that overlap, those whose hash is a multiple of their size do."""
    places: dict[int, int] = {}
    for place, run in enumerate(map(hash, zip(*(islice(items, start, None) for start in range(size)), strict=False))):
        if run % size == 0:
            places[run] = place if run not in places else -1
    return {run: place for run, place in places.items() if place >= 0}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of the pairs, which rise in their first number, that rises in the second as well.

    By patience sorting: M. L. Fredman, "On computing the length of longest increasing subsequences", 1975.
    """
    tops: list[int] = []  # the smallest last number of a subsequence of each length
    ends: list[int] = []  # the pair that it belongs to
    earlier: list[int] = []  # the pair before each pair
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(tops, j)
        earlier.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        ends[length : length + 1] = [number]
    rising = []
    number = ends[-1] if ends else -1
    while number >= 0:
        rising.append(pairs[number])
        number = earlier[number]
    return rising[::-1]
