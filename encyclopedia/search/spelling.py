"""What a misspelt word may have been meant as: the words that articles hold, by their likeness.

Candidates are the words that begin or end like the misspelt one and are about as long, taken from an index; their
distance is the one of optimal string alignment (missing, doubled, wrong and swapped letters), measured by rapidfuzz.
Trigrams, as pg_trgm has them, miss most single mistakes in short words: "brt" and "BERT" share two of seven.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from encyclopedia.models import Word

from .index_tables import ARTICLES, database
from .query import Query, Term
from .vocabulary import LITTLE

#: Words that can be misspelt: others are numbers, or of scripts that have no letters to swap.
SPELT = re.compile(r"[^\W\d_]{3,30}")
#: A word that stands in so few articles may be a mistake itself.
RARE = 2
#: How much more often another word must stand for it to be offered then.
MORE_OFTEN = 10
MAX_CANDIDATES = 20_000
MAX_COMPARED = 12
#: So many near words are looked up: some may stand in no article any more.
MAX_LOOKED_UP = 40
#: Counted no further: beyond, one word is as good as another.
COUNTED = 200
MAX_MENDED = 4  # words of one question


def learn(texts: Iterable[Iterable[str]]) -> None:
    """Remember the words, folded, as they may be meant."""
    new = {word for text in texts for word in text}
    # In an order: of two transactions that add the same words, none waits for the other in a circle.
    rows = [(word, word[::-1]) for word in sorted(new) if SPELT.fullmatch(word)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO encyclopedia_word (word, backwards) VALUES (%s, %s) ON CONFLICT DO NOTHING", rows
        )


def mended(query: Query, counted: Sequence[int]) -> Query | None:
    """The question with other words for those that stand nowhere or hardly anywhere; None where all may be meant.

    `counted` says in how many articles each wanted term stands.
    """
    if joined := _joined(query, counted):
        return joined
    terms = list(query.wanted)
    changed = 0
    for at, (term, count) in enumerate(zip(query.wanted, counted, strict=True)):
        if count > RARE or term.exact or changed == MAX_MENDED:
            continue
        if meant := _meant(term, count):
            terms[at], changed = meant, changed + 1
    return replace(query, wanted=tuple(terms)) if changed else None


def _meant(term: Term, count: int) -> Term | None:
    """What a term of one word was meant as: a near word, or the two that it runs together."""
    if len(term.words) != 1:
        return None
    word = term.words[0]
    candidates = [Term((near,)) for near in near_words(word)] + [Term(pair) for pair in _halves(word)]
    counts = database().counts(ARTICLES, candidates, COUNTED)
    in_titles = database().counts(ARTICLES, candidates, COUNTED, "title")
    found = [
        (_distance(word, each.words), -100 * titles - number, each)
        for each, number, titles in zip(candidates, counts, in_titles, strict=True)
        if number >= max(1, count * MORE_OFTEN)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _distance(word: str, meant: tuple[str, ...]) -> float:
    # Few people get the first letter wrong.
    return OSA.distance(word, "".join(meant)) + (0.5 if meant[0][0] != word[0] else 0) + 0.4 * (len(meant) - 1)


def near_words(word: str) -> list[str]:
    """Words of articles that differ from it by a mistake or two, the nearest first."""
    if not SPELT.fullmatch(word):
        return []
    most = allowed(word)
    begins, ends = word[: 1 if len(word) < 5 else 2], word[:-3:-1]
    alike = Q(word__gte=begins, word__lt=_after(begins)) | Q(backwards__gte=ends, backwards__lt=_after(ends))
    about_as_long = Q(length__gte=len(word) - most, length__lte=len(word) + most)
    asked = Word.objects.annotate(length=Length("word")).filter(alike, about_as_long).values_list("word", flat=True)
    near = process.extract(
        word, list(asked[:MAX_CANDIDATES]), scorer=OSA.distance, score_cutoff=most, limit=MAX_LOOKED_UP
    )
    return standing([found for found, distance, _ in near if distance and _is_plain(word, found)])[:MAX_COMPARED]


def standing(words: Sequence[str]) -> list[str]:
    """Those of the words that stand, just so, in an article that readers may see: others are told to nobody."""
    counts = database().counts(ARTICLES, [Term((word,), exact=True) for word in words], 1)
    return [word for word, count in zip(words, counts, strict=True) if count]


def _is_plain(word: str, meant: str) -> bool:
    """Whether a short word can be meant so: of three letters, another one leaves too little in common."""
    return len(word) > 3 or len(meant) > 3 or sorted(word) == sorted(meant)


def allowed(word: str) -> int:
    """How many mistakes a word of its length may have."""
    return 1 if len(word) < 7 else 2 if len(word) < 10 else 3


def _after(beginning: str) -> str:
    """The first text, by code points, that comes after all that begin so."""
    return beginning[:-1] + chr(ord(beginning[-1]) + 1)


def _halves(word: str) -> list[tuple[str, str]]:
    """The pairs of known words that the word consists of."""
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    halves = {half for cut in cuts for half in cut}
    known = (halves & LITTLE) | set(Word.objects.filter(pk__in=halves).values_list("pk", flat=True))
    return [(left, right) for left, right in cuts if left in known and right in known]


def _joined(query: Query, counted: Sequence[int]) -> Query | None:
    """The question with two neighbours as the one word of a title that they are, rightly spelt or nearly."""
    for at in range(len(query.wanted) - 1):
        one, other = query.wanted[at : at + 2]
        if len(one.words) != 1 or len(other.words) != 1 or min(counted[at : at + 2]) > RARE:
            continue
        joined = one.words[0] + other.words[0]
        if whole := first_in_titles([joined, *near_words(joined)]):
            return replace(query, wanted=(*query.wanted[:at], Term((whole,)), *query.wanted[at + 2 :]))
    return None


def first_in_titles(words: Sequence[str]) -> str | None:
    """The first of these words that the name of an article holds."""
    counts = database().counts(ARTICLES, [Term((word,)) for word in words], 1, "title")
    return next((word for word, count in zip(words, counts, strict=True) if count), None)


def written(query: Query) -> str:
    """A question as somebody would type it."""
    pieces = [
        f'"{" ".join(term.words)}"' if term.exact or len(term.words) > 1 else " ".join(term.typed)
        for term in query.wanted
    ]
    return " ".join(pieces + [f'-"{" ".join(term.words)}"' for term in query.unwanted])
