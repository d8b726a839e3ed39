"""What is written so that articles are found, in the transaction that changes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from encyclopedia.document.parts import label_of, texts
from encyclopedia.document.schema import Document
from encyclopedia.markup import searchable
from encyclopedia.models import Article, ArticleTag, Entry, Holding, Suggestion

from . import spelling
from .filters import facets_of
from .index_table import Row
from .index_tables import ARTICLES, QUESTIONS, database
from .words import Text, words, words_joined

#: Raised whenever other words than before stand in the index for the same text: what is of an older version is stale.
VERSION = 2
#: Questions of one article that are looked at; their numbers leave room for so many.
MAX_QUESTIONS = 1_000
QUESTIONS_SHIFT = 10
#: Characters: what a name is in plain letters may be longer than the name.
MAX_KEY_LENGTH = 600
#: In which part of the index the words of each text of a document are found.
FOUND_IN = {
    "short_answer": "lead",
    "image_credit": None,
    "caption": "facts",
    "value": "facts",
    "body": "body",
    "event": "facts",
    "answer": "facts",
}
#: Texts that are found with the words of what they belong to: the label of a value, the question of an answer.
LABELLED = {"value", "answer"}
#: Words at which a name is found by its beginning.
MAX_BEGINNINGS = 8


def index(articles: Sequence[tuple[Article, Document]]) -> None:
    """Let articles that readers may see be found by the words of their documents; their rows are written already."""
    pks = [article.pk for article, _ in articles]
    known = _taken_out(pks)
    tags = _by_article(ArticleTag.objects.filter(article__in=pks).values_list("article", "tag"))
    facts = _by_article(Holding.objects.filter(article__in=pks).values_list("article", "fact"))
    rows: list[Row] = []
    questions: list[Row] = []
    suggestions: list[tuple[object, ...]] = []
    entries: list[Entry] = []
    texts: list[Text] = []
    for article, document in articles:
        old = _entry(article, known, waits=False)
        old.facets = " ".join(facets_of(article, tags.get(article.pk, ()), facts.get(article.pk, ())))
        parts = _parts(document)
        old.title_words = max(1, len(words(document.title)))
        texts += parts
        rows.append((old.place, [old.facets.split(), *(part.indexed for part in parts)]))
        questions += _questions(article, document, parts[0])
        suggestions += _suggestions(article, document, old.prior)
        entries.append(old)
    database().add(ARTICLES, rows)
    database().add(QUESTIONS, questions)
    _suggest(suggestions)
    _store(entries)
    spelling.learn(text.every_word for text in texts)


def put_off(articles: Sequence[Article]) -> None:
    """Let published articles that wait for their time be found by nothing: the index tells no word of them before."""
    known = _taken_out([article.pk for article in articles])
    _store([_entry(article, known, waits=True) for article in articles])


def _taken_out(pks: Sequence[int]) -> Mapping[int, Entry]:
    """The entries of these articles, whose words are in the index no more."""
    # Locked: whoever counts links and reads moves their rows.
    known = Entry.objects.select_for_update().order_by("pk").in_bulk(pks)
    _forget(pks, [entry.place for entry in known.values()])
    return known


def _entry(article: Article, known: Mapping[int, Entry], *, waits: bool) -> Entry:
    entry = known.get(article.pk) or Entry(article=article, place=Entry.place_of(article.pk))
    entry.category_number = article.category_id or 0
    entry.public_from = article.published_at
    entry.facets = ""
    entry.waits = waits
    entry.index_version = VERSION
    return entry


def _store(entries: Sequence[Entry]) -> None:
    Entry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["category_number", "public_from", "facets", "title_words", "waits", "index_version"],
    )


def remove(article: Article) -> None:
    """Let the article be found no more."""
    for entry in Entry.objects.select_for_update().filter(article=article):
        _forget([article.pk], [entry.place])
        entry.delete()


def _forget(pks: Sequence[int], places: Sequence[int]) -> None:
    if not places:
        return
    database().remove(ARTICLES, places)
    firsts = [pk << QUESTIONS_SHIFT for pk in pks]
    database().clear(QUESTIONS, [(first, first + MAX_QUESTIONS) for first in firsts])
    Suggestion.objects.filter(article__in=pks).delete()


def _parts(document: Document) -> list[Text]:
    """The words of each part of the index: names, lead, structured facts, and the text."""
    said = {"lead": [document.summary], "facts": [document.infobox.title, *document.tags], "body": []}
    for text in texts(document):
        if part := FOUND_IN[text.part]:
            found = searchable(text.source, is_line=text.is_line)
            said[part].append(f"{label_of(text.item)} {found}" if text.part in LABELLED else found)
    names = (document.title, *document.aliases)
    return [Text.of("\n".join(lines)) for lines in (names, said["lead"], said["facts"], said["body"])]


def _questions(article: Article, document: Document, names: Text) -> Iterable[Row]:
    for at, pair in enumerate(document.faq[:MAX_QUESTIONS]):
        yield (article.pk << QUESTIONS_SHIFT) + at, [Text.of(pair.question).indexed, names.indexed]


def _suggest(rows: Sequence[tuple[Any, ...]]) -> None:
    # An import brings thousands, for which instances of the model would take most of the time.
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO encyclopedia_suggestion (article_id, key, inside, prior) VALUES (%s, %s, %s, %s)", rows
        )


def _suggestions(article: Article, document: Document, prior: int) -> Iterable[tuple[Any, ...]]:
    """A row for each word that a name can be found from."""
    seen: set[str] = set()
    for name in (document.title, *document.aliases):
        for split in (words(name), words_joined(name)):
            for at in range(min(len(split), MAX_BEGINNINGS)):
                key = " ".join(split[at:])[:MAX_KEY_LENGTH]
                if key not in seen:
                    seen.add(key)
                    yield article.pk, key, at > 0, prior


def _by_article(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for article, number in rows:
        found.setdefault(article, []).append(number)
    return found
