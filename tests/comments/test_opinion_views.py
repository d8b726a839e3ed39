"""Pages on which a comment is found helpful or reported, and what a page learns about its reader."""

import pytest
from django.test import Client

from comments import people
from comments.models import Comment, Report, State, Vote

from .builders import PRIVATE, fields, make_account, make_comment, root_user, text_of, withdraw

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def comment(article):
    return make_comment(article, name="Bob")


@pytest.fixture
def dora(client):
    account = make_account("Dora")
    client.force_login(account)
    return account


def of(comment, action):
    return f"{comment.get_absolute_url()}{action}/"


@pytest.mark.parametrize("action", ["helpful", "report"])
def test_who_has_no_account_is_led_to_the_sign_in_and_back(client, comment, action):
    for response in (client.get(of(comment, action)), client.post(of(comment, action))):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=%2Fwiki%2Fada-lovelace%2Fcomments%2F")
    assert not Vote.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("action", ["helpful", "report", "edit", "delete"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_to_look_changes_nothing(client, dora, comment, action, method):
    Comment.objects.update(account=dora if action in {"edit", "delete"} else None)
    before = Comment.objects.values().get()
    response = getattr(client, method)(of(comment, action))
    assert response.status_code == 200
    assert response["Cache-Control"] == PRIVATE
    assert Comment.objects.values().get() == before
    assert not Vote.objects.exists()
    assert not Report.objects.exists()


def test_a_vote_is_counted_once(client, dora, comment):
    for _ in range(2):
        response = client.post(of(comment, "helpful"))
        assert (response.status_code, response["Location"]) == (303, comment.get_absolute_url())
    assert Comment.objects.get().helpful == 1
    assert "Helpful (1)" in text_of(Client().get(comment.article.get_absolute_url()))


def test_a_report_is_taken_once(client, dora, comment):
    for _ in range(2):
        response = client.post(of(comment, "report"), {"complaint": "abuse", "note": "Look."})
        assert response.status_code == 200
        assert "Thank you" in text_of(response)
    said = Report.objects.get()
    assert (said.by, said.complaint, said.note) == (dora, "abuse", "Look.")
    assert "Look." not in text_of(Client().get(comment.article.get_absolute_url()))


@pytest.mark.parametrize(
    "wrong",
    [{}, {"complaint": "nonsense"}, {"complaint": "spam", "note": "x" * 501}, {"complaint": "spam", "note": "\x00"}],
)
def test_a_wrong_report_keeps_what_was_written(client, dora, comment, wrong):
    written = {"note": "Kept."} | wrong
    response = client.post(of(comment, "report"), written)
    assert response.status_code == 422
    assert 'class="error-summary"' in text_of(response)
    if wrong.get("note") != "\x00":
        assert written["note"] in text_of(response)
    assert not Report.objects.exists()


@pytest.mark.parametrize("action", ["helpful", "report"])
def test_what_is_not_public_has_no_such_page(client, dora, article, action):
    for state in (State.PENDING, State.REJECTED, State.SPAM):
        hidden = make_comment(article, state=state)
        assert client.get(of(hidden, action)).status_code == 404
        assert client.post(of(hidden, action), {"complaint": "spam"}).status_code == 404
    own = make_comment(article, account=dora)
    assert client.post(of(own, action), {"complaint": "spam"}).status_code == 404
    withdraw(article)
    assert client.get(of(own, action)).status_code == 404


@pytest.mark.parametrize("action", ["helpful", "report"])
def test_who_was_banned_is_told_so(client, dora, comment, action):
    people.ban(people.person_of(dora), by=root_user())
    response = client.post(of(comment, action), {"complaint": "spam"}, **JSON)
    assert (response.status_code, response.json()) == (403, {"error": "banned"})


@pytest.mark.parametrize("action", ["helpful", "report", "edit", "delete"])
def test_a_request_without_token_does_nothing(dora, comment, action):
    Comment.objects.update(account=dora if action in {"edit", "delete"} else None)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dora)
    response = strict.post(
        of(comment, action), {"complaint": "spam", "note": "Kept.", "text": "Kept.", "seen": "1-approved"}
    )
    assert response.status_code == 403
    if action in {"report", "edit"}:
        assert "Kept." in text_of(response)
    assert (Comment.objects.get().state, Comment.objects.get().helpful) == (State.APPROVED, 0)
    assert not Report.objects.exists()


def test_a_page_learns_what_its_reader_has_said(client, dora, article, comment):
    mine = make_comment(article, "Mine.", account=dora)
    client.post(of(comment, "helpful"))
    client.post(of(comment, "report"), {"complaint": "spam"})
    response = client.get(f"{article.get_absolute_url()}comments/own/")
    assert response["Cache-Control"] == PRIVATE
    assert response.json() == {
        "signed_in": True,
        "helpful": [comment.public_id],
        "reported": [comment.public_id],
        "own": {mine.public_id: ["edit", "delete"]},
    }


def test_a_browser_learns_what_it_may_do_with_its_own(client, article, comment):
    client.post(f"{article.get_absolute_url()}comments/new/", fields(article))
    mine = Comment.objects.get(state=State.PENDING)
    address = f"{article.get_absolute_url()}comments/own/"
    response = client.get(address)
    assert response.json()["own"] == {mine.public_id: ["edit", "delete"]}
    assert not response.cookies
    stranger = Client().get(address)
    assert stranger.json() == {"signed_in": False, "helpful": [], "reported": [], "own": {}}
    assert not stranger.cookies


def test_what_a_page_learns_costs_the_same_however_much_was_said(client, dora, article, django_assert_num_queries):
    Comment.objects.filter(pk=make_comment(article).pk).update(account=dora)
    address = f"{article.get_absolute_url()}comments/own/"
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for number in range(20):
        Comment.objects.filter(pk=make_comment(article, f"Number {number}.").pk).update(account=dora)
        Vote.objects.create(comment=make_comment(article, f"Other {number}."), by=dora)
    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.parametrize("forged", ["x", "comment-change-", "a" * 4000, "\xff", "%00"])
def test_forged_cookies_are_harmless(client, article, comment, forged):
    client.cookies[f"comment-change-{comment.public_id}"] = forged
    client.cookies["comment-change-x"] = forged
    assert client.get(f"{article.get_absolute_url()}comments/own/").json()["own"] == {}
    for action in ("status", "edit", "delete"):
        assert client.get(of(comment, action)).status_code == 404
