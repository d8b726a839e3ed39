"""Tries are counted whoever else counts or forgets at the same time, and no window has a border."""

import pytest

from encyclopedia.site.door import attempt
from encyclopedia.site.door.attempt import Attempt

from .browsers import at_once

HOUR = 3_600
MOST = 5


def admit(party="ada", most=MOST):
    return Attempt.objects.admit("test", party, window=HOUR, most=most)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until the test moves it."""

    class Clock:
        now = 1_000_000.0

    monkeypatch.setattr(attempt.time, "time", lambda: Clock.now)
    return Clock


@pytest.mark.django_db
def test_each_party_is_counted_by_itself_and_from_nothing_once_forgotten():
    assert [admit(most=2), admit(most=2), admit("bob", most=2), admit(most=2)] == [True, True, True, False]
    Attempt.objects.forget("test", "ada")
    assert [admit(most=2), admit("bob", most=2), admit("bob", most=2)] == [True, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("began", [0, 1, HOUR / 2, HOUR - 1])
def test_no_span_as_long_as_the_window_lets_more_through_than_its_number(clock, began):
    clock.now = 10_000 * HOUR + began
    admitted = []
    for _ in range(4 * HOUR // 60):
        for _ in range(2):
            if admit():
                admitted.append(clock.now)
        clock.now += 60
    assert len(admitted) == 4 * MOST
    assert all(later - first >= HOUR for first, later in zip(admitted, admitted[MOST:], strict=False))


@pytest.mark.django_db
def test_what_is_refused_keeps_nobody_out_for_longer(clock):
    while admit():
        clock.now += 1
    for _ in range(50):
        assert not admit()
        clock.now += 1
    clock.now = 1_000_000.0 + HOUR
    assert admit()
    assert len(Attempt.objects.get().times) == MOST


@pytest.mark.django_db
def test_a_clock_that_once_was_ahead_keeps_nobody_out(clock):
    clock.now += 10 * HOUR
    while admit():
        pass
    clock.now -= 10 * HOUR
    assert admit()


@pytest.mark.django_db(transaction=True)
def test_all_who_try_at_once_are_counted():
    assert sorted(at_once([admit] * 8)) == [False] * 3 + [True] * MOST


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_while_others_count_is_no_fault():
    def trying():
        return [admit() for _ in range(50)]

    def forgetting():
        for _ in range(50):
            Attempt.objects.forget("test", "ada")

    at_once([trying, forgetting, trying, forgetting])
    assert len(Attempt.objects.all()) <= 1


@pytest.mark.django_db
def test_tries_that_are_long_past_are_not_kept():
    Attempt.objects.create(key="old", newest=HOUR)
    admit()
    assert not Attempt.objects.filter(key="old").exists()
