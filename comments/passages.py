"""Where in an article the words stand that a comment is about: read from its page, found again, linked to.

The text of an article is what its body shows: the texts of its HTML in their order, without what `_OMITTED` names,
with a space where a block begins or ends, each run of white space as one space, and none at either end.
`static/js/passages.js` reads the page by the same rule; a test compares the two.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from html import unescape
from itertools import islice
from urllib.parse import quote

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from rapidfuzz import fuzz

from .articles import RENDERER_VERSION, Article, body_html
from .models import CONTEXT_LENGTH, QUOTATION_LENGTH, Comment, Passage
from .refusals import Refused

#: Markers and signs beside the words rather than among them; what the script adds is in its list alone.
_OMITTED = re.compile(r'class="(?:anchor|citation|footnote-backref|footnote-ref|visually-hidden)"')
_VOID = frozenset(["br", "hr", "img", "input"])
_BLOCKS = frozenset(
    ["blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "li"]
    + ["ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"]
)
# The HTML is our own cleaner's: every `<` opens a tag, and every value stands in double quotes.
_PIECE = re.compile(r'<(/?)([a-z0-9-]+)((?:[^>"]|"[^"]*")*)>|([^<]+)')
_HEADING = re.compile(r'h[2-6] id="([^"]*)"')
# Named one by one, as Python and JavaScript differ in what `\s` is.
_SPACE = re.compile("[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

#: Words shorter than this stand in many places; with what agrees around them they have to come to as much.
CERTAIN = 24
#: How alike changed words have to be, in percent: anywhere, and between what stood before and after them.
ALIKE, ALIKE_BETWEEN = 80, 60
#: Below this length, changed words are looked for only between what stood around them.
SHORTEST_CHANGED = 16
#: How many places are compared where the same words stand often.
MOST_PLACES = 200
#: How far around its old place changed words are looked for, in characters.
REACH = 2_000
#: How many characters may be read for changed words on one page: the rest counts as gone.
MOST_READ = 10_000_000

KEPT_FOR = 86_400  # seconds
#: The longest piece of text that a link quotes, and of what stands beside it.
_LINKED, _BESIDE = 60, 32


class NotThere(Refused):
    """The words are not in the article, or cannot be quoted."""

    status = 422
    code = "passage"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands now, in characters of the text."""

    start: int
    end: int
    changed: bool = False
    """Whether the words are not quite those any more."""
    address: str = ""
    """A link to it; browsers that do not find the words go to the heading above them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of an article, with what a link needs to know about it."""

    text: str
    seams: list[int]
    """Where something was left out or a block begins or ends: no browser finds a text across these."""
    headings: list[tuple[int, str]]
    """Where each heading begins, with its anchor."""


def one_spaced(text: str) -> str:
    """Words as a text has them: each run of white space as one space, none at either end."""
    return _SPACE.sub(" ", text).strip(" ")


def read(html: str) -> Reading:
    """The text of HTML that `clean_article` gave back, in linear time."""
    parts: list[str] = []
    seams: list[int] = []
    headings: list[tuple[int, str]] = []
    length, spaced, omitted = 0, True, 0

    for closing, name, attributes, words in _PIECE.findall(html):
        if omitted:
            if name and name not in _VOID:
                omitted += -1 if closing else 1
            continue
        if name:
            if not closing and _OMITTED.search(attributes):
                omitted = 0 if name in _VOID else 1
                seams.append(length)
                continue
            if name not in _BLOCKS:
                continue
            if not closing and (heading := _HEADING.fullmatch(name + attributes)):
                headings.append((length, unescape(heading[1])))
            words = " "
        found = _SPACE.sub(" ", unescape(words))
        if spaced:
            found = found.removeprefix(" ")
        if found:
            parts.append(found)
            length += len(found)
            spaced = found[-1] == " "
        if name:
            seams.append(length)
    return Reading("".join(parts).rstrip(" "), seams, headings)


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


def quotation(text: str, place: Place) -> Passage:
    """The words at a place with what stands around them; not stored, and of no comment yet."""
    start, end = place.start, place.end
    return Passage(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_LENGTH) : start],
        suffix=text[end : end + CONTEXT_LENGTH],
        start=start,
    )


def point_at(article: Article, wanted: Passage) -> Passage:
    """What somebody has selected or typed, as it stands in the article.

    Raises NotThere, with words for the person who has selected it.
    """
    if len(wanted.exact) > QUOTATION_LENGTH:
        raise NotThere(
            f"These words have {len(wanted.exact):,} characters; at most {QUOTATION_LENGTH} can be commented on at once."
        )
    text = read(body_html(article)).text
    # What was typed anew stands elsewhere than what was selected before.
    place = find(text, wanted) or find(text, Passage(exact=wanted.exact, start=0)) or find_changed(text, wanted)
    if place is None:
        raise NotThere("These words are not in the article as it reads now. Change them, or go on without them.")
    # Words that are only like these may be cut a little beyond them.
    return quotation(text, replace(place, end=min(place.end, place.start + QUOTATION_LENGTH)))


def locate(article: Article, comments: Iterable[Comment]) -> None:
    """Let the passage of each comment know its present place in the article; comments are read with theirs."""
    passages = [passage for comment in comments if (passage := _passage(comment))]
    if not passages:
        return
    address = article.get_absolute_url()
    key = _key(article.body, passages)
    places = cache.get(key)
    if places is None:
        reading = read(body_html(article))
        places = [place and replace(place, address=link(reading, place)) for place in _find_all(reading.text, passages)]
        cache.set(key, places, KEPT_FOR)
    for passage, place in zip(passages, places, strict=True):
        passage.place = place and replace(place, address=f"{address}{place.address}")


def link(reading: Reading, place: Place) -> str:
    """The fragment of an address that leads to the place, without scripts.

    See https://wicg.github.io/scroll-to-text-fragment/. Browsers look for whole words, and for each part within one
    block; where they find nothing, they go to the anchor before it.
    """
    text = reading.text
    start, end = _whole_words(text, place.start, place.end)
    before, after = _seams_around(reading, start, end)
    inner = reading.seams[bisect_right(reading.seams, start) : bisect_left(reading.seams, end)]
    if inner or end - start > 2 * _LINKED:
        first = _first_words(text[start : inner[0] if inner else end], _LINKED)
        last = _last_words(text[inner[-1] if inner else start : end], _LINKED)
        parts = [_encoded(first), _encoded(last)]
    else:
        parts = [_encoded(text[start:end])]
    if prefix := _last_words(text[before:start], _BESIDE):
        parts.insert(0, f"{_encoded(prefix)}-")
    if suffix := _first_words(text[end:after], _BESIDE):
        parts.append(f"-{_encoded(suffix)}")
    above = bisect_right(reading.headings, (place.start, "\U0010ffff"))
    anchor = quote(reading.headings[above - 1][1]) if above else ""
    return f"#{anchor}:~:text={','.join(part for part in parts if part)}"


def _passage(comment: Comment) -> Passage | None:
    try:
        return comment.passage
    except ObjectDoesNotExist:
        return None


def _key(body: str, passages: list[Passage]) -> str:
    """A name for the answer that no other text and no other passages have."""
    asked = [(each.exact, each.prefix, each.suffix, each.start) for each in passages]
    digest = blake2b(f"{RENDERER_VERSION} {asked!r} {body}".encode("utf-8", "surrogatepass"), digest_size=20)
    return f"passages-{digest.hexdigest()}"


def _find_all(text: str, passages: list[Passage]) -> Iterator[Place | None]:
    left = MOST_READ
    for passage in passages:
        place = find(text, passage)
        if place is None and left > 0:
            left -= 4 * len(text)
            place = find_changed(text, passage)
        yield place


def _occurrences(text: str, words: str, near: int) -> Iterator[int]:
    """Where the words begin, from a little before a place to the end, then from the beginning; at most so many."""
    turn = max(0, min(near, len(text)) - REACH)
    return islice(_from(text, words, turn, len(text), then=turn + len(words) - 1), MOST_PLACES)


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
        found = fuzz.partial_ratio_alignment(exact, window, score_cutoff=score) if len(window) >= size else None
        if found and found.score >= score and found.dest_end > found.dest_start:
            best = Place(*_whole_words(text, start + found.dest_start, start + found.dest_end), changed=True)
            score = found.score + 0.01
    return best


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The place grown to the ends of its words; scripts that have no spaces between words are left as they are."""
    first, last = start, end
    while 0 < first and start - first < _BESIDE and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and last - end < _BESIDE and text[last - 1].isalnum() and text[last].isalnum():
        last += 1
    return (start if start - first == _BESIDE else first), (end if last - end == _BESIDE else last)


def _seams_around(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Between which seams the place stands."""
    seams = reading.seams
    before, after = bisect_right(seams, start), bisect_left(seams, end)
    return (seams[before - 1] if before else 0), (seams[after] if after < len(seams) else len(reading.text))


def _first_words(text: str, length: int) -> str:
    """The beginning of a text, cut between words where there are several."""
    cut = text[:length]
    if len(text) > length and text[length] != " ":
        cut = cut.rpartition(" ")[0] or cut
    return cut.strip(" ")


def _last_words(text: str, length: int) -> str:
    cut = text[-length:]
    if len(text) > length and text[-length - 1] != " ":
        cut = cut.partition(" ")[2] or cut
    return cut.strip(" ")


def _encoded(text: str) -> str:
    # In this kind of fragment a hyphen is a sign, too.
    return quote(text, safe="").replace("-", "%2D")
