"""What moderators are told by mail: how much waits for them, once there is something new among it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskContext, task

from comments.models import Comment, Digest, State

from .tasks import from_template, letter, message_id, send

#: How often moderators are written to at most.
DIGEST_EVERY = timedelta(minutes=15)
#: How long it takes at most until others see a comment that has come in.
TAKEN_IN = timedelta(seconds=30)


def something_waits() -> None:
    """Have moderators told, once the transaction is through, that there is something new for them to look at."""
    if settings.MODERATORS_EMAIL:
        transaction.on_commit(_ask_for_digest, robust=True)


def _ask_for_digest() -> None:
    Digest.objects.get_or_create(pk=1)
    with transaction.atomic():
        if Digest.objects.filter(pk=1, is_due=False).update(is_due=True):
            put_in_queue()


def put_in_queue() -> None:
    """Have the digest that is due sent as soon as it may be."""
    last = Digest.objects.get(pk=1).sent_at
    tell_moderators.using(run_after=max(timezone.now(), last + DIGEST_EVERY) if last else None).enqueue()


@task(takes_context=True)
def tell_moderators(context: TaskContext, *, tried: int = 0) -> None:
    """Tell moderators how much waits for them, if any of it is new to them."""
    digest = Digest.objects.filter(pk=1)
    now, last = timezone.now(), digest.get().sent_at
    if last and now < last + DIGEST_EVERY:
        put_in_queue()
        return
    # Before anything is counted: whoever asks from here on needs another one.
    digest.update(is_due=False)
    mail = _digest(last) if settings.MODERATORS_EMAIL else None
    if send(context, mail, lambda: digest.update(sent_at=now) if mail else None):
        digest.update(is_due=True)


def _digest(since: datetime | None) -> EmailMessage | None:
    if not _new_to_moderators(since):
        return None
    counts = {
        "pending": Comment.objects.filter(state=State.PENDING).count(),
        "edits": Comment.objects.waiting().filter(edit_waits=True).count(),
        "reported": Comment.objects.waiting().filter(reports_open__gt=0).exclude(state=State.PENDING).count(),
    }
    desk = reverse("admin:comments_comment_changelist")
    text = from_template("digest", address=f"{settings.SITE_URL}{desk}", **counts)
    to = [address.strip() for address in settings.MODERATORS_EMAIL.split(",")]
    return letter("Comments wait for a moderator", text, to, {"Message-ID": message_id("digest", since)})


def _new_to_moderators(since: datetime | None) -> bool:
    """Whether anything waits that did not at that time."""
    waiting = Comment.objects.waiting()
    if since is None:
        return waiting.exists()
    since -= TAKEN_IN
    new = (
        Q(state=State.PENDING, entered_at__gt=since)
        | Q(edit_waits=True, revisions__created_at__gt=since)
        | Q(reports__settled_at=None, reports__created_at__gt=since)
    )
    return waiting.filter(new).exists()
