"""Forgetting a person: by account, or by an address at which the person reads mail.

What stands among comments is forgotten in small steps, each of which leaves everything in order: when something stops
it, it can be asked for again.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.signing import BadSignature, TimestampSigner
from django.db import models, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from comments import moderation
from comments.articles import move_version
from comments.mail.notices import send_later
from comments.models import Charge, Comment, Report, State, Subscription, Vote
from comments.moderation import Actor, Role, Stale

#: How long the link in a mail lets somebody be forgotten.
VALID_FOR = timedelta(hours=48)
#: How long an account is kept whose address nobody has confirmed.
UNCONFIRMED = timedelta(days=7)
#: A link that forgets is signed for this alone.
_PROOF = TimestampSigner(salt="comments.forget", sep=".")


def forget(account: User, *, keep_text: bool) -> None:
    """Let nothing among comments tell who this account was.

    With `keep_text`, what readers see of its comments stays, without a name; all its other texts are erased.
    """
    _forget_author(Comment.objects.filter(account=account), keep_text=keep_text, by=account)
    for opinions in (Vote.objects, Report.objects):
        for opinion in opinions.filter(by=account).select_related("comment"):
            _take_back(opinion)
    addresses = EmailAddress.objects.filter(user=account, verified=True).values("email")
    Subscription.objects.filter(Q(account=account) | Q(email__in=addresses)).delete()
    Charge.objects.filter(key=f"account-{account.pk}").delete()


def erase(account: User, *, keep_text: bool) -> None:
    """Delete the account with all that belongs to it; `keep_text` as for `forget`."""
    forget(account, keep_text=keep_text)
    with transaction.atomic():
        # Who posts holds this row: what has come in meanwhile is there now, and nothing comes after it.
        stored = get_user_model().objects.select_for_update().get(pk=account.pk)
        forget(stored, keep_text=keep_text)
        for session in UserSession.objects.filter(user=stored):
            session.end()
        stored.delete()


def ask(email: str) -> None:
    """Send a link that forgets the address to it, where anything carries it; nobody is told whether that is so."""
    proof = _proof_of(email)
    if proof:
        # Not to the address as it was typed, but to the one beside what would be forgotten.
        email = address_of(proof)
        address = f"{settings.SITE_URL}{reverse('forget-confirm', args=[proof])}"
        text = render_to_string("comments/mail/forget.txt", {"address": address, "site_name": settings.SITE_NAME})
        send_later("Erase what you have posted", text, [email])


def address_of(proof: str) -> str | None:
    """The address that the link in a mail lets be forgotten; None when the link is old, not ours, or used."""
    try:
        kind, _, key = _PROOF.unsign(proof, max_age=VALID_FOR).partition("-")
    except BadSignature:
        return None
    rows = Comment.objects.filter(public_id=key) if kind == "comment" else Subscription.objects.filter(pk=int(key))
    return rows.values_list("email", flat=True).first() or None


def forget_address(email: str, *, keep_text: bool) -> None:
    """Let nothing tell what was posted with this address and without an account; `keep_text` as for `forget`."""
    _forget_author(_posted_with(email), keep_text=keep_text, by=None)
    Subscription.objects.filter(email=email).delete()


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete the accounts whose address nobody has confirmed in a week; the answer is how many."""
    accounts = get_user_model().objects.filter(
        is_staff=False, is_superuser=False, date_joined__lt=now - UNCONFIRMED, emailaddress__isnull=False
    )
    abandoned = accounts.exclude(emailaddress__verified=True).distinct()
    for account in abandoned:
        erase(account, keep_text=False)
    return len(abandoned)


def _proof_of(email: str) -> str | None:
    # The address itself must not stand in the link: links end up in logs.
    comment = _posted_with(email).order_by("-pk").first()
    if comment:
        return _PROOF.sign(f"comment-{comment.public_id}")
    subscription = Subscription.objects.filter(email=email).first()
    return _PROOF.sign(f"subscription-{subscription.pk}") if subscription else None


def _posted_with(email: str) -> models.QuerySet[Comment]:
    return Comment.objects.filter(account=None, email=email).exclude(email="")


def _forget_author(comments: models.QuerySet[Comment], *, keep_text: bool, by: User | None) -> None:
    for comment in comments.only("pk", "root").order_by("pk"):
        with transaction.atomic():
            try:
                stored = moderation.locked(comment)
            except Stale:
                continue
            author = Actor(Role.AUTHOR, by)
            if keep_text and stored.is_approved:
                moderation.keep_public_text(stored, by=author, reason="forgotten")
            elif stored.state != State.DELETED:
                moderation.delete(stored, by=author, reason="forgotten")
            Comment.objects.filter(pk=stored.pk).update(author_name="", email="", ip_key="", account=None)
            move_version(stored.article_id)


@transaction.atomic
def _take_back(opinion: Vote | Report) -> None:
    try:
        comment = moderation.locked(opinion.comment)
    except Stale:
        return
    stored = type(opinion).objects.filter(pk=opinion.pk).first()
    if stored is None:
        return
    stored.delete()
    row = Comment.objects.filter(pk=comment.pk)
    if isinstance(stored, Vote):
        row.update(helpful=F("helpful") - 1)
    elif stored.settled_at is None:
        row.update(reports_open=F("reports_open") - 1)
    move_version(comment.article_id)
