"""The verbs. Every change of a comment's state ends in `_enter`, whoever asks for it and from wherever."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import notices
from .articles import RENDERER_VERSION, move_version, render_comment
from .models import Comment, CommentRevision, Passage, State, Transition

PERMISSION = "comments.moderate_comment"
#: What stands in a text where a moderator has taken something out.
REDACTED = "[removed]"


class Role(StrEnum):
    CHECKS = "checks"
    """The checks that a text runs through when it comes in."""
    AUTHOR = "author"
    """Who has written it; whether that is so, the caller has made sure of."""
    READERS = "readers"
    """Enough readers who have reported it."""
    MODERATOR = "moderator"
    KEEPER = "keeper"
    """The daily work that forgets what need not be kept."""


@dataclass(frozen=True, slots=True)
class Actor:
    """In which role somebody takes a step; the caller vouches for it."""

    role: Role
    account: AbstractBaseUser | None = None


#: What a comment was until a decision, as `Comment.standing` tells it; None for a step that cannot be undone.
Standing = dict[str, Any] | None
CHECKS = Actor(Role.CHECKS)
DELETERS = {Role.AUTHOR, Role.MODERATOR, Role.KEEPER}
#: Every step there is, and whose it is. A comment that has just come in has no state yet. From a state to the same one
#: leads a step that approves a newer text, or has one wait.
STEPS: dict[tuple[State | None, State], set[Role]] = {
    (None, State.PENDING): {Role.CHECKS},
    (None, State.SPAM): {Role.CHECKS},
    (None, State.APPROVED): {Role.CHECKS},
    (State.PENDING, State.PENDING): {Role.CHECKS},
    (State.APPROVED, State.APPROVED): {Role.CHECKS, Role.MODERATOR},
    (State.PENDING, State.APPROVED): {Role.CHECKS, Role.MODERATOR},
    (State.REJECTED, State.APPROVED): {Role.MODERATOR},
    (State.SPAM, State.APPROVED): {Role.MODERATOR},
    (State.PENDING, State.REJECTED): {Role.MODERATOR},
    (State.APPROVED, State.REJECTED): {Role.MODERATOR},
    (State.PENDING, State.SPAM): {Role.CHECKS, Role.MODERATOR},
    (State.APPROVED, State.SPAM): {Role.MODERATOR},
    (State.APPROVED, State.PENDING): {Role.READERS},
    (State.PENDING, State.DELETED): DELETERS,
    (State.APPROVED, State.DELETED): DELETERS,
    (State.REJECTED, State.DELETED): DELETERS,
    (State.SPAM, State.DELETED): DELETERS,
}


class Stale(Exception):
    """The comment is not what it was when somebody opened it."""


class NoSuchStep(Exception):
    """From the state that the comment has, nobody takes it to the one that is asked for."""


def approve(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Let every reader see the comment as it reads now. Raises what `transition` raises."""
    return transition(comment, State.APPROVED, by=by, expected=expected, reason=reason)


def reject(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Keep the comment from readers, or take it from them. Raises what `transition` raises."""
    return transition(comment, State.REJECTED, by=by, expected=expected, reason=reason)


def mark_as_spam(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """The same as `reject`, for what no person meant. Raises what `transition` raises."""
    return transition(comment, State.SPAM, by=by, expected=expected, reason=reason)


def delete(comment: Comment, *, by: AbstractBaseUser | Actor, expected: str | None = None, reason: str = "") -> Comment:
    """Erase the text and the name for good; what hangs from the comment stays. Raises what `transition` raises."""
    return transition(comment, State.DELETED, by=by, expected=expected, reason=reason)


@transaction.atomic
def transition(
    comment: Comment, to: State, *, by: AbstractBaseUser | Actor, expected: str | None = None, reason: str = ""
) -> Comment:
    """Take a comment from its state to another; the answer is the comment as it then is.

    An account is a moderator's, or it may not. `expected` is the version (see `Comment.version`) that `by` has read;
    without it, whatever stands there is meant.

    Raises PermissionDenied when the step is not for this role, Stale when the comment has another version by now
    or is gone, NoSuchStep when no step leads there.
    """
    actor = by if isinstance(by, Actor) else _moderator(by)
    stored = locked(comment, expected)
    before = State(stored.state)
    same = before == to and not (stored.edit_waits or actor.role == Role.CHECKS)
    if (before, to) not in STEPS or same:
        raise NoSuchStep
    if actor.role not in STEPS[before, to]:
        raise PermissionDenied
    _enter(stored, to, before=before, by=actor, reason=reason)
    return stored


def begin(comment: Comment, revision: CommentRevision, state: State, *, reason: str) -> None:
    """Store a comment that has just come in, with its first text, in the state that the checks have found."""
    comment.save()
    revision.comment = comment
    revision.save()
    _enter(comment, state, before=None, by=CHECKS, reason=reason)


def revise(comment: Comment, revision: CommentRevision, state: State, *, reason: str) -> None:
    """Store the newer text of a comment that is locked.

    Readers go on to see the text that was approved until this one is; `state` is what the checks make of it.
    """
    before = State(comment.state)
    comment.revision_number = revision.number
    comment.edit_waits = before == State.APPROVED and state != State.APPROVED
    comment.save(update_fields=["revision_number", "edit_waits"])
    revision.comment = comment
    revision.save()
    # Found to be spam, the newer text of a public comment waits like any other: the older one is not.
    to = before if before == State.SPAM or comment.edit_waits else state
    _enter(comment, to, before=before, by=CHECKS, reason=reason)


@transaction.atomic
def drop_edit(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Leave a public comment as readers see it: that text becomes the newest again.

    Raises PermissionDenied, Stale, and NoSuchStep when no edit waits.
    """
    check_moderator(by)
    stored = locked(comment, expected)
    if not stored.edit_waits:
        raise NoSuchStep
    _drop_edit(stored, by=by, reason=reason or "edit dropped", standing=stored.standing)
    return stored


def keep_public_text(comment: Comment, *, by: Actor, reason: str) -> None:
    """Erase all texts of a public comment that is locked but the one that readers see."""
    if comment.edit_waits:
        _drop_edit(comment, by=by.account, reason=reason)
    comment.revisions.exclude(pk=comment.approved_id).delete()


@transaction.atomic
def keep(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Let a public comment stand against the reports about it: they are settled, and later ones only queue.

    Raises PermissionDenied, Stale, and NoSuchStep when it is not public or nobody has reported it.
    """
    check_moderator(by)
    stored = locked(comment, expected)
    if not (stored.is_approved and stored.reports_open):
        raise NoSuchStep
    step = log(stored, Transition(from_state=stored.state, by=by, reason=reason or "kept", before=stored.standing))
    _settle_reports(stored, kept=True, at=step.created_at)
    return stored


@transaction.atomic
def redact(comment: Comment, words: list[str], *, by: AbstractBaseUser, expected: str | None = None) -> Comment:
    """Take words out of a comment, in all of its texts; nothing else can be changed.

    Raises PermissionDenied, Stale, and NoSuchStep when none of the words occurs or the text is erased.
    """
    check_moderator(by)
    stored = locked(comment, expected)
    # All at once: what stands in place of one word must not be searched for the next.
    found = re.compile("|".join(map(re.escape, filter(None, words))) or r"(?!)")
    revisions = list(stored.revisions.all())
    if not any(found.search(revision.source) for revision in revisions):
        raise NoSuchStep
    for revision in revisions:
        revision.source = found.sub(REDACTED, revision.source)
        revision.html = render_comment(revision.source)
        revision.renderer_version = RENDERER_VERSION
        # The newest gets another number: whoever has it open must not put the words back with an edit.
        revision.number += revision.number == stored.revision_number
        revision.save(update_fields=["number", "source", "html", "renderer_version"])
    stored.revision_number += 1
    stored.save(update_fields=["revision_number"])
    log(stored, Transition(from_state=stored.state, by=by, reason="redacted"))
    move_version(stored.article_id)
    return stored


@transaction.atomic
def remove(comment: Comment, *, by: AbstractBaseUser) -> None:
    """Delete the comment and all that hangs from it, for good; only the log keeps that it was there.

    Raises PermissionDenied for anybody but a superuser, Stale when it is gone already.
    """
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    stored = locked(comment)
    count_below(stored, -stored.approved_below - stored.is_approved)
    log(stored, Transition(from_state=stored.state, to_state=State.DELETED, by=by, reason="removed"))
    stored.delete()
    move_version(stored.article_id)


def check_moderator(by: AbstractBaseUser | None) -> None:
    """Raise PermissionDenied for everybody but moderators."""
    if by is None or not by.has_perm(PERMISSION):
        raise PermissionDenied


def steps_from(state: str) -> set[State]:
    """Where a moderator can take a comment that has this state."""
    return {to for (before, to), roles in STEPS.items() if before == state != to and Role.MODERATOR in roles}


def locked(comment: Comment, expected: str | None = None) -> Comment:
    """The comment as it is stored, locked. Its root is locked first, so that a thread has one change at a time.

    Raises Stale when it is gone, or has another version than the one that is expected.
    """
    rows = Comment.objects.select_for_update(no_key=True)
    try:
        if comment.root_id:
            rows.get(pk=comment.root_id)
        stored = rows.get(pk=comment.pk)
    except Comment.DoesNotExist:
        raise Stale from None
    if expected is not None and expected != stored.version:
        raise Stale
    return stored


def _moderator(by: AbstractBaseUser | None) -> Actor:
    check_moderator(by)
    return Actor(Role.MODERATOR, by)


def _enter(comment: Comment, to: State, *, before: State | None, by: Actor, reason: str) -> None:
    """The one place where a comment gets a state, but for `undoing`, which gives back what it was."""
    is_decision = by.role == Role.MODERATOR and to != State.DELETED
    standing = comment.standing if is_decision else None
    comment.state, comment.reason = to, reason
    if before != to:
        comment.entered_at = timezone.now()
    if to == State.DELETED:
        _erase(comment)
    elif to == State.APPROVED and not (by.role == Role.CHECKS and comment.edit_waits):
        comment.approved = comment.revisions.get(number=comment.revision_number)
        comment.edit_waits = False
    else:
        comment.edit_waits = comment.edit_waits and to == State.APPROVED
    comment.save(update_fields=["state", "reason", "entered_at", "approved", "edit_waits", "author_name", "email"])
    count_below(comment, (to == State.APPROVED) - (before == State.APPROVED))
    notices.entered(comment, to, before=before, decided_by=by.account if by.role == Role.MODERATOR else None)
    step = log(comment, Transition(from_state=before or "", by=by.account, reason=reason, before=standing))
    if comment.reports_open and (by.role == Role.MODERATOR or to == State.DELETED):
        _settle_reports(comment, kept=to == State.APPROVED, at=step.created_at)
    move_version(comment.article_id)


def _erase(comment: Comment) -> None:
    """Forget what was written and by whom; that something was there, threads and logs still need."""
    comment.approved = None
    comment.author_name = comment.email = ""
    Comment.objects.filter(pk=comment.pk).update(approved=None, state=State.DELETED, edit_waits=False)
    comment.revisions.all().delete()
    Passage.objects.filter(comment=comment).delete()


def _drop_edit(comment: Comment, *, by: AbstractBaseUser | None, reason: str, standing: Standing = None) -> None:
    # Under a number of its own: whoever has the dropped text open must not be taken to have read the next edit.
    comment.approved = write_again(comment, comment.approved)
    comment.edit_waits = False
    comment.save(update_fields=["approved", "revision_number", "edit_waits"])
    log(comment, Transition(from_state=comment.state, by=by, reason=reason, before=standing))


def write_again(comment: Comment, text: CommentRevision) -> CommentRevision:
    """A text of the comment as its newest once more."""
    comment.revision_number += 1
    text.pk, text.number = None, comment.revision_number
    text.save(force_insert=True)
    return text


def _settle_reports(comment: Comment, *, kept: bool, at: datetime) -> None:
    comment.reports.filter(settled_at=None).update(settled_at=at)
    comment.reports_open, comment.kept = 0, comment.kept or kept
    comment.save(update_fields=["reports_open", "kept"])


def count_below(comment: Comment, change: int) -> None:
    """Let all that the comment hangs from know that there are more or fewer approved comments below."""
    if not change:
        return
    above, parent = [], comment.parent_id
    while parent:
        above.append(parent)
        parent = Comment.objects.values_list("parent", flat=True).get(pk=parent)
    Comment.objects.filter(pk__in=above).update(approved_below=F("approved_below") + change)


def log(comment: Comment, step: Transition) -> Transition:
    """Enter a step into the log, by itself one to the state that the comment has."""
    step.comment, step.revision_number, step.created_at = comment, comment.revision_number, timezone.now()
    step.to_state = step.to_state or comment.state
    step.save(force_insert=True)
    return step
