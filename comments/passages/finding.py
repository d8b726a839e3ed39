"""Words that were quoted from a text, found again after it has changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from comments.models import Passage

#: Words shorter than this stand in many places; with what agrees around them they have to come to as much.
CERTAIN = 16
#: How alike changed words have to be, in percent: anywhere, and between what stood before and after them.
ALIKE, ALIKE_BETWEEN = 80, 60
#: Below this length, changed words are looked for only between what stood around them.
SHORTEST_CHANGED = 16
#: How many places are compared where the same words stand often.
MAX_PLACES = 200
#: How far around its old place changed words are looked for, in characters.
REACH = 2_000

#: How far the ends of a place may be moved to those of a word, in characters.
_MAX_WORD_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands now, in characters of the text."""

    start: int
    end: int
    changed: bool = False
    """Whether the words are not quite those any more."""
    address: str = ""
    """A link to it; browsers that do not find the words go to the heading above them."""


def find(text: str, passage: Passage) -> Place | None:
    """Where exactly these words stand: of several places, the one in most like surroundings, then the nearest."""
    exact, prefix, suffix, start = passage.exact, passage.prefix, passage.suffix, passage.start
    whole = prefix + exact + suffix
    if start >= len(prefix) and text.startswith(whole, start - len(prefix)):
        return Place(start, start + len(exact))
    places = list(_occurrences(text, whole, start))
    if places:
        nearest = min((place + len(prefix) for place in places), key=lambda place: abs(place - start))
        return Place(nearest, nearest + len(exact))
    best = max(
        ((_agreement(text, passage, place), -abs(place - start), place) for place in _occurrences(text, exact, start)),
        default=None,
    )
    if best is None or best[0] < min(len(prefix) + len(suffix), CERTAIN - len(exact)):
        return None
    return Place(best[2], best[2] + len(exact))


def find_changed(text: str, passage: Passage) -> Place | None:
    """Where words stand that are much like these, near to what stood around them or to where they were."""
    return _between(text, passage) or _alike(text, passage)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The place grown to the ends of its words; scripts that have no spaces between words are left as they are."""
    first, last = start, end
    while first > 0 and start - first < _MAX_WORD_LENGTH and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and last - end < _MAX_WORD_LENGTH and text[last - 1].isalnum() and text[last].isalnum():
        last += 1
    return (start if start - first == _MAX_WORD_LENGTH else first), (end if last - end == _MAX_WORD_LENGTH else last)


def _occurrences(text: str, words: str, near: int) -> Iterator[int]:
    """Where the words begin, from a little before a place to the end, then from the beginning; at most so many."""
    turn = max(0, min(near, len(text)) - REACH)
    return islice(_from(text, words, turn, len(text), then=turn + len(words) - 1), MAX_PLACES)


def _from(text: str, words: str, low: int, high: int, *, then: int = 0) -> Iterator[int]:
    # Only `find`: `rfind` takes quadratic time for some texts.
    place = text.find(words, low, high)
    while place >= 0:
        yield place
        place = text.find(words, place + 1, high)
    if then:
        yield from _from(text, words, 0, then)


def _agreement(text: str, passage: Passage, place: int) -> int:
    """How many characters around a place are those that stood around the words."""
    before = text[max(0, place - len(passage.prefix)) : place]
    after = text[place + len(passage.exact) :][: len(passage.suffix)]
    return _in_common(before[::-1], passage.prefix[::-1]) + _in_common(after, passage.suffix)


def _in_common(one: str, other: str) -> int:
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))


def _between(text: str, passage: Passage) -> Place | None:
    """What stands now between what stood before and after, if it is something like the words."""
    if not (passage.prefix or passage.suffix):
        return None
    longest = 2 * len(passage.exact) + CERTAIN
    befores = islice(_occurrences(text, passage.prefix, passage.start), 5) if passage.prefix else [0]
    for before in befores:
        start = before + len(passage.prefix)
        if passage.suffix:
            end = text.find(passage.suffix, start, start + longest + len(passage.suffix))
        else:
            end = len(text) if len(text) - start <= longest else -1
        if end > start and fuzz.ratio(passage.exact, text[start:end]) >= ALIKE_BETWEEN:
            return Place(start, end, changed=True)
    return None


def _alike(text: str, passage: Passage) -> Place | None:
    """The words most like these, near the old place and wherever a piece of them or of their surroundings stands."""
    exact, size = passage.exact, len(passage.exact)
    if size < SHORTEST_CHANGED:
        return None
    low = max(0, passage.start - REACH)
    windows = [(low, passage.start + size + REACH)]
    piece = min(size // 2, CERTAIN)
    for words, offset in ((exact[:piece], 0), (exact[-piece:], size - piece), (passage.prefix[-CERTAIN:], -CERTAIN)):
        found = text.find(words) if len(words) >= SHORTEST_CHANGED // 2 else -1
        if found >= 0:
            windows.append((max(0, found - offset - size // 2), found - offset + 2 * size))
    best, score = None, float(ALIKE)
    for start, end in windows:
        window = text[start:end]
        # A window shorter than the words would be looked for within them.
        near = fuzz.partial_ratio_alignment(exact, window, score_cutoff=score) if len(window) >= size else None
        if near and near.score >= score and near.dest_end > near.dest_start:
            best = _fitted(text, exact, start + near.dest_start, start + near.dest_end)
            score = near.score + 0.01
    return best


def _fitted(text: str, exact: str, start: int, end: int) -> Place:
    """The place with its ends between words near by, where it is most like the words: it may have become shorter."""
    low, high = max(0, start - _MAX_WORD_LENGTH), start + _MAX_WORD_LENGTH
    starts = [start, *(place for place in range(low, min(high, end)) if text[place - 1 : place] in ("", " "))]
    start = max(starts, key=lambda place: fuzz.ratio(exact, text[place:end]))
    low, high = max(start, end - _MAX_WORD_LENGTH) + 1, min(len(text), end + _MAX_WORD_LENGTH) + 1
    ends = [end, *(place for place in range(low, high) if text[place : place + 1] in ("", " "))]
    return Place(start, max(ends, key=lambda place: fuzz.ratio(exact, text[start:place])), changed=True)
