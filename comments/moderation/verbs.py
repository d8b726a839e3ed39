"""The verbs. Every change of a comment's state ends in `enter`, whoever asks for it and from wherever."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction

from comments.articles import RENDERER_VERSION, move_version, render_comment
from comments.models import Comment, CommentRevision, State, Transition

from .changes import close_reports, count_below, enter, locked, log, write_again
from .steps import CHECKS, STEPS, Actor, NoSuchStep, Role, check_moderator

#: What stands in a text where a moderator has taken something out.
REDACTED = "[removed]"
#: What a comment was until a decision, as `Comment.standing` tells it; None for a step that cannot be undone.
Standing = dict[str, Any] | None


def approve(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
    """Let every reader see the comment as it reads now. Raises what `transition` raises."""
    return transition(comment, State.APPROVED, by=by, expected=expected, reason=reason)


def reject(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
    """Keep the comment from readers, or take it from them. Raises what `transition` raises."""
    return transition(comment, State.REJECTED, by=by, expected=expected, reason=reason)


def mark_as_spam(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
    """The same as `reject`, for what no person meant. Raises what `transition` raises."""
    return transition(comment, State.SPAM, by=by, expected=expected, reason=reason)


def delete(comment: Comment, *, by: User | Actor, expected: str | None = None, reason: str = "") -> Comment:
    """Erase the text and the name for good; what hangs from the comment stays. Raises what `transition` raises."""
    return transition(comment, State.DELETED, by=by, expected=expected, reason=reason)


@transaction.atomic
def transition(
    comment: Comment, to: State, *, by: User | Actor, expected: str | None = None, reason: str = ""
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
    enter(stored, to, before=before, by=actor, reason=reason)
    return stored


def begin(comment: Comment, revision: CommentRevision, state: State, *, reason: str) -> None:
    """Store a comment that has just come in, with its first text, in the state that the checks have found."""
    comment.save()
    revision.comment = comment
    revision.save()
    enter(comment, state, before=None, by=CHECKS, reason=reason)


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
    enter(comment, to, before=before, by=CHECKS, reason=reason)


@transaction.atomic
def drop_edit(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
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
def keep(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
    """Let a public comment stand against the reports about it: they are settled, and later ones only queue.

    Raises PermissionDenied, Stale, and NoSuchStep when it is not public or nobody has reported it.
    """
    check_moderator(by)
    stored = locked(comment, expected)
    if not (stored.is_approved and stored.reports_open):
        raise NoSuchStep
    step = log(stored, Transition(from_state=stored.state, by=by, reason=reason or "kept", before=stored.standing))
    close_reports(stored, kept=True, at=step.created_at)
    return stored


@transaction.atomic
def redact(comment: Comment, words: list[str], *, by: User, expected: str | None = None) -> Comment:
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
def remove(comment: Comment, *, by: User) -> None:
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


def _moderator(by: User | None) -> Actor:
    check_moderator(by)
    return Actor(Role.MODERATOR, by)


def _drop_edit(comment: Comment, *, by: User | None, reason: str, standing: Standing | None = None) -> None:
    # Under a number of its own: whoever has the dropped text open must not be taken to have read the next edit.
    comment.approved = write_again(comment, comment.approved)
    comment.edit_waits = False
    comment.save(update_fields=["approved", "revision_number", "edit_waits"])
    log(comment, Transition(from_state=comment.state, by=by, reason=reason, before=standing))
