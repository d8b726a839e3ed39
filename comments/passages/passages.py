"""Where in an article the words stand that a comment is about: quoted, found again, linked to."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import quote

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist

from comments.articles import RENDERER_VERSION, Article, body_html
from comments.models import CONTEXT_LENGTH, QUOTATION_LENGTH, Comment, Passage
from comments.refusals import Refused

from .finding import Place, find, find_changed, whole_words
from .plain_text import Reading, read

#: How many characters may be read for changed words on one page: the rest counts as gone.
MAX_READ = 10_000_000
KEPT_FOR = 86_400  # seconds
#: The longest piece of text that a link quotes, and of what stands beside it.
_LINKED, _BESIDE = 60, 32


class NotThere(Refused):
    """The words are not in the article, or cannot be quoted."""

    status = 422
    code = "passage"
    title = "These words cannot be quoted"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


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
        length = len(wanted.exact)
        raise NotThere(f"These words have {length:,} characters; at most {QUOTATION_LENGTH} can be quoted.")
    text = read(body_html(article)).text
    # What was typed anew stands elsewhere than what was selected before.
    place = find(text, wanted) or find(text, Passage(exact=wanted.exact, start=0)) or find_changed(text, wanted)
    if place is None:
        raise NotThere("These words are not in the article as it reads now. Change them, or go on without them.")
    # Words that are only like these may be cut a little beyond them.
    return quotation(text, replace(place, end=min(place.end, place.start + QUOTATION_LENGTH)))


def passage_of(comment: Comment) -> Passage | None:
    """The words that a comment is about, if there are any."""
    try:
        return comment.passage
    except ObjectDoesNotExist:
        return None


def locate(article: Article, comments: Iterable[Comment]) -> None:
    """Let the passage of each comment know its present place in the article; comments are read with theirs."""
    passages = [passage for comment in comments if (passage := passage_of(comment))]
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
    start, end = whole_words(text, place.start, place.end)
    before, after = _seams_around(reading, start, end)
    inner = reading.seams[bisect_right(reading.seams, start) : bisect_left(reading.seams, end)]
    if inner or end - start > 2 * _LINKED:
        first = _first_words(text[start : inner[0] if inner else end], _LINKED)
        last = _last_words(text[inner[-1] if inner else start : end], _LINKED)
        parts = [_encoded(first), _encoded(last)]
    else:
        parts = [_encoded(text[start:end])]
    prefix, suffix = _last_words(text[before:start], _BESIDE), _first_words(text[end:after], _BESIDE)
    if any(map(str.isalnum, prefix)):
        parts.insert(0, f"{_encoded(prefix)}-")
    if any(map(str.isalnum, suffix)):
        parts.append(f"-{_encoded(suffix)}")
    above = bisect_right(reading.headings, (place.start, "\U0010ffff"))
    anchor = quote(reading.headings[above - 1][1]) if above else ""
    return f"#{anchor}:~:text={','.join(part for part in parts if part)}"


def _key(body: str, passages: list[Passage]) -> str:
    """A name for the answer that no other text and no other passages have."""
    asked = [(each.exact, each.prefix, each.suffix, each.start) for each in passages]
    digest = blake2b(f"{RENDERER_VERSION} {asked!r} {body}".encode("utf-8", "surrogatepass"), digest_size=20)
    return f"passages-{digest.hexdigest()}"


def _find_all(text: str, passages: list[Passage]) -> Iterator[Place | None]:
    left = MAX_READ
    for passage in passages:
        place = find(text, passage)
        if place is None and left > 0:
            left -= 4 * len(text)
            place = find_changed(text, passage)
        yield place


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
