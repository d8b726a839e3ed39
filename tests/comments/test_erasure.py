"""Forgetting a person, and all that a person may take along before."""

import json
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.signing import TimestampSigner
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from comments import moderation, opinions
from comments.accounts import requests
from comments.exchange import transfer
from comments.keeping import erasure
from comments.models import Charge, Comment, CommentRevision, Person, Report, State, Subscription, Transition, Vote
from comments.posting import submitting as posting
from tests.builders import count_queries, make_user, thread_version

from .builders import let_time_pass, make_account, make_comment, make_draft, text_of
from .mailbox import delivered, link_in

pytestmark = pytest.mark.django_db

PASSWORD = "a good pass phrase"
DATA, DELETE, FORGET = "/accounts/data/", "/accounts/delete/", "/accounts/forget/"
STATES = [State.PENDING, State.APPROVED, State.REJECTED, State.SPAM, State.DELETED]


@pytest.fixture
def account():
    account = make_account("Dora")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def browser(account):
    client = Client()
    email = EmailAddress.objects.get(user=account).email
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def says(account, article, text, **parts):
    let_time_pass()
    return make_comment(article, text, account=account, name=account.person.name, **parts)


def say_in_every_state(account, article):
    return {state: says(account, article, f"Said and {state}.", state=state) for state in STATES}


# Taking along


def test_ones_data_are_all_there(browser, account, article):
    mine = say_in_every_state(account, article)
    other = make_comment(article, "By somebody else.")
    opinions.find_helpful(other, by=account)
    opinions.report(other, by=account, complaint="spam", note="Look at it.")
    Subscription.objects.create(article=article, email="d@example.org", account=account, created_at=timezone.now())
    answer = browser.get(DATA)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.content)
    assert data["account"]["name"] == "Dora"
    assert {each["state"]: [text["text"] for text in each["texts"]] for each in data["comments"]} == {
        state: [] if state == State.DELETED else [f"Said and {state}."] for state in mine
    }
    assert other.public_id in data["helpful"][0]["comment"]
    assert data["reports"][0]["note"] == "Look at it."
    assert data["subscriptions"][0]["email"] == "d@example.org"
    assert data["emails"] == [{"email": f"{account.username}@example.org", "confirmed": True, "primary": True}]
    assert data["sessions"][0]["browser"] == "A browser"
    assert "By somebody else" not in answer.content.decode()
    assert account.password not in answer.content.decode()


def test_ones_data_hold_nobody_elses(browser, article):
    other = make_account("Other")
    says(other, article, "Theirs.")
    assert "Theirs." not in browser.get(DATA).content.decode()


def test_ones_data_cost_the_same_however_much_there_is(browser, account, article):
    says(account, article, "The first.")
    cost = count_queries(lambda: browser.get(DATA))
    say_in_every_state(account, article)
    assert count_queries(lambda: browser.get(DATA)) == cost <= 12


# Deleting an account


@pytest.mark.parametrize("texts", ["remove", "keep"])
def test_an_account_is_deleted_with_all_that_belongs_to_it(browser, account, article, texts):
    mine = say_in_every_state(account, article)
    reply = make_comment(article, "A reply that stays.", parent=mine[State.APPROVED])
    key, name = account.pk, account.username
    Subscription.objects.create(article=article, email=f"{name}@example.org", created_at=timezone.now())
    answer = browser.post(DELETE, {"password": PASSWORD, "texts": texts})
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/deleted/")
    assert browser.get("/accounts/").status_code == 302
    assert not get_user_model().objects.filter(pk=key).exists()
    for model in (Person, EmailAddress, UserSession, Session, Subscription):
        assert not model.objects.exists(), model
    assert not Charge.objects.filter(key=f"account-{key}").exists()
    for state, comment in mine.items():
        comment.refresh_from_db()
        kept = texts == "keep" and state == State.APPROVED
        assert (comment.author_name, comment.email, comment.ip_key, comment.account_id) == ("", "", "", None)
        assert comment.state == (State.APPROVED if kept else State.DELETED)
        assert CommentRevision.objects.filter(comment=comment).exists() == kept
    page = text_of(browser.get(f"{article.get_absolute_url()}comments/"))
    assert "A reply that stays." in page
    assert "Dora" not in page
    assert ("Said and approved." in page) == (texts == "keep")
    assert reply.parent_id == mine[State.APPROVED].pk


def test_what_is_deleted_goes_through_the_log(browser, account, article):
    comment = says(account, article, "A note.")
    before = thread_version()
    browser.post(DELETE, {"password": PASSWORD, "texts": "remove"})
    last = Transition.objects.filter(comment=comment).last()
    assert (last.from_state, last.to_state, last.reason, last.by) == ("approved", "deleted", "forgotten", None)
    assert thread_version() > before


def test_votes_and_reports_are_taken_back_and_counted_anew(browser, account, article):
    comment = make_comment(article)
    for by in (account, make_account("Another")):
        opinions.find_helpful(comment, by=by)
        opinions.report(comment, by=by, complaint="spam")
    browser.post(DELETE, {"password": PASSWORD, "texts": "keep"})
    comment.refresh_from_db()
    assert (comment.helpful, comment.reports_open) == (1, 1)
    assert (Vote.objects.count(), Report.objects.count()) == (1, 1)


def test_settled_reports_do_not_count_again(browser, account, article):
    comment = make_comment(article)
    opinions.report(comment, by=account, complaint="spam")
    Report.objects.update(settled_at=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(reports_open=0)
    browser.post(DELETE, {"password": PASSWORD, "texts": "keep"})
    comment.refresh_from_db()
    assert comment.reports_open == 0


@pytest.mark.parametrize(
    "fields", [{"password": "wrong", "texts": "keep"}, {"texts": "keep"}, {"password": PASSWORD}, {},
               {"password": PASSWORD, "texts": "other"}]
)  # fmt: skip
def test_an_account_is_not_deleted_without_password_and_choice(browser, account, fields):
    answer = browser.post(DELETE, fields)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)
    assert get_user_model().objects.filter(pk=account.pk).exists()


def test_looking_at_the_question_deletes_nothing(browser, account):
    for ask in (browser.get, browser.head):
        assert ask(DELETE).status_code == 200
    assert get_user_model().objects.filter(pk=account.pk).exists()


def test_a_superuser_is_told_to_ask(client):
    client.force_login(make_user("root", is_superuser=True))
    assert client.post(DELETE, {"password": "x", "texts": "keep"}).status_code == 403


def test_the_encyclopedia_can_ask_that_a_person_be_forgotten_twice(account, article):
    comment = says(account, article, "A note.")
    for _ in range(2):
        transfer.forget(account, keep_text=False)
    comment.refresh_from_db()
    assert comment.state == State.DELETED
    assert get_user_model().objects.filter(pk=account.pk).exists()


def test_what_stops_half_way_can_be_asked_for_again(account, article, monkeypatch):
    comments = [says(account, article, f"Note {number}.") for number in range(3)]
    delete = moderation.delete

    def fail(comment, **options):
        if comment == comments[1]:
            raise OperationalError
        return delete(comment, **options)

    with monkeypatch.context() as patched:
        patched.setattr(moderation, "delete", fail)
        with pytest.raises(OperationalError):
            erasure.erase(account, keep_text=False)
    assert get_user_model().objects.filter(pk=account.pk).exists()
    erasure.erase(account, keep_text=False)
    assert {comment.state for comment in Comment.objects.filter(pk__in=[each.pk for each in comments])} == {"deleted"}


def test_accounts_that_nobody_has_confirmed_are_deleted_after_a_week():
    old, new = make_account("Old", days=8, verified=False), make_account("New", days=6, verified=False)
    confirmed, staff = make_account("Confirmed", days=8), make_user("editor", is_staff=True)
    get_user_model().objects.filter(pk=staff.pk).update(date_joined=timezone.now() - timedelta(days=30))
    assert erasure.forget_unconfirmed(now=timezone.now()) == 1
    assert set(get_user_model().objects.all()) == {new, confirmed, staff}
    assert old.pk not in {each.pk for each in get_user_model().objects.all()}


# By mailed proof


def asked(client, email="anna@example.org"):
    return client.post(FORGET, {"email": email})


def test_what_was_posted_with_an_address_is_erased_by_a_mailed_link(client, article):
    mine = [make_comment(article, f"Mine {state}.", name="Anna", email=email, state=state)
            for state, email in zip(STATES, ["anna@example.org", "Anna@Example.org"] * 3, strict=False)]  # fmt: skip
    other = make_comment(article, "Of another.", name="Berta", email="anna@example.org.uk")
    Subscription.objects.create(article=article, email="anna@example.org", created_at=timezone.now())
    assert asked(client, "ANNA@example.org").status_code == 200
    message = delivered()[-1]
    assert "Anna" not in message.body
    assert "example.org" not in link_in(message)
    link = link_in(message)
    assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert Comment.objects.filter(author_name="Anna").exists()
    assert client.post(link).status_code == 422
    answer = client.post(link, {"texts": "keep"})
    assert answer.status_code == 200
    for comment in mine:
        comment.refresh_from_db()
        assert (comment.author_name, comment.email) == ("", "")
        # Of what was deleted before, nobody can tell any more with which address it was posted.
        assert comment.ip_key == "" or comment is mine[STATES.index(State.DELETED)]
        assert comment.state in {State.APPROVED, State.DELETED}
    assert [each.state for each in mine].count(State.APPROVED) == 1
    other.refresh_from_db()
    assert other.author_name == "Berta"
    assert not Subscription.objects.exists()
    assert client.get(link).status_code == 404
    assert client.post(link, {"texts": "keep"}).status_code == 404


def test_an_address_that_only_subscribes_is_forgotten(client, article):
    Subscription.objects.create(article=article, email="anna@example.org", created_at=timezone.now())
    asked(client)
    assert client.post(link_in(delivered()[-1]), {"texts": "remove"}).status_code == 200
    assert not Subscription.objects.exists()


def test_comments_of_accounts_are_not_erased_by_mail(client, account, article):
    comment = says(account, article, "A note.", email="anna@example.org")
    asked(client)
    assert delivered() == []
    assert comment.state == State.APPROVED


def test_the_answer_does_not_tell_whether_an_address_is_known(client, article):
    make_comment(article, "Mine.", email="anna@example.org")
    answers = [asked(Client(), email) for email in ("anna@example.org", "nobody@example.org")]
    assert answers[0].content == answers[1].content
    assert [each.to for each in delivered()] == [["anna@example.org"]]


def test_a_mailbox_gets_only_so_many_links(client, article):
    make_comment(article, "Mine.", email="anna@example.org")
    for _ in range(requests.MAILS + 1):
        assert asked(client).status_code == 200
    assert len(delivered()) == requests.MAILS


def test_a_link_is_good_for_two_days_and_for_this_alone(client, article, monkeypatch):
    comment = make_comment(article, "Mine.", email="anna@example.org")
    forged = TimestampSigner(salt="comments.subscription.confirm", sep=".").sign(f"comment-{comment.public_id}")
    for proof in (forged, forged[:-1], "x", "comment-1.2.3", "\u00e9", "%00"):
        assert client.get(f"{FORGET}{proof}/").status_code in {400, 404}
    asked(client)
    link = link_in(delivered()[-1])
    assert client.get(link).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 49 * 3600)
    assert client.get(link).status_code == 404
    assert client.post(link, {"texts": "remove"}).status_code == 404
    assert Comment.objects.get().email == "anna@example.org"


@pytest.mark.parametrize("email", ["", "x", "a@b", "%", "a@example.org\r\nBcc: b@example.org", "\x00@example.org"])
def test_what_is_no_address_is_told(client, email):
    answer = asked(client, email)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)


def test_with_their_texts_comments_keep_only_what_readers_see(account, article):
    comment = says(account, article, "What readers see.")
    let_time_pass()
    posting.edit(comment, make_draft("My street is Long Lane.", account=account), expected=comment.version)
    erasure.erase(account, keep_text=True)
    comment.refresh_from_db()
    assert [revision.source for revision in comment.revisions.all()] == ["What readers see."]
    assert (comment.is_approved, comment.edit_waits, comment.waits) == (True, False, False)
    assert comment.revisions.get().number == comment.revision_number == comment.approved.number


def test_the_link_goes_to_the_address_that_was_stored(article):
    Subscription.objects.create(article=article, email="Mike@Example.org", created_at=timezone.now())
    erasure.ask("MIKE@example.org")
    assert [mail.to for mail in delivered()] == [["mike@example.org"]]


def test_the_log_of_the_desk_keeps_no_name(client, account):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    client.post(f"/admin/comments/person/account/{account.pk}/ban/")
    erasure.erase(account, keep_text=False)
    entry = LogEntry.objects.get()
    assert "Dora" not in entry.object_repr + entry.change_message
