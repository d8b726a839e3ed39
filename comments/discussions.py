"""How comments are taken on an article at this moment."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from .articles import Article, move_version
from .models import Comment, Discussion, Mode, Rules
from .moderation import check_moderator
from .refusals import Closed


def mode_of(article: Article, *, now: datetime) -> Mode:
    """What a moderator has decided about the article; where nobody has, what follows from the rules and its age."""
    decided = Discussion.objects.filter(article=article).values_list("mode", flat=True).first()
    rules = Rules.current()
    if is_closed(article, decided, rules.close_after, now=now):
        return Mode.CLOSED
    if decided:
        return Mode(decided)
    last = Comment.objects.filter(article=article).order_by("-created_at").values_list("created_at", flat=True).first()
    if last and last <= now - timedelta(days=rules.idle_after):
        return Mode.PRE_MODERATED
    return Mode.OPEN


def is_closed(article: Article, decided: str | None, close_after: int | None, *, now: datetime) -> bool:
    """Whether no comments are taken: by decision of a moderator, or so many days after the article was published."""
    if decided:
        return decided == Mode.CLOSED
    return close_after is not None and article.published_at <= now - timedelta(days=close_after)


def check_open(mode: Mode) -> None:
    """Raise Closed when no comments are taken."""
    if mode == Mode.CLOSED:
        raise Closed


@transaction.atomic
def set_mode(article: Article, mode: Mode, *, by: User) -> Discussion:
    """Decide how comments are taken on the article, whatever the rules say. Raises PermissionDenied."""
    check_moderator(by)
    discussion, _ = Discussion.objects.update_or_create(article=article, defaults={"mode": mode})
    move_version(article.pk)
    return discussion
