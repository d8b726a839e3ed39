"""Who sends, as far as we care to know."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from comments.models import Comment
from comments.senders import sender as senders
from encyclopedia.site import address_secret
from encyclopedia.site.address_secret import AddressSecret

from .builders import make_comment

pytestmark = pytest.mark.django_db


def keys_of(address):
    with transaction.atomic():
        return senders.keys_of(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.5", "::ffff:203.0.113.5"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001"),
    ],
)
def test_these_are_one_sender(one, other):
    assert keys_of(one) == keys_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.5", "203.0.113.6"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("", "unix:"), ("0.0.0.1", "::1")],
)
def test_these_are_two_senders(one, other):
    assert keys_of(one) != keys_of(other)


def test_each_month_has_a_key_of_its_own_and_the_last_one_still_counts(monkeypatch):
    monkeypatch.setattr(address_secret.timezone, "now", lambda: datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    january = keys_of("203.0.113.5")
    monkeypatch.setattr(address_secret.timezone, "now", lambda: datetime(2026, 2, 1, tzinfo=UTC))
    february = keys_of("203.0.113.5")
    assert len(january) == 1
    assert february[1:] == january
    assert february[0] != january[0]


def test_without_its_secret_a_key_says_nothing():
    before = keys_of("203.0.113.5")
    AddressSecret.objects.all().delete()
    assert keys_of("203.0.113.5") != before


def test_the_address_itself_is_not_stored(article):
    comment = Comment.objects.filter(pk=make_comment(article, address="203.0.113.5").pk).values().get()
    assert "203.0.113.5" not in str(comment)
    assert len(comment["ip_key"]) == 64
