"""The funnel for many new articles at once: the same rows as `record` makes, in a few questions for each table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from encyclopedia import snapshots
from encyclopedia.document import rules
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Category, FormerAddress, Revision, Tag
from encyclopedia.models.category import SEPARATOR
from encyclopedia.models.revision import NOTE_LENGTH

from . import indexing
from .recording import SlugTaken, complete, revision_of

#: How many values one question holds; databases take only so many.
ASKED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A new article and its document as it was recorded."""

    article: Article
    document: Document


@transaction.atomic
def record_all(documents: Sequence[Document], *, by: User | None, note: str = "") -> list[Recorded | DocumentError]:
    """Make a new article of each document; the answers stand in their order.

    A document that breaks a rule, or whose slug is taken, is left out, and the answer to it says why. Raises
    IntegrityError, with nothing written, when somebody takes one of the slugs in the meantime.
    """
    note = note[:NOTE_LENGTH]
    answers: list[Recorded | DocumentError] = []
    taken = _Slugs(documents)
    names = _Names(documents)
    rows: list[tuple[Article, Document, list[Tag]]] = []
    for given in map(complete, documents):
        try:
            rules.check(given)
            taken.take(given)
        except DocumentError as error:
            answers.append(error)
            continue
        category, tags = names.category_and_tags(given)
        document = replace(given, category=category.names if category else (), tags=tuple(tag.name for tag in tags))
        article = Article(revision_number=1)
        snapshots.fill(article, document, category)
        rows.append((article, document, tags))
        answers.append(Recorded(article, document))
    _write(rows, by, note)
    return answers


def _write(rows: list[tuple[Article, Document, list[Tag]]], by: User | None, note: str) -> None:
    Article.objects.bulk_create([article for article, _, _ in rows])
    parts: dict[Any, list[Any]] = {}
    for article, document, tags in rows:
        for model, made in snapshots.part_rows(article, document, tags).values():
            parts.setdefault(model, []).extend(made)
    for model, all_made in parts.items():
        model.objects.bulk_create(all_made)
    indexing.index_new([(article, document) for article, document, _ in rows])
    present = timezone.now()
    Revision.objects.bulk_create(
        revision_of(article, document, by=by, note=note, at=present) for article, document, _ in rows
    )


class _Slugs:
    """The slugs that these documents would take and that others have, asked for once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        keys = {fold(slug) for document in documents for slug in (document.slug, *document.former)}
        self.present: dict[str, str] = {}
        self.former: dict[str, str] = {}
        for some in _some(keys):
            self.present |= Article.objects.filter(slug_key__in=some).values_list("slug_key", "title")
            former = FormerAddress.objects.filter(slug_key__in=some)
            self.former |= former.values_list("slug_key", "article__title")

    def take(self, document: Document) -> None:
        """Keep the document's slugs for it. Raises SlugTaken where another one has one of them."""
        keys: dict[str, tuple[str | int, ...]] = {fold(document.slug): ("slug",)}
        keys |= {fold(slug): ("former", number) for number, slug in enumerate(document.former)}
        for key in keys.keys() & self.present.keys():
            raise SlugTaken(f"the slug belongs to the article “{self.present[key]}”", path=keys[key])
        for key in keys.keys() & self.former.keys():
            raise SlugTaken(f"the slug is a former address of the article “{self.former[key]}”", path=keys[key])
        self.present[fold(document.slug)] = document.title
        self.former |= {fold(slug): document.title for slug in document.former}


class _Names:
    """The categories and the tags that these documents name, asked for once; new ones are made as they are met."""

    def __init__(self, documents: Iterable[Document]) -> None:
        paths = {_path_key(document) for document in documents if document.category}
        tags = {fold(name) for document in documents for name in document.tags}
        known = (Category.objects.filter(path_key__in=some) for some in _some(paths))
        self.categories = {row.path_key: row for rows in known for row in rows}
        self.tags = {row.key: row for some in _some(tags) for row in Tag.objects.filter(key__in=some)}

    def category_and_tags(self, document: Document) -> tuple[Category | None, list[Tag]]:
        """The same as `snapshots.category_and_tags`."""
        path = _path_key(document)
        keys = [fold(name) for name in document.tags]
        if (document.category and path not in self.categories) or not self.tags.keys() >= set(keys):
            category, tags = snapshots.category_and_tags(document)
            if category:
                self.categories[path] = category
            self.tags |= zip(keys, tags, strict=True)
            return category, tags
        return self.categories.get(path), [self.tags[key] for key in keys]


def _path_key(document: Document) -> str:
    return fold(SEPARATOR.join(document.category))


def _some(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists that one question can hold."""
    listed = list(values)
    for start in range(0, len(listed), ASKED_AT_ONCE):
        yield listed[start : start + ASKED_AT_ONCE]
