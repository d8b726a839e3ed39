"""Accounts at the desk."""

import pytest
from django.contrib.admin.models import LogEntry

from comments import people
from comments.models import Comment, Person, State
from tests.builders import count_queries, make_user

from .builders import make_comment, text_of

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/comments/person/"
BLOCKS = "/admin/comments/blockentry/"
RULES = "/admin/comments/rules/"
LOG = "/admin/comments/transition/"
FIGURES = "/admin/comments/comment/figures/"


@pytest.fixture
def bob():
    return people.person_of(make_user("bob", email="bob@example.org"))


def test_an_account_is_banned_and_heard_again_and_the_log_says_by_whom(desk, moderator, article, bob):
    make_comment(article, state=State.PENDING, account=bob.account)
    address = f"{PEOPLE}account/{bob.account_id}/"
    assert "1 comment" in text_of(desk.get(f"{address}ban/"))
    bob.refresh_from_db()
    assert not bob.is_banned
    assert desk.post(f"{address}ban/").status_code == 302
    bob.refresh_from_db()
    assert bob.is_banned
    page = text_of(desk.get(f"{PEOPLE}{bob.pk}/change/"))
    assert "Banned" in page
    assert f"?person={bob.account_id}" in page
    assert desk.post(f"{address}unban/").status_code == 302
    bob.refresh_from_db()
    assert not bob.is_banned
    entries = LogEntry.objects.filter(object_id=bob.pk).order_by("pk")
    assert [(entry.user, entry.change_message) for entry in entries] == [
        (moderator, "Banned"),
        (moderator, "Ban lifted"),
    ]


def test_looking_at_an_account_that_is_no_person_yet_makes_none(desk):
    account = make_user("alice")
    assert desk.get(f"{PEOPLE}account/{account.pk}/ban/").status_code == 200
    assert not Person.objects.exists()
    assert desk.get(f"{PEOPLE}account/999/ban/").status_code == 404


def test_people_are_found_by_name_and_their_addresses_are_not_shown(desk, bob):
    page = text_of(desk.get(PEOPLE, {"q": "bo"}))
    assert "bob" in page
    assert "bob@example.org" not in page
    assert "bob@example.org" not in text_of(desk.get(f"{PEOPLE}{bob.pk}/change/"))
    assert "0 people" in text_of(desk.get(PEOPLE, {"q": "bob@example.org"}))
    assert desk.get(PEOPLE, {"banned": "yes"}).status_code == 200


def test_the_list_of_people_costs_the_same_however_many_there_are(desk, article, bob):
    make_comment(article, state=State.PENDING, account=bob.account)
    cost = count_queries(lambda: desk.get(PEOPLE))
    for number in range(10):
        people.person_of(make_user(f"reader-{number}"))
    assert count_queries(lambda: desk.get(PEOPLE)) == cost


def test_editors_have_none_of_it(client, editor, article, bob):
    client.force_login(editor)
    addresses = [PEOPLE, f"{PEOPLE}{bob.pk}/change/", f"{PEOPLE}account/{bob.account_id}/ban/", BLOCKS, RULES, LOG]
    addresses += [FIGURES, f"/admin/comments/discussion/of/{article.pk}/", f"{BLOCKS}add/"]
    assert [client.get(address).status_code for address in addresses] == [403] * len(addresses)
    assert client.post(f"{PEOPLE}account/{bob.account_id}/ban/").status_code == 403
    assert not Person.objects.filter(banned_at__isnull=False).exists()
    assert Comment.objects.count() == 0
