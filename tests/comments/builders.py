"""Comments for tests."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from comments import discussions, moderation
from comments.articles import render_comment
from comments.models import Charge, Comment, Mode, Person, State
from comments.posting import submitting as posting
from comments.posting import tokens
from encyclopedia import editing
from tests.builders import make_user

PRIVATE = "private, no-store"

_numbers = itertools.count(1)


def somewhere():
    """An address from which nobody has written yet."""
    number = next(_numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def root_user():
    return get_user_model().objects.get_or_create(username="root", defaults={"is_superuser": True, "is_staff": True})[0]


def make_draft(text="A useful note.", **parts):
    draft = posting.Draft(
        text=text, html=render_comment(text), name="Charlie", email="", address=somewhere(), trapped=False
    )
    return replace(draft, **parts)


def make_token(article, parent=None, *, age=60):
    """What a form carries that was opened `age` seconds ago."""
    token = tokens.issue(article.pk, parent.public_id if parent else "")
    return replace(token, issued=token.issued - age)


def make_comment(article, text="A useful note.", *, parent=None, state=State.APPROVED, **parts):
    """A comment that somebody sent and a moderator has decided about."""
    comment = posting.submit(article, make_draft(text, **parts), make_token(article, parent))
    if state == State.PENDING:
        return comment
    return moderation.transition(comment, state, by=root_user())


def make_account(name="Dora", *, days=30, verified=True):
    """A reader's account, made so many days ago, with the name that readers see."""
    user = make_user(f"reader-{next(_numbers)}", date_joined=timezone.now() - timedelta(days=days))
    EmailAddress.objects.create(user=user, email=f"{user.username}@example.org", verified=verified, primary=True)
    Person.objects.create(account=user, name=name)
    return user


def make_trusted(article, name="Tessa"):
    """An account whose comments need not wait."""
    account = make_account(name)
    for days in (9, 8, 7):
        comment = make_comment(article, f"{name}, {days} days ago.", account=account)
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(days=days))
        let_time_pass()
    return account


def let_time_pass():
    """Nothing that was done until now counts against a rate any more."""
    Charge.objects.all().delete()
    if settings.REDIS_URL:
        with redis.Redis.from_url(settings.REDIS_URL) as server:
            for key in server.scan_iter(cache.make_key("rate:*")):
                server.delete(key)


def make_chain(article, depth):
    """A comment, a reply to it, a reply to that one: `depth` of them."""
    chain = []
    for number in range(depth):
        chain.append(make_comment(article, f"Level {number + 1}.", parent=chain[-1] if chain else None))
    return chain


def fields(article, parent=None, *, age=60, **changes):
    """What the browser sends when somebody presses Post."""
    token = str(make_token(article, parent, age=age))
    return {"token": token, "text": "A useful note.", "name": "Charlie", "email": ""} | changes


def token_in(response):
    """The form token on a page."""
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def text_of(response):
    return response.content.decode()


def close(article):
    """Take no more comments on the article."""
    discussions.set_mode(article, Mode.CLOSED, by=root_user())


def withdraw(article):
    """Take the article from readers."""
    editing.withdraw(article, by=None)
