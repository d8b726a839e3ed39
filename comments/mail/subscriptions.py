"""Who hears of replies by mail: asked for with a comment, confirmed by whoever reads mail there, ended by one click."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Comment, Subscription
from comments.refusals import TooFast
from comments.senders import rates
from comments.senders.sender import Sender
from encyclopedia.site.mailboxes import key_of

from .notices import CONFIRMING, ask_to_confirm, verified_address

#: How long the link in a mail confirms a subscription.
CONFIRMABLE = timedelta(hours=48)


def subscribe(comment: Comment, party: Sender, *, now: datetime) -> None:
    """Note that the author of a comment that has just come in wants to hear of replies to it.

    An address that the account has proven needs no question; any other is asked, so often as rates allow.
    """
    if party.account:
        address = verified_address(party.account)
        if address:
            _subscribe_account(comment, address, party, now)
    elif comment.email:
        _ask(comment, party, now)


def _subscribe_account(comment: Comment, address: str, party: Sender, now: datetime) -> None:
    values = {"account": party.account, "created_at": now, "confirmed_at": now}
    subscription, is_new = Subscription.objects.get_or_create(
        article_id=comment.article_id, email=address, defaults=values
    )
    if not is_new:
        subscription.account = party.account
        subscription.confirmed_at = subscription.confirmed_at or now
        subscription.save(update_fields=["account", "confirmed_at"])


def _ask(comment: Comment, party: Sender, now: datetime) -> None:
    address = key_of(comment.email)
    known = Subscription.objects.filter(article=comment.article_id, email=address)
    if known.filter(confirmed_at__isnull=False).exists():
        return
    addressee = Sender([salted_hmac("comments.addressee", address, algorithm="sha256").hexdigest()], None)
    try:
        with (
            transaction.atomic(),
            rates.charged("question", party, now=now),
            rates.charged("question to", addressee, now=now),
        ):
            subscription, _ = Subscription.objects.update_or_create(
                article_id=comment.article_id, email=address, defaults={"created_at": now}
            )
            ask_to_confirm.enqueue(subscription.pk)
    except TooFast:
        pass  # the comment stands, and nobody is written to


def to_confirm(proof: str) -> Subscription | None:
    """The subscription that the link in a mail confirms; None when the link is too old or not ours, or it has ended."""
    try:
        token = CONFIRMING.unsign(proof, max_age=CONFIRMABLE)
    except BadSignature:
        return None
    return Subscription.objects.select_related("article").filter(token=token).first()


def confirm(subscription: Subscription) -> None:
    """Write to the address from now on; a second time changes nothing."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def to_end(token: str) -> Subscription | None:
    """The subscription that the link in a notice ends; None when it has ended."""
    return Subscription.objects.select_related("article").filter(token=token).first()


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Forget the address, also where it stands beside comments on the article; a second time changes nothing."""
    rows = Comment.objects.filter(article=subscription.article_id, email=subscription.email)
    rows.update(email="")
    Subscription.objects.filter(pk=subscription.pk).delete()
