"""Tries are counted whoever else counts or forgets at the same time."""

import pytest

from encyclopedia.models import Attempt

from .browsers import at_once

HOUR = 3_600


def count(party="ada"):
    return Attempt.objects.count("test", party, window=HOUR)


def forget(party="ada"):
    Attempt.objects.forget("test", party, window=HOUR)


@pytest.mark.django_db
def test_each_party_is_counted_by_itself_and_from_nothing_once_forgotten():
    assert [count(), count(), count("bob"), count()] == [1, 2, 1, 3]
    forget()
    assert [count(), count("bob")] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_all_who_count_at_once_are_counted():
    assert sorted(at_once([count] * 8)) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_while_others_count_is_no_fault():
    def counting():
        return [count() for _ in range(50)]

    def forgetting():
        for _ in range(50):
            forget()

    counted = [tries for tries in at_once([counting, forgetting, counting, forgetting]) if tries]
    assert all(1 <= tries <= 100 for each in counted for tries in each)


@pytest.mark.django_db
def test_a_window_that_is_long_past_is_not_kept():
    Attempt.objects.create(key="old", window=HOUR, tries=3)
    count()
    assert not Attempt.objects.filter(key="old").exists()
