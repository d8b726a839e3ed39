"""How much one party may send, with the counts in the database, in Redis, and in a Redis that fails."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.conf import settings as site
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from comments.models import Charge
from comments.refusals import TooFast
from comments.senders import rates
from comments.senders.sender import Sender, sender
from tests.builders import make_user
from tests.patience import PATIENCE

from .at_once import at_once

pytestmark = pytest.mark.django_db

NOW = timezone.now()
COUNTERS = ["database", pytest.param("redis", marks=pytest.mark.redis), "no redis"]


@pytest.fixture(params=COUNTERS)
def counter(request, settings):
    """Where counts are kept; the last is a Redis that is named and does not answer."""
    rates._alone_until = float("-inf")
    addresses = {"database": "", "redis": site.REDIS_URL, "no redis": "redis://127.0.0.1:1/0"}
    settings.REDIS_URL = addresses[request.param]
    yield request.param
    rates._alone_until = float("-inf")


def party(*keys):
    return Sender(list(keys) or ["key"], None)


def send(who, *, ago=0, kind="comment", now=NOW):
    with transaction.atomic(), rates.charged(kind, who, now=now - timedelta(seconds=ago)):
        pass


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([29], 1),
        ([31], None),
        ([599, 300, 200, 100, 40], 1),
        ([601, 300, 200, 100, 40], None),
        ([86_390, *range(18_700, 0, -1_000)], 10),
        ([86_401, *range(18_700, 0, -1_000)], None),
    ],
)
def test_one_sender_posts_so_fast_and_no_faster(counter, ago, wait):
    for seconds in ago:
        send(party(), ago=seconds)
    if wait is None:
        return send(party())
    with pytest.raises(TooFast) as refusal:
        send(party())
    assert 0 < refusal.value.retry_after <= wait + 1
    return None


def test_rates_count_across_the_turn_of_a_month(counter):
    send(party("last month's"), ago=5)
    with pytest.raises(TooFast):
        send(party("this month's", "last month's"))
    send(party("this month's"))


def test_other_senders_and_other_kinds_are_not_held_up(counter):
    send(party("one"))
    send(party("other"))
    send(party("one"), kind="edit")


def test_an_account_has_rates_of_its_own(counter):
    account = Sender(["account-1"], make_user())
    send(account, ago=11)
    send(account)
    for _ in range(60):
        send(account, kind="opinion")
    with pytest.raises(TooFast) as refusal:
        send(account, kind="opinion")
    assert refusal.value.retry_after == 3601


def test_what_fails_inside_is_not_counted(counter):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), rates.charged("comment", party(), now=NOW):
        raise ZeroDivisionError
    send(party())


def test_a_refusal_is_not_counted(counter):
    send(party(), ago=29)
    for _ in range(5):
        with pytest.raises(TooFast):
            send(party())
    send(party(), now=NOW + timedelta(seconds=2))


def test_asking_for_the_pace_counts_nothing(counter):
    rates.check_pace("comment", party(), now=NOW)
    send(party())
    with pytest.raises(TooFast):
        rates.check_pace("comment", party(), now=NOW)


def test_a_clock_that_was_far_ahead_keeps_nobody_out(counter):
    send(party(), now=NOW + timedelta(days=400))
    send(party())


@pytest.mark.django_db(transaction=True)
def test_one_sender_is_not_faster_from_many_threads(counter):
    def attempt():
        try:
            with transaction.atomic(), rates.charged("comment", sender("203.0.113.5", None), now=NOW):
                time.sleep(0.01)
        except TooFast:
            return "too fast"
        return "sent"

    assert sorted(at_once(*[attempt] * 8)) == ["sent"] + ["too fast"] * 7


def test_without_redis_the_database_counts(counter):
    send(party())
    assert Charge.objects.count() == (counter != "redis")


@pytest.mark.redis
def test_what_is_no_count_in_redis_leaves_it_to_the_database(settings):
    server = redis.Redis.from_url(settings.REDIS_URL)
    key = cache.make_key("rate:comment:key")
    server.set(key, "garbage", ex=60)
    send(party())
    with pytest.raises(TooFast):
        send(party())
    assert Charge.objects.count() == 1
    assert server.get(key) == b"garbage"
    # Others are still counted by Redis.
    send(party("other"))
    assert Charge.objects.count() == 1


@pytest.mark.redis
def test_counts_in_redis_end_by_themselves(settings):
    send(party())
    server = redis.Redis.from_url(settings.REDIS_URL)
    key = cache.make_key("rate:comment:key")
    assert 0 < server.pttl(key) <= 86_400_000
    send(party(), now=NOW + timedelta(days=2))
    assert server.zcard(key) == 1


@contextmanager
def server_that_says(words):
    """An address where every connection is answered with these words; with None, with nothing. And its connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = []

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                taken.append(connection)
                if words is not None:
                    connection.recv(10_000)
                    connection.sendall(words)

        threading.Thread(target=serve, daemon=True).start()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", taken
        listening.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


@pytest.mark.parametrize(
    "words",
    [None, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"+OK\r\n+OK\r\n+hello\r\n", b"$-1\r\n" * 9, b"\x00\xff" * 50, b""],
)
def test_a_redis_that_is_slow_or_something_else_is_waited_for_once_and_lets_nobody_through(
    settings, monkeypatch, words
):
    rates._alone_until = float("-inf")
    monkeypatch.setattr(rates, "PATIENCE", 0.1)
    monkeypatch.setattr(rates, "LEFT_ALONE", PATIENCE)
    with server_that_says(words) as (settings.REDIS_URL, taken):
        send(party())
        for _ in range(10):
            with pytest.raises(TooFast):
                send(party())
        assert words or len(taken) == 1
    rates._alone_until = float("-inf")
    assert Charge.objects.count() == 1
