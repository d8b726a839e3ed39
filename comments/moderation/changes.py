"""What every verb does to a comment in the end: its lock, its state, its texts, its log."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from comments.articles import move_version
from comments.mail import notices
from comments.models import Comment, CommentRevision, Passage, State, Transition

from .steps import Actor, Role, Stale


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


def enter(comment: Comment, to: State, *, before: State | None, by: Actor, reason: str) -> None:
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
        close_reports(comment, kept=to == State.APPROVED, at=step.created_at)
    move_version(comment.article_id)


def _erase(comment: Comment) -> None:
    """Forget what was written and by whom; that something was there, threads and logs still need."""
    comment.approved = None
    comment.author_name = comment.email = ""
    Comment.objects.filter(pk=comment.pk).update(approved=None, state=State.DELETED, edit_waits=False)
    comment.revisions.all().delete()
    Passage.objects.filter(comment=comment).delete()


def write_again(comment: Comment, text: CommentRevision) -> CommentRevision:
    """A text of the comment as its newest once more."""
    comment.revision_number += 1
    text.pk, text.number = None, comment.revision_number
    text.save(force_insert=True)
    return text


def close_reports(comment: Comment, *, kept: bool, at: datetime) -> None:
    """Close the reports that are open about the comment; `kept` says whether it stands against later ones, too."""
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
