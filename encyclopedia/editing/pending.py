"""The next version of an article beside its public one: kept, sent for review, approved, returned or rejected."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from encyclopedia.document import rules
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion, Revision
from encyclopedia.models.revision import NOTE_LENGTH
from encyclopedia.snapshots import document_of

from .conflicts import Conflicting, onto, opened_document
from .recording import complete, record, refuse_taken_slugs

#: Saves that are kept of one pending version: whoever has opened one of them can still be merged with.
KEPT_SAVES = 50


class Decided(Exception):
    """The pending version is not what it was when it was opened: somebody has saved it again or decided about it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a document was made from: the number of the revision, and the key of the save of the pending version."""

    revision: int
    save: int | None = None


@transaction.atomic
def keep(article: Article, document: Document, *, by: User, note: str = "", opened: Opened) -> PendingSave:
    """Keep the document beside the public version as the next one, a draft; what readers see does not change.

    What others have changed since it was opened, publicly or in the pending version, is merged in.

    Raises DocumentError when the document breaks a rule, SlugTaken when its slug is another article's, Conflicting
    when others have changed the same words.
    """
    stored, pending = _locked(article)
    document = complete(document)
    rules.check(document)
    public = document_of(stored)
    merged = _with_public(stored, public, document, Opened(opened.revision))
    if pending and pending.is_open and pending.newest.pk != opened.save:
        merged = _with_pending(stored, public, pending, merged, opened.save)
        rules.check(merged)
    refuse_taken_slugs(article, merged)
    if pending and not pending.is_open:
        pending.delete()
        pending = None
    if pending is None:
        pending = PendingVersion(article=stored)
    pending.state, pending.changed_at = PendingState.DRAFT, timezone.now()
    pending.save()
    _forget_old_saves(pending)
    return pending.saves.create(
        base=stored.revision_number,
        text=dumps(merged),
        author=by,
        author_name=by.get_username(),
        note=note[:NOTE_LENGTH],
        created_at=pending.changed_at,
    )


def _forget_old_saves(pending: PendingVersion) -> None:
    kept = pending.saves.values_list("pk", flat=True)[: KEPT_SAVES - 1]
    pending.saves.exclude(pk__in=list(kept)).delete()


def _locked(article: Article) -> tuple[Article, PendingVersion | None]:
    """The article, whose row is the lock for its pending version too, and that version."""
    stored = Article.objects.select_for_update(of=["self"]).with_parts().get(pk=article.pk)
    return stored, PendingVersion.objects.filter(article=stored).first()


def _with_public(stored: Article, public: Document, document: Document, opened: Opened) -> Document:
    """The document as it would be if it had been made from the public version of now. Raises Conflicting."""
    if opened.revision == stored.revision_number:
        return document
    merged = onto(opened_document(stored, opened.revision), document, public)
    if merged.conflicts:
        raise Conflicting(merged, public, revision=stored.revision_number, save=opened.save)
    return merged.document


def _with_pending(
    stored: Article, public: Document, pending: PendingVersion, document: Document, save: int | None
) -> Document:
    """The document together with what others have saved in the pending version since `save`. Raises Conflicting."""
    base = public
    if mine := pending.saves.filter(pk=save).first():
        base = _rebased(stored, public, mine)
    newest = pending.newest
    theirs = _rebased(stored, public, newest)
    merged = onto(base, document, theirs)
    if merged.conflicts:
        raise Conflicting(merged, theirs, revision=stored.revision_number, save=newest.pk)
    return merged.document


def _rebased(stored: Article, public: Document, save: PendingSave) -> Document:
    """A save as if it had been made from the public version of now; where the two differ, the words of the save."""
    return onto(opened_document(stored, save.base), loads(save.text), public).document


def pending_document(article: Article, pending: PendingVersion) -> tuple[Document, int]:
    """The pending version as a form edits it, and the number of the public revision that it is then made from.

    What has become public since it was begun is merged in. Raises Conflicting where that touches the same words.
    """
    stored = Article.objects.with_parts().get(pk=article.pk)
    newest = pending.newest
    document = _with_public(stored, document_of(stored), loads(newest.text), Opened(newest.base, newest.pk))
    return document, stored.revision_number


@transaction.atomic
def approve(pending: PendingVersion, *, by: User, seen: int) -> Revision | None:
    """Make the pending version the public one, as its authors' revision.

    `seen` is the key of the save that was read. Raises Decided when there is a newer one or none any more,
    Conflicting when the public version has changed in the same words, and what `record` raises.
    """
    stored, pending = _opened(pending, seen)
    newest = pending.newest
    revision = record(
        stored,
        replace(loads(newest.text), updated=None),
        by=newest.author or by,
        note=_credits(pending, newest, by),
        opened=newest.base,
    )
    pending.delete()
    return revision


def _credits(pending: PendingVersion, newest: PendingSave, reviewer: User) -> str:
    """The note of the newest save, and who else had a hand in it: a revision names one author."""
    names = pending.saves.exclude(author_name=newest.author_name).values_list("author_name", flat=True)
    others = sorted(set(names) - {reviewer.get_username(), ""})
    added = [f"with {', '.join(others)}"] if others else []
    if reviewer.get_username() != newest.author_name:
        added.append(f"approved by {reviewer.get_username()}")
    written = f" ({'; '.join(added)})" if added else ""
    return newest.note[: max(0, NOTE_LENGTH - len(written))] + written


@transaction.atomic
def release(article: Article, document: Document, *, by: User, note: str = "", opened: Opened) -> Revision | None:
    """Save the pending version once more and make it the public one at once. Raises what `keep` raises."""
    kept = keep(article, document, by=by, note=note, opened=opened)
    return approve(kept.pending, by=by, seen=kept.pk)


@transaction.atomic
def send_for_review(pending: PendingVersion, *, seen: int) -> None:
    """Let whoever may publish decide about the pending version. Raises Decided."""
    _, pending = _opened(pending, seen)
    pending.state, pending.remark, pending.reviewer_name = PendingState.IN_REVIEW, "", ""
    pending.save()


def return_to_author(pending: PendingVersion, *, by: User, seen: int, remark: str) -> None:
    """Give the pending version back with a remark; its author goes on with it. Raises Decided."""
    _decide(pending, PendingState.RETURNED, by=by, seen=seen, remark=remark)


def reject(pending: PendingVersion, *, by: User, seen: int, remark: str) -> None:
    """Turn the pending version down; it stays to be read until another one is begun. Raises Decided."""
    _decide(pending, PendingState.REJECTED, by=by, seen=seen, remark=remark)


@transaction.atomic
def _decide(pending: PendingVersion, state: PendingState, *, by: User, seen: int, remark: str) -> None:
    _, pending = _opened(pending, seen)
    pending.state, pending.remark, pending.reviewer_name = state, remark, by.get_username()
    pending.changed_at = timezone.now()
    pending.save()


@transaction.atomic
def take_up(pending: PendingVersion, *, seen: int) -> None:
    """Go on with a version that was turned down. Raises Decided."""
    _, pending = _opened(pending, seen)
    pending.state, pending.changed_at = PendingState.DRAFT, timezone.now()
    pending.save()


@transaction.atomic
def discard(pending: PendingVersion, *, seen: int) -> None:
    """Throw the pending version away. Raises Decided."""
    _opened(pending, seen)[1].delete()


def _opened(pending: PendingVersion, seen: int) -> tuple[Article, PendingVersion]:
    stored, found = _locked(pending.article)
    if found is None or found.newest.pk != seen:
        raise Decided
    return stored, found
