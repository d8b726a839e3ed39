"""Taking back a moderator's decision, by a key that was pressed too soon."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments.articles import move_version
from comments.models import Comment, State, Transition

from .changes import count_below, locked, log, write_again
from .steps import NoSuchStep, check_moderator

#: What the log says where a decision was taken back, and how long after it that can be.
UNDONE = "undone"
UNDONE_WITHIN = timedelta(days=1)


def last_decision(comment: Comment) -> Transition | None:
    """The decision that `undo` would take back, None where something else came last, or it is too long ago."""
    last = comment.transitions.order_by("pk").last()
    if last is None or last.before is None or last.created_at < timezone.now() - UNDONE_WITHIN:
        return None
    approved, revision = last.before["approved"], last.before["revision"]
    # Old texts are forgotten in time.
    there = comment.revisions.filter(Q(pk=approved) | Q(number=revision)).values_list("pk", "number")
    kept = {pk for pk, _ in there}, {number for _, number in there}
    return last if approved in {None, *kept[0]} and revision in kept[1] else None


@transaction.atomic
def undo(comment: Comment, *, by: User, expected: str | None = None, reason: str = "") -> Comment:
    """Take back the last decision about a comment: it stands as it did before, and so do the reports about it.

    Raises PermissionDenied, Stale, and NoSuchStep when `last_decision` has none.
    """
    check_moderator(by)
    stored = locked(comment, expected)
    step = last_decision(stored)
    if step is None:
        raise NoSuchStep
    was, before = step.before, State(stored.state)
    if stored.revision_number != was["revision"]:
        write_again(stored, stored.revisions.get(number=was["revision"]))
    stored.state, stored.reason, stored.edit_waits, stored.kept = (
        was[name] for name in ("state", "reason", "edit_waits", "kept")
    )
    stored.entered_at = datetime.fromisoformat(was["entered_at"])
    stored.approved_id = was["approved"]
    stored.reports.filter(settled_at=step.created_at).update(settled_at=None)
    stored.reports_open = stored.reports.filter(settled_at=None).count()
    stored.save(
        update_fields=[
            *("state", "reason", "entered_at", "revision_number", "approved", "edit_waits", "kept", "reports_open")
        ]
    )
    Transition.objects.filter(pk=step.pk).update(before=None)
    to = State(stored.state)
    count_below(stored, (to == State.APPROVED) - (before == State.APPROVED))
    log(stored, Transition(from_state=before, by=by, reason=UNDONE))
    move_version(stored.article_id)
    return stored
