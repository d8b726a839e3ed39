"""Who hears of replies by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from comments.mail import subscriptions
from comments.mail.notices import CONFIRMING
from comments.models import Comment, State, Subscription
from comments.posting import submitting as posting
from comments.senders.sender import Sender
from tests.builders import make_article

from .at_once import at_once
from .builders import (
    PRIVATE,
    fields,
    let_time_pass,
    make_account,
    make_comment,
    make_draft,
    make_token,
    text_of,
)
from .mailbox import delivered

pytestmark = pytest.mark.django_db
ADDRESS = "charlie@example.org"


def post(article, text="A useful note.", **parts):
    parts = {"email": ADDRESS, "subscribe": True} | parts
    return posting.submit(article, make_draft(text, **parts), make_token(article))


def link(message):
    return re.search(r"http://127.0.0.1:8000(/mail/\S+)", message.body)[1]


@pytest.fixture
def question(article):
    """The path of the link in the mail that asks."""
    post(article)
    return link(delivered()[0])


@pytest.fixture
def ending(article):
    """The path of the link that ends a confirmed subscription."""
    make_comment(article, email=ADDRESS)
    now = timezone.now()
    row = Subscription.objects.create(article=article, email=ADDRESS, created_at=now, confirmed_at=now)
    return f"/mail/end/{row.token}/"


def test_a_mail_asks_whether_replies_are_wanted_and_says_nothing_else(article):
    post(article, "Words of it.", name="Charlotte")
    message = delivered()[0]
    assert (message.to, message.subject) == ([ADDRESS], "Do you want to hear of replies on “Ada Lovelace”?")
    assert not re.search("Words|Charlotte", message.message().as_string())
    assert Subscription.objects.get().confirmed_at is None


@pytest.mark.parametrize("parts", [{"subscribe": False}, {"email": ""}, {"trapped": True}])
def test_nobody_is_asked_who_has_not_ticked_the_box_or_is_no_person(article, parts):
    post(article, **parts)
    assert delivered() == []
    assert not Subscription.objects.exists()


def test_the_box_on_the_page_asks(article, new, client):
    client.post(new, fields(article, email=ADDRESS, subscribe="on"))
    assert len(delivered()) == 1


def test_nobody_is_asked_about_a_comment_that_was_taken_back(article):
    posting.delete(post(article), by=None)
    assert delivered() == []


def test_an_address_is_asked_once_a_day_whoever_gives_it(article):
    other = make_article("Charles Babbage", category=("People",))
    for where, address in ((article, ADDRESS), (other, ADDRESS), (article, "CHARLIE@example.org")):
        post(where, f"Note {address}", email=address)
    assert len(delivered()) == 1
    let_time_pass()
    post(article, "The next day.")
    assert len(delivered()) == 2


def test_from_one_place_three_are_asked_a_day(article, monkeypatch):
    monkeypatch.setattr(posting.rates, "ANONYMOUS", posting.rates.ANONYMOUS | {"comment": ((100, timedelta(1)),)})
    for number in range(5):
        post(article, f"Note {number}.", email=f"reader{number}@example.org", address="192.0.2.1")
    assert Comment.objects.count() == 5
    assert len(delivered()) == 3
    assert Subscription.objects.count() == 3


def test_an_address_that_has_confirmed_is_not_asked_again(article, question, client):
    client.post(question)
    let_time_pass()
    post(article, "Another.")
    assert len(delivered()) == 1


def test_the_address_is_not_kept_with_what_is_counted(article, question):
    assert not any(ADDRESS in str(row) for row in posting.rates.Charge.objects.values())


def test_a_proven_address_of_an_account_is_not_asked(article):
    account = make_account()
    post(article, account=account, email="")
    row = Subscription.objects.get()
    assert (row.email, row.account) == (account.emailaddress_set.get().email, account)
    assert row.confirmed_at
    assert delivered() == []


def test_an_account_without_a_proven_address_is_not_written_to(article):
    post(article, account=make_account(verified=False), email="")
    assert not Subscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_address_twice_at_once_is_asked_once():
    article = make_article("Ada Lovelace", category=("People",))
    at_once(*(lambda number=number: post(article, f"Note {number}.") for number in range(4)))
    assert (Comment.objects.count(), Subscription.objects.count()) == (4, 1)
    assert len(delivered()) == 1


# What confirms


def test_opening_the_link_asks_and_the_button_confirms(client, question):
    response = client.get(question)
    assert response.status_code == 200
    assert "Yes, tell me of replies" in text_of(response)
    assert PRIVATE in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    client.head(question)
    assert Subscription.objects.get().confirmed_at is None
    for _ in range(2):
        assert client.post(question).status_code == 200
    assert Subscription.objects.get().confirmed_at


def test_confirming_needs_the_token_of_the_form(question):
    client = Client(enforce_csrf_checks=True)
    assert client.post(question).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text_of(client.get(question)))[1]
    assert client.post(question, {"csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.parametrize("way", ["get", "post"])
def test_after_two_days_the_link_is_no_longer_good(client, question, way, monkeypatch):
    monkeypatch.setattr(subscriptions, "CONFIRMABLE", timedelta(seconds=-1))
    response = getattr(client, way)(question)
    assert response.status_code == 404
    assert "no longer good" in text_of(response)
    assert Subscription.objects.get().confirmed_at is None


def test_the_link_is_good_for_two_days():
    assert timedelta(hours=48) == subscriptions.CONFIRMABLE


def test_links_of_one_kind_and_forged_ones_confirm_nothing(client, article, ending):
    row = Subscription.objects.get()
    Subscription.objects.update(confirmed_at=None)
    for proof in (row.token, CONFIRMING.sign("another"), CONFIRMING.sign(row.token)[:-1] + "é", "…", "%00", "x" * 5000):
        assert client.post(f"/mail/confirm/{proof}/").status_code in {400, 404}
    assert Subscription.objects.get().confirmed_at is None
    # Nor does the link that confirms end anything.
    assert client.post(f"/mail/end/{CONFIRMING.sign(row.token)}/").status_code == 404
    assert Subscription.objects.exists()


# What ends


def test_opening_the_link_asks_and_the_button_ends(client, ending):
    response = client.get(ending)
    assert response.status_code == 200
    assert "Send me no more mails" in text_of(response)
    assert PRIVATE in response["Cache-Control"]
    assert not response.cookies
    client.head(ending)
    assert Subscription.objects.exists()
    for _ in range(2):
        response = client.post(ending)
        assert response.status_code == 200
        assert "Send me no more mails" not in text_of(response)
    assert not Subscription.objects.exists()


def test_a_mail_program_ends_it_with_one_click_without_cookie_or_token(ending):
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert client.post(ending, {"List-Unsubscribe": "One-Click"}).status_code == 200
    body = "List-Unsubscribe=One-Click"
    assert client.post(ending, body, content_type="application/x-www-form-urlencoded").status_code == 200
    assert not Subscription.objects.exists()


def test_the_end_forgets_the_address_on_that_article_alone(client, article, ending):
    make_comment(article, "Another.", email="CHARLIE@example.org")
    make_comment(article, "By somebody else.", email="eve@example.org")
    other = make_article("Charles Babbage", category=("People",))
    make_comment(other, email=ADDRESS)
    client.post(ending)
    left = list(Comment.objects.exclude(email="").order_by("email").values_list("article__title", "email"))
    assert left == [("Charles Babbage", ADDRESS), ("Ada Lovelace", "eve@example.org")]
    assert set(Comment.objects.values_list("state", flat=True)) == {State.APPROVED}


def test_whether_a_token_was_ever_good_is_not_told(client, ending):
    client.post(ending)
    unknown = client.get("/mail/end/unknown/")
    assert unknown.status_code == 200
    assert text_of(unknown) == text_of(client.get(ending))


@pytest.mark.parametrize("name", ["ending", "question"])
def test_other_methods_are_refused(client, name, request):
    path = request.getfixturevalue(name)
    assert client.put(path).status_code == 405
    assert client.delete(path).status_code == 405


def test_a_title_is_escaped(client, article, ending):
    type(article).objects.filter(pk=article.pk).update(title="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(client.get(ending))


def test_an_account_takes_over_a_subscription_of_its_address(article):
    account = make_account()
    address = account.emailaddress_set.get().email
    now = timezone.now()
    Subscription.objects.create(article=article, email=address, created_at=now)
    subscriptions.subscribe(make_comment(article, account=account), Sender(["key"], account), now=now)
    row = Subscription.objects.get()
    assert (row.account, bool(row.confirmed_at)) == (account, True)
    assert mail.outbox == []
