"""What readers with an account say of others' comments: each once, and none of their own."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import moderation
from .articles import move_version
from .mail import digest
from .models import Comment, Report, State, Vote
from .moderation import Actor, Role, Stale
from .people import check_not_banned
from .refusals import NoSuchComment
from .senders import rates
from .senders.sender import sender

#: So many reports, by accounts of at least this age, and a comment waits for a moderator.
ENOUGH, AGE = 3, timedelta(days=7)


@transaction.atomic
def find_helpful(comment: Comment, *, by: User) -> None:
    """Count that this account found the comment helpful; a second time changes nothing.

    Raises NoSuchComment when it is not public, Banned or TooFast.
    """
    stored = _others(comment, by)
    if Vote.objects.filter(comment=stored, by=by).exists():
        return
    with rates.charged("opinion", sender("", by), now=timezone.now()):
        Vote.objects.create(comment=stored, by=by)
        Comment.objects.filter(pk=stored.pk).update(helpful=F("helpful") + 1)
        move_version(stored.article_id)


@transaction.atomic
def report(comment: Comment, *, by: User, complaint: str, note: str = "") -> None:
    """Ask moderators to look at the comment; a second time changes nothing.

    With enough reports it waits for them, once: what a moderator has kept is not hidden by reports again.

    Raises NoSuchComment when it is not public, Banned or TooFast.
    """
    stored = _others(comment, by)
    if Report.objects.filter(comment=stored, by=by).exists():
        return
    now = timezone.now()
    with rates.charged("opinion", sender("", by), now=now):
        Report.objects.create(comment=stored, by=by, complaint=complaint, note=note)
        Comment.objects.filter(pk=stored.pk).update(reports_open=F("reports_open") + 1)
        digest.something_waits()
    known = Report.objects.filter(comment=stored, settled_at=None, by__date_joined__lte=now - AGE)
    if not stored.kept and known.count() >= ENOUGH:
        moderation.transition(stored, State.PENDING, by=Actor(Role.READERS), reason="reported")


def _others(comment: Comment, by: User) -> Comment:
    """The comment, locked, of which this account may have an opinion."""
    check_not_banned(by)
    try:
        stored = moderation.locked(comment)
    except Stale:
        raise NoSuchComment from None
    if not stored.is_approved or stored.account_id == by.pk:
        raise NoSuchComment
    return stored
