"""The funnel: one transaction that writes the rows, the search index, the links and a revision."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from encyclopedia import snapshots
from encyclopedia.document import rules
from encyclopedia.document.codec import dumps
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, FormerAddress, Revision, Status
from encyclopedia.models.revision import NOTE_LENGTH

from . import indexing
from .conflicts import Conflicting, onto, opened_document


class SlugTaken(DocumentError):
    """Another article has the slug, or had it before and still answers to it."""


def now() -> datetime:
    """The present to the second, as documents write it."""
    return timezone.now().replace(microsecond=0)


def record(
    article: Article, document: Document, *, by: User | None, note: str = "", opened: int | None = None
) -> Revision | None:
    """Make the article what the document says; a new one where `article` is not saved yet.

    One transaction writes the rows, the search index, the links and, if more changed than `updated`, a revision, which
    is the answer. Categories and tags keep the spelling under which they are known. A document without status is a
    draft; one without the dates that its status needs gets the present.

    `opened` is the number of the revision that the document was made from. Where the article has moved on since, what
    the document changes is done to what stands there now: the number of the answer is more than one higher then.

    Raises DocumentError when the document breaks a rule, SlugTaken when its slug is another article's, Conflicting
    when somebody has changed the same words since `opened`.
    """
    document = complete(document)
    rules.check(document)
    try:
        with transaction.atomic():
            return _record(article, document, by, note[:NOTE_LENGTH], opened)
    except IntegrityError:
        # Somebody may have taken the slug between the question and the row.
        refuse_taken_slugs(article, document)
        raise


def complete(document: Document) -> Document:
    """The document with a status and the dates that its status needs."""
    present = now()
    updated = document.updated or present
    status = document.status or Status.DRAFT.value
    published = document.published or (updated if status == Status.PUBLISHED else None)
    return replace(document, status=status, published=published, updated=updated)


def _record(article: Article, document: Document, by: User | None, note: str, opened: int | None) -> Revision | None:
    before = None
    if article.pk:
        # The lock on the row makes two who save at once wait for each other.
        stored = Article.objects.select_for_update(of=["self"]).with_parts().get(pk=article.pk)
        before = snapshots.document_of(stored)
        article.revision_number = stored.revision_number
        if opened not in (None, stored.revision_number):
            document = _onto_current(stored, document, before, opened)
    refuse_taken_slugs(article, document)
    category, tags = snapshots.category_and_tags(document)
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
    if changed:
        snapshots.write_parts(article, before, document, tags)
    indexing.index(article, document, before)
    if not changed:
        return None
    return _add_revision(article, document, by, note)


def _onto_current(stored: Article, document: Document, theirs: Document, opened: int | None) -> Document:
    merged = onto(opened_document(stored, opened), document, theirs)
    if merged.conflicts:
        raise Conflicting(merged, theirs, revision=stored.revision_number)
    rules.check(merged.document)
    return merged.document


def _add_revision(article: Article, document: Document, by: User | None, note: str) -> Revision:
    present = timezone.now()
    # What waited for its time and is replaced before it comes was never public.
    Revision.objects.filter(article=article, public_from__gt=present).update(public_from=None)
    revision = revision_of(article, document, by=by, note=note, at=present)
    revision.save(force_insert=True)
    return revision


def revision_of(article: Article, document: Document, *, by: User | None, note: str, at: datetime) -> Revision:
    """The row of the article's present revision, not saved yet."""
    return Revision(
        article=article,
        number=article.revision_number,
        text=dumps(document),
        author=by,
        author_name=by.get_username() if by else "",
        note=note,
        created_at=at,
        public_from=max(at, article.published_at) if article.status == Status.PUBLISHED else None,
    )


def refuse_taken_slugs(article: Article, document: Document) -> None:
    """Raise SlugTaken when a slug of the document, present or former, is or was another article's."""
    paths: dict[str, tuple[str | int, ...]] = {fold(document.slug): ("slug",)}
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
    return current_revision(article)[0]


def current_revision(article: Article) -> tuple[Document, int]:
    """The article as its document, read afresh, and the number of the revision that it stands at."""
    stored = Article.objects.with_parts().get(pk=article.pk)
    return snapshots.document_of(stored), stored.revision_number
