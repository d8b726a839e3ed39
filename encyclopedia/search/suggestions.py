"""Names that begin as somebody types, before the search is sent; and names that are near to what was not found."""

from collections import Counter
from typing import Any

from django.db import connection
from django.utils import timezone

from encyclopedia.document.names import fold
from encyclopedia.models import Article
from encyclopedia.models.index.entry import PRIORS, article_at

from . import spelling
from .index_tables import ARTICLES, database
from .query import LONGEST, Query, Term, begins_a_word
from .words import words, words_joined

#: Rows that are looked at besides those shown: some belong to the same article, or to one that waits for its time.
SPARE = 12

# From the beginning of a name first, then from a word inside it, and in both what is linked and read most first. Each
# prior is asked for by itself, because an index gives its names in order: 100,000 that begin alike cost as much as ten.
ONE = """
SELECT * FROM (
    SELECT inside, -prior, key, article_id FROM encyclopedia_suggestion
    WHERE inside = %s AND prior = %s AND key >= %s AND key < %s ORDER BY key LIMIT %s
) AS prior_{number}
"""


def suggest(text: str, most: int = 8) -> list[Article]:
    """Published articles with a name in which the words stand, from its beginning on or from a later word on."""
    end = " " if text[-1:].isspace() else ""
    # As it stands, and with the parts of words put together, as in Wi-Fi.
    readings = [" ".join(split(text[:LONGEST])) + end for split in (words, words_joined)]
    if not readings[0].strip():
        return []
    for typed in dict.fromkeys([*readings, *map(str.strip, readings)]):
        if found := _named(typed, most, fold(text)):
            return found
    return _misspelt(readings[0], most)


def _named(typed: str, most: int, exact: str = "") -> list[Article]:
    # After a space the name may go on with another word, or be at its end.
    begin, end = typed.rstrip(), typed[:-1] + chr(ord(typed[-1]) + 1)
    parts: list[str] = []
    values: list[Any] = []
    for inside in (False, True):
        for prior in range(len(PRIORS) + 1):
            parts.append(ONE.format(number=len(parts)))
            values += [inside, prior, begin, end, most + SPARE]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = sorted(cursor.fetchall())
    ids = list(dict.fromkeys(row[-1] for row in rows))[: most + SPARE]
    public = Article.objects.filter(entry__public_from__lte=timezone.now()).listed().in_bulk(ids)
    found = [public[pk] for pk in ids if pk in public]
    # The very name goes before what only begins so, and as it was typed before what is like it in plain letters.
    found.sort(key=lambda article: (article.title_key != exact, words(article.title) != typed.split()))
    return found[:most]


def _misspelt(typed: str, most: int) -> list[Article]:
    """The same with near words for those that begin no name."""
    meant = []
    for word in typed.split():
        near = spelling.near_words(word)
        meant.append(near[0] if near else word)
    return [] if meant == typed.split() else _named(" ".join(meant), most)


def similar(text: str, most: int = 8) -> list[Article]:
    """Published articles whose title shares a word with the text, those that share most of them first."""
    wanted = list(dict.fromkeys(words(text[:LONGEST])))[:8]
    shared: Counter[int] = Counter()
    for word in wanted:
        near = [word, *spelling.near_words(word)[:3]]
        for each in near:
            asked = Query((Term((each[:60],), prefix=begins_a_word(each)),))
            shared.update(article_at(place) for place in database().matches(ARTICLES, asked, "title", 50))
    public = Article.objects.filter(pk__in=shared, entry__public_from__lte=timezone.now()).listed()
    return sorted(public, key=lambda article: (-shared[article.pk], len(article.title), article.title_key))[:most]
