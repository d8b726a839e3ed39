"""What a moderator sees of each comment in the queue."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from comments import moderation, opinions, people
from comments.admin.records import records_of, trusted_among
from comments.models import Comment, Passage, State
from comments.posting import submitting as posting
from tests.builders import count_queries, make_article, make_user

from .builders import make_comment, make_draft, root_user, text_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/comment/"


def edit(comment, text):
    """Let the author change a comment a while later."""
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    return posting.edit(comment, make_draft(text), expected=comment.version)


def make_report(comment, name, **words):
    opinions.report(comment, by=make_user(name), **({"complaint": "spam"} | words))


def test_an_edit_is_shown_beside_what_readers_see(desk, article):
    edit(make_comment(article, "Born in 1851."), "Born in 1815.")
    page = text_of(desk.get(QUEUE))
    assert "edit of a public comment" in page
    assert ">1851<span" in page
    assert ">1815<span" in page
    assert "Drop the edit" in page


def test_reports_are_shown_with_what_readers_complain_of(desk, article):
    make_report(make_comment(article), "bob", complaint="abuse", note="He <b>shouts</b>.")
    page = text_of(desk.get(QUEUE))
    assert "1 report<" in page
    assert "It insults or threatens somebody" in page
    assert "He &lt;b&gt;shouts&lt;/b&gt;." in page
    assert "Keep" in page


def test_what_it_answers_and_what_stands_near_it_is_there(desk, article):
    root = make_comment(article, "The root.")
    make_comment(article, "The reply before.", parent=root)
    make_comment(article, "The one that waits.", parent=root, state=State.PENDING)
    make_comment(article, "The reply after.", parent=root)
    make_comment(article, "Far away.")
    page = text_of(desk.get(QUEUE))
    for words in ("The root.", "The reply before.", "The one that waits.", "The reply after."):
        assert words in page
    assert "Far away." not in page


def test_the_passage_is_quoted(desk, article):
    passage = Passage(exact="the Engine", prefix="notes on ", suffix=" of Charles", start=1)
    make_comment(article, state=State.PENDING, passage=passage)
    assert "<mark>the Engine</mark>" in text_of(desk.get(QUEUE))


def test_the_source_is_shown_where_it_says_more(desk, article):
    make_comment(article, "Plain words.", state=State.PENDING)
    assert "As it was written" not in text_of(desk.get(QUEUE))
    make_comment(article, "A [link](https://example.org/).", state=State.PENDING)
    assert "[link](https://example.org/)" in text_of(desk.get(QUEUE))


def test_the_record_says_how_others_of_the_same_sender_fared_and_not_who_it_is(desk, article):
    sender = {"address": "192.0.2.7", "name": "Bob", "email": "bob@example.org"}
    first = make_comment(article, "One.", **sender)
    make_comment(article, "Two.", state=State.PENDING)
    Comment.objects.update(ip_key=first.ip_key)
    page = text_of(desk.get(QUEUE))
    assert "1 approved, 0 rejected, 0 spam, 1 pending" in page
    for secret in ("192.0.2.7", "bob@example.org", first.ip_key):
        assert secret not in page
    other = text_of(desk.get(QUEUE, {"state": "all", "sender": first.pk}))
    assert other.count('class="card-text"') == 2


def test_trust_is_counted_as_it_is_granted(article):
    accounts = [make_user(name) for name in ("alice", "bob", "carol")]
    now = timezone.now()
    for account in accounts[:2]:
        EmailAddress.objects.create(user=account, email=f"{account.username}@example.org", verified=True)
    for day, account in enumerate(accounts * 3):
        comment = make_comment(make_article(f"Article {day}"), f"Note {day}.")
        at = now - timedelta(days=day)
        Comment.objects.filter(pk=comment.pk).update(account=account, created_at=at)
    bad = make_comment(article, "Bad.", state=State.REJECTED)
    Comment.objects.filter(pk=bad.pk).update(account=accounts[1])
    root = root_user()
    expected = {account.pk for account in [*accounts, root] if people.is_trusted(account, now=now)}
    assert expected == {accounts[0].pk, root.pk}
    assert trusted_among([account.pk for account in [*accounts, root]]) == expected


def test_a_comment_of_unknown_origin_has_no_record(article):
    comment = make_comment(article)
    Comment.objects.update(ip_key="")
    comment.refresh_from_db()
    assert records_of([comment]) == {}


def fill(numbers):
    """Four comments that wait for each number: a reply, an edit, one with a report, one of an account on a passage."""
    for number in numbers:
        article = make_article(f"Article {number}")
        root = make_comment(article, "Root.")
        make_comment(article, "Reply with [a link](https://example.org/).", parent=root, state=State.PENDING)
        edit(make_comment(article, "Before."), "After.")
        make_report(root, f"reader-{number}")
        member = make_user(f"member-{number}")
        people.person_of(member)
        passage = Passage(exact="words", start=1)
        make_comment(article, "Passage.", state=State.PENDING, passage=passage, account=member)


def test_the_queue_costs_the_same_whatever_it_holds(desk):
    fill(range(1))
    cost = count_queries(lambda: desk.get(QUEUE))
    fill(range(1, 12))
    assert text_of(desk.get(QUEUE)).count('name="seen-') == 48
    assert count_queries(lambda: desk.get(QUEUE)) == cost
    assert cost <= 20


@pytest.mark.parametrize("why", ["new", "edited", "reported"])
def test_the_queue_is_narrowed_by_why_a_comment_waits(desk, article, why):
    make_comment(article, "Something new.", state=State.PENDING, name="new")
    edit(make_comment(article, "Something edited.", name="edited"), "Something else.")
    make_report(make_comment(article, "Something reported.", name="reported"), "bob")
    page = text_of(desk.get(QUEUE, {"why": why}))
    assert page.count('class="card-tags"') == 1
    assert f"<bdi>{why}</bdi> <span" in page


def test_the_queue_is_narrowed_to_one_account(desk, article):
    account = make_user("bob")
    people.person_of(account)
    make_comment(article, "By Bob.", state=State.PENDING, account=account)
    make_comment(article, "By another.", state=State.PENDING)
    page = text_of(desk.get(QUEUE, {"person": account.pk}))
    assert page.count('class="card-tags"') == 1
    assert desk.get(QUEUE, {"person": "x"}).status_code in {200, 302}
    assert desk.get(QUEUE, {"sender": "9" * 18}).status_code == 200


def test_a_page_that_has_become_empty_gives_the_first(desk, article):
    make_comment(article, "Still here.", state=State.PENDING)
    assert "Still here." in text_of(desk.get(QUEUE, {"p": "7"}))


def test_the_erased_are_listed_and_open(desk, article):
    comment = make_comment(article)
    moderation.delete(comment, by=root_user())
    assert "The text is erased." in text_of(desk.get(QUEUE, {"state": "deleted"}))
    assert "The text is erased." in text_of(desk.get(f"{QUEUE}{comment.pk}/change/"))


@pytest.mark.parametrize("column", ["email__startswith", "ip_key__gt", "account__email__contains", "author_name"])
def test_no_column_can_be_asked_for_by_address(desk, article, column):
    make_comment(article, "A useful note.", email="victim@example.org")
    for value in ("v", "w", "", "~"):
        response = desk.get(QUEUE, {"state": "all", column: value})
        assert response.status_code == 200
        assert "A useful note." in text_of(response)


@pytest.mark.parametrize("name", ["transition", "person", "blockentry", "discussion"])
def test_no_other_list_is_asked_about_columns_either(desk, name):
    assert desk.get(f"/admin/comments/{name}/", {"pk__in": "9" * 30}).status_code == 200
