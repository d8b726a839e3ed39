"""The verbs. Every change of an article ends in `record`."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from encyclopedia import search, snapshots
from encyclopedia.document import rules
from encyclopedia.document.codec import dumps
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, FormerAddress, Revision, Status

NOTE_LENGTH = 300


class SlugTaken(DocumentError):
    """Another article has the slug, or had it before and still answers to it."""


class Stale(DocumentError):
    """Somebody else has changed the article since it was opened."""


def now() -> datetime:
    """The present to the second, as documents write it."""
    return timezone.now().replace(microsecond=0)


def record(
    article: Article, document: Document, *, by: AbstractBaseUser | None, note: str = "", opened: int | None = None
) -> Revision | None:
    """Make the article what the document says; a new one where `article` is not saved yet.

    One transaction writes the rows, the search index and, if more changed than `updated`, a revision, which is the
    answer. Categories and tags keep the spelling under which they are known. A document without status is a draft;
    one without the dates that its status needs gets the present.

    `opened` is the number of the revision that the document was made from, where that is known.

    Raises DocumentError when the document breaks a rule, SlugTaken when its slug is another article's, Stale when
    the article is no longer at the revision `opened`.
    """
    document = _complete(document)
    rules.check(document)
    try:
        with transaction.atomic():
            return _record(article, document, by, note[:NOTE_LENGTH], opened)
    except IntegrityError:
        # Somebody may have taken the slug between the question and the row.
        _refuse_taken_slugs(article, document)
        raise


def _complete(document: Document) -> Document:
    present = now()
    updated = document.updated or present
    status = document.status or Status.DRAFT.value
    published = document.published or (updated if status == Status.PUBLISHED else None)
    return replace(document, status=status, published=published, updated=updated)


def _record(
    article: Article, document: Document, by: AbstractBaseUser | None, note: str, opened: int | None
) -> Revision | None:
    before = None
    if article.pk:
        # The lock on the row makes two who save at once wait for each other.
        stored = Article.objects.select_for_update(of=["self"]).with_parts().get(pk=article.pk)
        before = snapshots.document_of(stored)
        article.revision_number = stored.revision_number
        if opened not in (None, stored.revision_number):
            raise Stale(
                f"this article is at revision {stored.revision_number} now, and you opened revision {opened}; "
                "nothing was saved, and all that you typed is still here"
            )
    _refuse_taken_slugs(article, document)
    category, tags = snapshots.settle_names(document)
    document = replace(
        document,
        category=category.names if category else (),
        tags=tuple(tag.name for tag in tags),
    )
    if document == before:
        return None
    changed = before is None or replace(before, updated=document.updated) != document
    if changed:
        article.revision_number += 1
    snapshots.write_article(article, document, category)
    if not changed:
        return None
    snapshots.write_parts(article, before, document, tags)
    search.index(article, document)
    return Revision.objects.create(
        article=article,
        number=article.revision_number,
        text=dumps(document),
        author=by,
        author_name=by.get_username() if by else "",
        note=note,
        created_at=timezone.now(),
        public=article.is_public,
    )


def _refuse_taken_slugs(article: Article, document: Document) -> None:
    paths = {fold(document.slug): ("slug",)}
    paths |= {fold(slug): ("former", number) for number, slug in enumerate(document.former)}
    for key, title in (
        Article.objects.filter(slug_key__in=paths).exclude(pk=article.pk).values_list("slug_key", "title")
    ):
        raise SlugTaken(f"the slug belongs to the article “{title}”", path=paths[key])
    former = FormerAddress.objects.filter(slug_key__in=paths).exclude(article=article.pk)
    for key, title in former.values_list("slug_key", "article__title"):
        raise SlugTaken(f"the slug is a former address of the article “{title}”", path=paths[key])


def current(article: Article) -> Document:
    """The article as its document, read afresh."""
    return snapshots.document_of(Article.objects.with_parts().get(pk=article.pk))


def publish(article: Article, *, by: AbstractBaseUser | None, note: str = "") -> Revision | None:
    """Let every reader see the article, from now or from the time that is already set."""
    document = current(article)
    return record(article, replace(document, status=Status.PUBLISHED.value), by=by, note=note or "Published")


def withdraw(article: Article, *, by: AbstractBaseUser | None, note: str = "") -> Revision | None:
    """Take a published article back to draft; its history and its comments stay."""
    document = current(article)
    return record(article, replace(document, status=Status.DRAFT.value), by=by, note=note or "Withdrawn")


def rename(article: Article, slug: str, *, by: AbstractBaseUser | None, note: str = "") -> Revision | None:
    """Give the article another slug; the old one leads to it from now on.

    Raises DocumentError when `slug` is none, SlugTaken when it is another article's.
    """
    return record(article, with_slug(current(article), slug), by=by, note=note or f"Renamed to {slug}")


def with_slug(document: Document, slug: str) -> Document:
    """The document under another slug, its present one kept as a former address."""
    if slug == document.slug:
        return document
    former = [old for old in (*document.former, document.slug) if fold(old) != fold(slug)]
    return replace(document, slug=slug, former=tuple(former))
