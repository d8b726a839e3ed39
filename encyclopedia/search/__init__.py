"""What a reader typed -> published articles.

Words are made in Python and put into the database that holds the articles, in the transaction that changes them.
Both databases answer the same question by the same rule: the exact title or alias first, then articles that hold all
words in the title, then in title, summary and short answer, then anywhere; the most recently changed first in each.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Status

from . import postgresql, sqlite
from .query import LONGEST, Query, Term, parse
from .snippets import Hit, hit
from .words import words

__all__ = [
    "LONGEST",
    "MOST",
    "Hit",
    "Results",
    "hit",
    "index",
    "index_new",
    "parse",
    "remove",
    "search",
    "similar",
    "suggest",
]

#: More than these are not looked at.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Results:
    """Ids of the articles, best first; with `more`, there are others that were not looked at."""

    ids: list[int]
    more: bool


def _database():
    return postgresql if connection.vendor == "postgresql" else sqlite


def index(article: Article, document: Document) -> None:
    """Let the article be found by the document's words, while it is published."""
    if document.status != Status.PUBLISHED:
        remove(article)
        return
    _database().write(*_row(article, document))


def index_new(articles: Iterable[tuple[Article, Document]]) -> None:
    """The same for many articles at once, of which none has been indexed before."""
    public = ((article, document) for article, document in articles if document.status == Status.PUBLISHED)
    _database().add(_row(article, document) for article, document in public)


def _row(article: Article, document: Document) -> tuple[int, list[str], list[str], list[str]]:
    return (
        article.pk,
        words(" ".join((document.title, *document.aliases))),
        words(f"{document.summary}\n{document.short_answer}"),
        words(_text(document)),
    )


def remove(article: Article) -> None:
    """Let the article be found no more."""
    _database().remove(article.pk)


def _text(document: Document) -> str:
    box = document.infobox
    return "\n".join(
        [document.body, box.title, box.caption, *document.tags]
        + [f"{field.label} {field.value}" for field in box.fields]
        + [event.event for event in document.timeline]
        + [f"{pair.question} {pair.answer}" for pair in document.faq]
    )


def search(query: Query, exact: str) -> Results:
    """Published articles that answer the query; those whose title or alias is `exact` come first."""
    if not query:
        return Results([], more=False)
    tiers: dict[int, int] = {}
    for tier, place in enumerate(("title", "lead", "any"), start=1):
        for pk in _database().matches(query, place, MOST + 1):
            tiers.setdefault(pk, tier)
    for pk in _named(fold(exact)):
        tiers[pk] = 0
    more = len(tiers) > MOST
    found = sorted(tiers, key=lambda pk: (tiers[pk], -pk))[:MOST]
    dates = dict(Article.objects.published().filter(pk__in=found).values_list("pk", "updated_at"))
    found = [pk for pk in found if pk in dates]
    found.sort(key=lambda pk: (-tiers[pk], dates[pk], pk), reverse=True)
    return Results(found, more)


def _named(key: str) -> list[int]:
    named = Article.objects.published().filter(Q(title_key=key) | Q(aliases__key=key))
    return list(named.values_list("pk", flat=True).distinct()[:50])


def suggest(text: str, most: int = 8):
    """Published articles whose title holds the words, the shortest title first."""
    query = parse(text)
    ids = _database().matches(query, "title", 200) if query else []
    articles = Article.objects.published().filter(pk__in=ids).listed()
    return sorted(articles, key=lambda article: (len(article.title), article.title_key))[:most]


def similar(text: str, most: int = 8):
    """Published articles whose title shares a word with the text, those that share most of them first."""
    wanted = dict.fromkeys(words(text[:LONGEST]))
    shared: Counter[int] = Counter()
    for word in list(wanted)[:8]:
        shared.update(_database().matches(Query((Term((word[:6],), prefix=True),), ()), "title", 200))
    articles = Article.objects.published().filter(pk__in=shared).listed()
    return sorted(articles, key=lambda article: (-shared[article.pk], len(article.title), article.title_key))[:most]
