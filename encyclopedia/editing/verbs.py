"""What is done to an article as a whole."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from encyclopedia.browsing.showing import LISTS, page_of
from encyclopedia.document.codec import loads
from encyclopedia.document.merge import Merge, merge
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Deletion, Link, Revision, Status, Version

from . import indexing
from .conflicts import Conflicting
from .recording import current_revision, record


class IsCurrent(Exception):
    """The revision is the current one, which cannot be hidden: revert first."""


class NoSuchText(Exception):
    """The text that this would need is not to be had: it is hidden, or there is none."""


def publish(article: Article, *, by: User | None, note: str = "") -> Revision | None:
    """Let every reader see the article, from now or from the time that is already set."""
    return _set_status(article, Status.PUBLISHED, by=by, note=note or "Published")


def withdraw(article: Article, *, by: User | None, note: str = "") -> Revision | None:
    """Take a published article back to draft; its history and its comments stay."""
    return _set_status(article, Status.DRAFT, by=by, note=note or "Withdrawn")


def archive(article: Article, *, by: User | None, note: str = "") -> Revision | None:
    """Take the article out of sight, as deleting does elsewhere; nothing of it is lost."""
    return _set_status(article, Status.ARCHIVED, by=by, note=note or "Archived")


def _set_status(article: Article, status: Status, *, by: User | None, note: str) -> Revision | None:
    document, number = current_revision(article)
    return record(article, replace(document, status=status.value), by=by, note=note, opened=number)


def rename(article: Article, slug: str, *, by: User | None, note: str = "") -> Revision | None:
    """Give the article another slug; the old one leads to it from now on.

    Raises DocumentError when `slug` is none, SlugTaken when it is another article's.
    """
    document, number = current_revision(article)
    return record(article, with_slug(document, slug), by=by, note=note or f"Renamed to {slug}", opened=number)


def with_slug(document: Document, slug: str) -> Document:
    """The document under another slug, its present one kept as a former address."""
    if slug == document.slug:
        return document
    former = [old for old in (*document.former, document.slug) if fold(old) != fold(slug)]
    return replace(document, slug=slug, former=tuple(former))


def renamed(article: Article, document: Document, *, back_to: str = "") -> Document:
    """The document under another title, with the one that readers know the article by among its other names.

    A title that no reader has seen is none of them, nor is its own. Where the document goes back to a title that it had
    (`back_to`, or one of its other names), the one that it gives up is kept only if articles link to it.
    """
    newest = article.revisions.public().first()
    known = loads(newest.text).title if newest and newest.text else ""
    title, key = fold(document.title), fold(known)
    goes_back = title in {fold(name) for name in (*document.aliases, back_to)}
    others = tuple(name for name in document.aliases if fold(name) != title)
    is_needed = key not in {"", title, *map(fold, others)}
    if is_needed and goes_back:
        is_needed = Link.objects.filter(key=key, by_address=False).exclude(article=article).exists()
    return replace(document, aliases=(*others, known) if is_needed else others)


def reverted(document: Document, to: Revision) -> Document:
    """The document with the content of a revision; slug, status and dates stay. Raises NoSuchText."""
    return loads(_text_of(to)).with_facts_of(document)


def _text_of(revision: Revision | None) -> str:
    if revision is None or revision.hidden:
        raise NoSuchText
    return revision.text


def revert(article: Article, *, to: Revision, by: User | None) -> Revision | None:
    """Put the content back as it was; slug, status and dates stay. The revisions in between stay readable.

    Raises NoSuchText.
    """
    document, number = current_revision(article)
    return record(article, reverted(document, to), by=by, note=f"Back to revision {to.number}", opened=number)


def undone(document: Document, change: Revision) -> Merge:
    """The document without one earlier change, all later ones kept.

    Where later changes touch the same words there are conflicts, in which the text before the change is `ours`.
    Raises NoSuchText for the first revision of an article, and where one of the texts is not to be had.
    """
    before = Revision.objects.filter(article=change.article_id, number=change.number - 1).first()
    return merge(loads(_text_of(change)), loads(_text_of(before)).with_facts_of(document), document)


def undo(article: Article, *, change: Revision, by: User | None) -> Revision | None:
    """Take back one earlier change and keep all later ones.

    Raises Conflicting where later changes touch the same words, and what `undone` raises.
    """
    document, number = current_revision(article)
    merged = undone(document, change)
    if merged.conflicts:
        raise Conflicting(merged, document, revision=number)
    return record(article, merged.document, by=by, note=f"Undid revision {change.number}", opened=number)


@transaction.atomic
def hide(revision: Revision) -> None:
    """Take author, note and text of a revision from all that readers see and from exports; its number stays.

    Raises IsCurrent for the revision that the article stands at.
    """
    article = Article.objects.select_for_update(of=["self"]).only("revision_number").get(pk=revision.article_id)
    if article.revision_number == revision.number:
        raise IsCurrent
    _set_hidden(revision, hidden=True)


def show(revision: Revision) -> None:
    """Let readers see a hidden revision again. Raises NoSuchText where nothing is left of it."""
    if not revision.text:
        raise NoSuchText
    _set_hidden(revision, hidden=False)


@transaction.atomic
def _set_hidden(revision: Revision, *, hidden: bool) -> None:
    revision.hidden = hidden
    revision.save(update_fields=["hidden"])
    Version.objects.move([page_of(revision.article.slug), LISTS])


@transaction.atomic
def remove(article: Article, *, by: User, reason: str) -> Deletion:
    """Delete the article for good, with its history and its comments; only that it was done and why is kept.

    Raises PermissionDenied for anybody but a superuser, ValueError without a reason.
    """
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    if not reason.strip():
        raise ValueError("An article is deleted with a reason.")
    stored = Article.objects.select_for_update(of=["self"]).get(pk=article.pk)
    deletion = Deletion.objects.create(
        title=stored.title,
        slug=stored.slug,
        revisions=stored.revisions.count(),
        reason=reason.strip(),
        by_name=by.get_username(),
        deleted_at=timezone.now(),
    )
    indexing.remove(stored)
    stored.delete()
    return deletion
