"""What is forgotten by and by, and after how long. All of it can be interrupted, and run again."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments import moderation
from comments.mail import notices
from comments.models import Charge, Comment, CommentRevision, State, Subscription, Transition, UsedNonce
from comments.moderation import Actor, NoSuchStep, Role, Stale
from comments.posting import tokens

from . import erasure

#: How long a comment that readers do not see is kept in the state that it has.
KEPT = {State.SPAM: timedelta(days=14), State.REJECTED: timedelta(days=90), State.PENDING: timedelta(days=60)}
EMAIL, IP_KEY = timedelta(days=7), timedelta(days=30)
REVISION, LOG = timedelta(days=30), timedelta(days=365)
#: No rate looks further back, and no form is good for longer.
CHARGE, NONCE = timedelta(days=2), timedelta(seconds=tokens.VALID_FOR)
#: A session is stored at the end of the request that lists it.
LISTED = timedelta(days=1)
FAILED_TASK, DONE_TASK = timedelta(days=7), timedelta(days=1)
KEEPER = Actor(Role.KEEPER)
REASON = "kept long enough"
#: Rows that are changed in one transaction.
BATCH = 500


def tidy(now: datetime) -> Iterator[tuple[str, int]]:
    """Forget what has been kept long enough; for each kind what was done, and with how many."""
    for state, kept in KEPT.items():
        yield f"{state.label} comments deleted", _delete_comments(state, now - kept)
    yield "email addresses erased", _erase(_unconfirmed_emails(now - EMAIL), email="")
    yield (
        "unconfirmed subscriptions deleted",
        _delete(Subscription.objects.filter(confirmed_at=None, created_at__lt=now - EMAIL)),
    )
    yield "IP keys erased", _erase(Comment.objects.filter(ip_key__gt="", created_at__lt=now - IP_KEY), ip_key="")
    yield "old revisions deleted", _delete(_old_revisions(now - REVISION))
    yield "log entries deleted", _delete(Transition.objects.filter(created_at__lt=now - LOG))
    yield "used forms forgotten", _delete(UsedNonce.objects.filter(created_at__lt=now - NONCE))
    yield "charges forgotten", _delete(Charge.objects.filter(at__lt=now - CHARGE))
    yield "tasks forgotten", _delete(_finished_tasks(now))
    yield "sessions ended", _delete(Session.objects.filter(expire_date__lt=now))
    yield "sessions taken from the list of their account", _delete(_listed_sessions(now - LISTED))
    yield "accounts without a confirmed address erased", erasure.forget_unconfirmed(now=now)
    yield "lost mails put in the queue again", notices.find_lost()


def _unconfirmed_emails(until: datetime) -> QuerySet[Comment]:
    """Comments with an address to which nothing is sent, because nobody has said that it is wanted there."""
    confirmed = Subscription.objects.filter(
        article=OuterRef("article_id"), email=OuterRef("email"), confirmed_at__isnull=False
    )
    return Comment.objects.exclude(email="").filter(~Exists(confirmed), created_at__lt=until)


def _old_revisions(until: datetime) -> QuerySet[CommentRevision]:
    """Texts that are neither public nor the newest, and were replaced before that time."""
    newer = CommentRevision.objects.filter(
        comment=OuterRef("comment_id"), number__gt=OuterRef("number"), created_at__lt=until
    )
    return CommentRevision.objects.filter(
        Exists(newer),
        ~Q(pk=F("comment__approved")) | Q(comment__approved=None),
        comment__revision_number__gt=F("number"),
    )


def _finished_tasks(now: datetime) -> QuerySet[DBTaskResult]:
    finished = DBTaskResult.objects.order_by()
    return finished.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - DONE_TASK)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED_TASK)
    )


def _listed_sessions(until: datetime) -> QuerySet[UserSession]:
    """What accounts are shown of sessions that have ended."""
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(session), created_at__lt=until)


def _delete_comments(state: State, until: datetime) -> int:
    """Delete comments that have had this state since before that time.

    The row stays, without text and name, where other comments hang from it.
    """
    rows = Comment.objects.filter(state=state, entered_at__lt=until)
    hung_from = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    deleted, last = sum(_in_batches(rows.filter(~hung_from), _delete_with_row)), 0
    while comments := list(rows.filter(pk__gt=last).order_by("pk").only("root")[:BATCH]):
        deleted += sum(map(_delete_text, comments))
        last = comments[-1].pk
    return deleted


def _delete_text(comment: Comment) -> bool:
    try:
        moderation.delete(comment, by=KEEPER, reason=REASON)
    except (Stale, NoSuchStep):
        return False  # something has happened to it since
    return True


def _delete_with_row(comments: QuerySet[Comment]) -> int:
    locked = list(comments.select_for_update(no_key=True, of=["self"]).only("state", "revision_number"))
    now = timezone.now()
    Transition.objects.bulk_create(
        Transition(
            comment=comment,
            from_state=comment.state,
            to_state=State.DELETED,
            reason=REASON,
            revision_number=comment.revision_number,
            created_at=now,
        )
        for comment in locked
    )
    Comment.objects.filter(pk__in=[comment.pk for comment in locked]).delete()
    return len(locked)


def _delete(rows: QuerySet) -> int:
    """Delete the rows; the answer is how many there were."""
    return sum(_in_batches(rows, lambda batch: batch.delete()[1].get(rows.model._meta.label, 0)))


def _erase(rows: QuerySet[Comment], **values: str) -> int:
    """Empty fields that have nothing to do with a state; the answer is in how many rows."""
    return sum(_in_batches(rows, lambda batch: batch.update(**values)))


def _in_batches(rows: QuerySet, change: Callable[[QuerySet], int]) -> Iterator[int]:
    """Change all rows, after which they are among these no more; some in each transaction.

    Between two transactions there is as much time for others.
    """
    rows = rows.order_by()
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        began = time.monotonic()
        with transaction.atomic():
            changed = change(rows.filter(pk__in=keys))
        yield changed
        time.sleep(time.monotonic() - began)
