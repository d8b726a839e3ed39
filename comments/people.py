"""Accounts in the discussion: who speaks under which name, whose word is trusted, and who is not heard any more."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .articles import published_articles
from .models import NAME_LENGTH, Comment, Person, State
from .moderation import PERMISSION, check_moderator
from .refusals import Banned

#: What an account needs for its comments to appear at once: approved ones, on different days, and no recent refusal.
APPROVED, DAYS, WITHOUT_REFUSAL = 3, 2, timedelta(days=30)


def account_of(user: User | AnonymousUser) -> User | None:
    """The account that somebody is signed in with."""
    return user if user.is_authenticated else None


def person_of(account: User) -> Person:
    """The account as readers know it. One that was made for the desk is known by its user name."""
    return Person.objects.get_or_create(account=account, defaults={"name": _desk_name(account)})[0]


def known_as(account: User) -> Person:
    """The same as `person_of`, but not stored where it was not yet: for pages that are only read."""
    return Person.objects.filter(account=account).first() or Person(account=account, name=_desk_name(account))


def public_name(account: User) -> str:
    """The name by which readers know the account."""
    return known_as(account).name


def set_name(account: User, *, name: str, wants_decisions: bool) -> None:
    """Let the account be known by this name from now on; comments keep the name that they were posted under."""
    person = person_of(account)
    person.name, person.wants_decisions = name, wants_decisions
    person.save(update_fields=["name", "wants_decisions"])


def people_with_profile() -> QuerySet[Person]:
    """Whom readers can look up: those who read mail at an address of theirs, and the staff."""
    proven = EmailAddress.objects.filter(user=OuterRef("account"), verified=True)
    return Person.objects.filter(Q(Exists(proven)) | Q(account__is_staff=True), account__is_active=True)


def public_comments(person: Person) -> QuerySet[Comment]:
    """What every reader can see of this person's comments, newest first."""
    shown = Comment.objects.filter(account=person.account_id, state=State.APPROVED, article__in=published_articles())
    return shown.order_by("-created_at", "-pk")


def check_not_banned(account: User | None) -> None:
    """Raise Banned for an account that may post no more."""
    if account and Person.objects.filter(account=account, banned_at__isnull=False).exists():
        raise Banned


def is_trusted(account: User, *, now: datetime) -> bool:
    """Whether comments of this account need not wait for a moderator."""
    if account.has_perm(PERMISSION):
        return True
    own = Comment.objects.filter(account=account)
    sent = [moment.date() for moment in own.filter(state=State.APPROVED).values_list("created_at", flat=True)[:1000]]
    refused = own.filter(state__in=[State.REJECTED, State.SPAM], entered_at__gt=now - WITHOUT_REFUSAL)
    return (
        len(sent) >= APPROVED
        and len(set(sent)) >= DAYS
        and not refused.exists()
        and EmailAddress.objects.filter(user=account, verified=True).exists()
    )


@transaction.atomic
def ban(person: Person, *, by: User) -> None:
    """Take no more comments, votes or reports from the account. Raises PermissionDenied."""
    check_moderator(by)
    Person.objects.filter(pk=person.pk, banned_at=None).update(banned_at=timezone.now())


@transaction.atomic
def unban(person: Person, *, by: User) -> None:
    """Hear the account again. Raises PermissionDenied."""
    check_moderator(by)
    Person.objects.filter(pk=person.pk).update(banned_at=None)


def _desk_name(account: User) -> str:
    return account.get_username()[:NAME_LENGTH]
