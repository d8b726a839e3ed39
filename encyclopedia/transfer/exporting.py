"""The whole encyclopedia as files, the same bytes for the same contents."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from encyclopedia.document.codec import dumps
from encyclopedia.models import (
    Alias,
    Article,
    ArticleTag,
    Faq,
    FormerAddress,
    InfoboxField,
    PendingVersion,
    Reference,
    Revision,
    TimelineEvent,
)
from encyclopedia.snapshots import document_of

from . import categories, drafts, history, json_lines, pictures
from .companions import companions
from .folder import Folder
from .layout import ARTICLES, CATEGORIES, DRAFTS, HISTORY, stem

#: Articles that are held in memory together, each with all its parts.
AT_ONCE = 200
#: Rows that are fetched together where each has a whole text.
ROWS_AT_ONCE = 20
#: What `document_of` asks an article for. Tuples with names: making an instance of each row would take as long as all
#: the rest together.
PARTS: dict[str, QuerySet] = {
    "infobox": InfoboxField.objects.values_list(named=True),
    "timeline": TimelineEvent.objects.values_list(named=True),
    "faq": Faq.objects.values_list(named=True),
    "references": Reference.objects.values_list(named=True),
    "aliases": Alias.objects.values_list(named=True),
    "former_addresses": FormerAddress.objects.values_list(named=True),
    "article_tags": ArticleTag.objects.select_related("tag"),
}


class Export:
    """One run of an export. What it writes is the state of one moment, but for pictures, which no database holds.

    Once it is done, `others` names what lies in the folder and is not from an export, and `unnamed` the pictures
    whose names cannot stand in one.
    """

    def __init__(self, path: Path, *, with_history: bool = False, with_companions: bool = False) -> None:
        self.folder = Folder(path)
        self.with_history = with_history
        self.with_companions = with_companions
        self.counts = self.folder.counts
        self.others: list[str] = []
        self.unnamed: list[str] = []

    def run(self) -> Iterator[tuple[int, int]]:
        """Write all files; answers again and again how many of how many articles are written.

        Raises FolderRefused and OSError.
        """
        with self.folder, one_state(), what_is_there_left_alone():
            total = Article.objects.count()
            done = 0
            for articles in _by_chunks():
                self._write(articles)
                done += len(articles)
                yield done, total
            if listed := categories.written():
                self.folder.write(CATEGORIES, listed.encode())
            self.unnamed = list(pictures.give(self.folder))
            self.folder.finish()
            self.others = list(self.folder.others())

    def _write(self, articles: Sequence[Article]) -> None:
        for article in articles:
            self.folder.write(f"{ARTICLES}/{stem(article.slug)}.md", dumps(document_of(article)).encode())
        self._write_drafts(articles)
        if self.with_history:
            self._write_history(articles)
        if self.with_companions:
            self._write_companions(articles)

    def _write_drafts(self, articles: Sequence[Article]) -> None:
        by_key = {article.pk: article for article in articles}
        for pending in PendingVersion.objects.filter(article__in=by_key):
            pending.article = by_key[pending.article_id]
            name, save = f"{DRAFTS}/{stem(pending.article.slug)}", pending.newest
            beside = drafts.written(pending, save, with_history=self.with_history)
            self.folder.write(f"{name}.md", save.text.encode())
            self.folder.write(f"{name}.json", beside.encode())

    def _write_history(self, articles: Sequence[Article]) -> None:
        slugs = {article.pk: article.slug for article in articles}
        rows = Revision.objects.filter(article__in=slugs).order_by("article", "number")
        reading: Any = rows.iterator(ROWS_AT_ONCE)
        with closing(reading) as found:
            for key, revisions in groupby(found, key=lambda row: row.article_id):
                with self.folder.writing(f"{HISTORY}/{stem(slugs[key])}.jsonl") as file:
                    for revision in revisions:
                        file.write(json_lines.line(history.written(revision)))

    def _write_companions(self, articles: Sequence[Article]) -> None:
        slugs = {article.pk: article.slug for article in articles}
        for folder, module in companions():
            for key, objects in module.export(articles).items():
                data = b"".join(map(json_lines.line, objects))
                self.folder.write(f"{folder}/{stem(slugs[key])}.jsonl", data)


def _by_chunks() -> Iterator[list[Article]]:
    """All articles with their parts, some at a time."""
    last = 0
    while some := list(Article.objects.select_related("category").filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        _add_parts(some)
        yield some
        last = some[-1].pk


def _add_parts(articles: Sequence[Any]) -> None:
    """Load what `with_parts` loads, in a third of the time: that makes a queryset for each part of each article."""
    # The articles are all that there are from the first to the last: a range reads one stretch of an index, where a
    # list of keys makes PostgreSQL read whole tables as long as it knows little about them.
    span = (articles[0].pk, articles[-1].pk)
    for article in articles:
        article._prefetched_objects_cache = {name: [] for name in PARTS}
    caches = {article.pk: article._prefetched_objects_cache for article in articles}
    for name, rows in PARTS.items():
        for row in rows.filter(article__gte=span[0], article__lte=span[1]).order_by("article", "position"):
            caches[row.article_id][name].append(row)


@contextmanager
def one_state() -> Iterator[None]:
    """Let all that is read inside be the database as it is now, and keep nobody from writing to it meanwhile."""
    if connection.in_atomic_block:
        # Somebody has opened a transaction already, and with it decided what is seen.
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # `atomic` would take the one write lock of SQLite (see settings); reading asks for none.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


@contextmanager
def what_is_there_left_alone() -> Iterator[None]:
    """Spare the garbage collector what was there before: to look through it again and again is a sixth of the time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
