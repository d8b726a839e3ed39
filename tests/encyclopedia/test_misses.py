"""What readers look for in vain: who counts, what is kept of it, and who is told."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from encyclopedia.models import Miss, Seeker
from encyclopedia.models.miss import MAX_A_DAY
from encyclopedia.site.address_secret import AddressSecret
from tests.builders import make_article

pytestmark = pytest.mark.django_db


def look_for(client, words, *addresses):
    for address in addresses:
        assert client.get("/search/", {"q": words}, REMOTE_ADDR=address).status_code == 200


def told():
    return [(miss.name, miss.times) for miss in Miss.objects.of_several()]


@pytest.mark.parametrize(
    ("addresses", "several"),
    [
        (["192.0.2.1"] * 9, False),
        (["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2", "192.0.2.2"], False),
        (["2001:db8::1", "2001:db8::2", "2001:db8::3:4", "2001:db8:0:0:9::"], False),
        (["192.0.2.1", "192.0.2.2", "192.0.2.3"], True),
        (["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"], True),
    ],
)
def test_three_who_look_for_the_same_are_three_networks_and_not_three_requests(client, addresses, several):
    look_for(client, "Buy cheap pills now", *addresses)
    assert bool(told()) is several
    assert Miss.objects.get().times == (3 if several else Seeker.objects.count())
    page = client.get("/wanted/").content.decode()
    assert "pills" not in page and "Every article that is linked to has been written" in page


def test_what_is_searched_in_vain_is_the_same_however_it_is_written_and_counts_on(client):
    for number, words in enumerate(("searched", "SEÁRCHED", "Searched", "searched", "searched")):
        look_for(client, words, f"192.0.2.{number}")
    assert told() == [("Searched", 5)]


def test_of_who_looked_nothing_is_stored_that_tells_an_address_or_two_searches_of_one_reader(client):
    for words in ("quokka", "wombat"):
        look_for(client, words, "192.0.2.77")
    keys = list(Seeker.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert not {*keys} & {*AddressSecret.objects.keys_of("192.0.2.77")}
    assert "192.0.2.77" not in str([*Seeker.objects.values(), *Miss.objects.values()])
    assert set(Miss.objects.values_list("name", flat=True)) == {""}


def test_searches_are_forgotten_with_who_asked_after_thirty_days_and_their_keys_after_sixty(client):
    look_for(client, "rare", "192.0.2.1")
    look_for(client, "known", "192.0.2.1", "192.0.2.2", "192.0.2.3")
    today = timezone.now().date()
    Miss.objects.update(last_day=today - timedelta(days=31))
    Seeker.objects.filter(miss__name="known").update(day=today - timedelta(days=31))
    AddressSecret.objects.all().delete()
    for days in (59, 61, 900):
        AddressSecret.objects.create(month=today - timedelta(days=days))
    call_command("tidy", verbosity=0)
    assert (told(), Miss.objects.all().count(), Seeker.objects.count()) == ([("known", 3)], 1, 0)
    assert AddressSecret.objects.count() == 1


def test_nobody_fills_the_table_in_a_day_and_what_is_known_still_counts(client):
    look_for(client, "known", "192.0.2.1")
    day = timezone.now().date()
    rows = (Miss(key=f"#{number}", name="", times=1, first_day=day, last_day=day) for number in range(MAX_A_DAY))
    Miss.objects.bulk_create(rows)
    look_for(client, "new", "192.0.2.1", "192.0.2.2", "192.0.2.3")
    look_for(client, "known", "192.0.2.2", "192.0.2.3")
    assert told() == [("known", 3)]


def test_what_is_found_or_only_asked_for_its_head_counts_for_nothing(client):
    make_article("BERT")
    look_for(client, "BERT", "192.0.2.1")
    client.head("/search/", {"q": "head"})
    assert not Miss.objects.exists()


@pytest.mark.parametrize(
    "typed",
    ["alice@example.org", "030 1234567", "1980-05-14 alice", "x" * 61, "one two three four five", "https://x.y/z", "…"],
)
def test_what_looks_personal_is_not_kept(client, typed):
    look_for(client, typed, "192.0.2.1", "192.0.2.2", "192.0.2.3")
    assert not Miss.objects.exists()
