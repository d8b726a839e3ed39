"""Who comments, as everybody can see it."""

import re

import pytest
from allauth.account.models import EmailAddress

from comments import moderation, people
from comments.models import Comment, Person, State
from tests.builders import count_queries, make_article, make_user

from .builders import let_time_pass, make_account, make_comment, root_user, text_of, withdraw

pytestmark = pytest.mark.django_db


def says(account, article, text, **parts):
    let_time_pass()
    return make_comment(article, text, account=account, name=account.person.name, **parts)


def profile(client, account, query=""):
    return client.get(f"{account.person.get_absolute_url()}{query}")


def test_a_profile_shows_name_month_and_approved_comments_newest_first(client, article):
    account = make_account("Dora")
    says(account, article, "The first.")
    says(account, article, "The *second*.")
    page = text_of(profile(client, account))
    assert "<bdi>Dora</bdi>" in page
    assert f"{account.date_joined:%B %Y}" in page
    assert page.index("<em>second</em>") < page.index("The first.")
    assert page.count(f'href="{article.get_absolute_url()}"') == 2
    assert "2 comments" in page
    assert re.search(rf'avatar avatar-{int(account.person.public_id, 16) % 8}"[^>]*>D<', page)


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.SPAM, State.DELETED])
def test_a_profile_shows_nothing_that_is_not_approved(client, article, state):
    account = make_account()
    says(account, article, "Not for everybody.", state=state)
    assert "Not for everybody" not in text_of(profile(client, account))


def test_a_profile_shows_the_approved_text_and_no_others_comment(client, article):
    account = make_account()
    comment = says(account, article, "As approved.")
    says(make_account("Other"), article, "By another.")
    Comment.objects.filter(pk=comment.pk).update(edit_waits=True)
    page = text_of(profile(client, account))
    assert "As approved." in page
    assert "By another." not in page


def test_a_profile_shows_nothing_from_articles_that_are_not_public(client, article):
    account = make_account()
    says(account, article, "On a draft.")
    withdraw(article)
    page = text_of(profile(client, account))
    assert "On a draft." not in page
    assert article.title not in page


def test_a_profile_is_the_same_for_all_and_listed_nowhere(client, article):
    account = make_account()
    says(account, article, "A note.")
    answer = profile(client, account)
    assert "public" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")
    client.force_login(account)
    assert profile(client, account).content == answer.content


def test_a_profile_tells_neither_address_nor_user_name_nor_number(client, article):
    account = make_account()
    says(account, article, "A note.", email="")
    page = text_of(profile(client, account))
    assert account.username not in page
    assert "@" not in page.replace("@layer", "")


def test_a_profile_costs_the_same_however_much_there_is(client):
    account = make_account()
    for number in range(3):
        says(account, make_article(f"First {number}"), "A note.")
    cost = count_queries(lambda: profile(client, account))
    for number in range(8):
        says(account, make_article(f"More {number}"), "A note.")
    assert count_queries(lambda: profile(client, account)) == cost <= 4


def test_a_profile_has_pages_of_fifty(client, article):
    account = make_account()
    for number in range(51):
        says(account, article, f"Note number {number}.")
    assert text_of(profile(client, account)).count("<article") == 50
    assert "Note number 0." in text_of(profile(client, account, "?page=2"))
    for odd in ("3", "0", "-1", "x", "%00", "%D9%A1", "1" * 30):
        assert profile(client, account, f"?page={odd}").status_code == 404


def test_whom_moderators_have_banned_has_no_profile(client):
    account = make_account()
    people.ban(account.person, by=root_user())
    answer = profile(client, account)
    assert answer.status_code == 410
    assert "Dora" not in text_of(answer)
    assert "public" not in answer.get("Cache-Control", "")
    people.unban(account.person, by=root_user())
    assert profile(client, account).status_code == 200


def test_who_has_proven_no_address_or_is_closed_or_gone_has_none(client):
    unproven, closed = make_account(verified=False), make_account()
    closed.is_active = False
    closed.save()
    for account in (unproven, closed):
        assert profile(client, account).status_code == 404
    for nobody in ("0" * 16, "x", "1" * 500, "%F0%9F%98%80", "%00"):
        assert client.get(f"/people/{nobody}/").status_code in {400, 404}


def test_staff_have_a_profile_without_an_address(client):
    account = make_user("editor", is_staff=True)
    assert profile(client, account_with_person(account)).status_code == 200


def account_with_person(account):
    people.person_of(account)
    return account


def test_a_hostile_name_is_text(client, article):
    account = make_account('<script>alert("1")</script>')
    says(account, article, "A note.")
    page = text_of(profile(client, account))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_profile_is_only_read(client, method):
    assert getattr(client, method)(make_account().person.get_absolute_url()).status_code == 405


def test_comments_keep_the_name_that_they_were_posted_under(client, article):
    account = make_account("Dora")
    comment = says(account, article, "A note.")
    people.set_name(account, name="Theodora", wants_decisions=True)
    comment.refresh_from_db()
    assert comment.author_name == "Dora"
    assert people.public_name(account) == "Theodora"
    assert "<bdi>Theodora</bdi>" in text_of(profile(client, account))


def test_an_account_made_for_the_desk_is_known_by_its_user_name_and_stored_only_when_it_posts():
    account = make_user("x" * 150)
    assert people.known_as(account).name == "x" * 50
    assert not Person.objects.exists()
    assert people.person_of(account).name == "x" * 50


def test_a_profile_is_linked_from_a_comment(client, article):
    account = make_account()
    says(account, article, "A note.")
    assert account.person.get_absolute_url() in text_of(client.get(f"{article.get_absolute_url()}comments/"))


def test_a_removed_comment_is_gone_from_the_profile(client, article):
    account = make_account()
    moderation.reject(says(account, article, "A note."), by=root_user())
    assert "A note." not in text_of(profile(client, account))
    assert EmailAddress.objects.filter(user=account).exists()
