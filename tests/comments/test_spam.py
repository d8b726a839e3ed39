"""What tells a person from a program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation, posting, spam
from comments.models import Comment, State
from comments.refusals import Paused, TooFast

from .builders import make_comment, make_draft, make_token, root_user, somewhere

pytestmark = pytest.mark.django_db


def submit(article, *, age=60, text="A useful note.", **parts):
    return posting.submit(article, make_draft(text, **parts), make_token(article, age=age))


def sent_before(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(**ago))


def links(number):
    return " ".join(f"https://example.org/{each}" for each in range(number))


def test_a_stranger_waits_for_a_moderator(article):
    comment = submit(article)
    assert (comment.state, comment.reason) == (State.PENDING, "")


def test_whoever_fills_the_hidden_field_is_a_program(article):
    comment = submit(article, trapped=True, age=0)
    assert (comment.state, comment.reason) == (State.SPAM, "honeypot")


@pytest.mark.parametrize(
    ("age", "reason"), [(0, "posted at once"), (2.9, "posted at once"), (3.1, ""), (-60, "posted at once")]
)
def test_nobody_reads_a_form_in_less_than_three_seconds(article, age, reason):
    comment = submit(article, age=age)
    assert (comment.state, comment.reason) == (State.PENDING, reason)


@pytest.mark.parametrize(("number", "state"), [(10, State.PENDING), (11, State.SPAM)])
def test_more_than_ten_links_are_spam(article, number, state):
    assert submit(article, text=links(number)).state == state


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([29], 1),
        ([31], None),
        ([40, 100, 200, 300, 599], 1),
        ([40, 100, 200, 300, 601], None),
        ([700 + 1000 * each for each in range(19)] + [86_390], 10),
        ([700 + 1000 * each for each in range(19)] + [86_401], None),
    ],
)
def test_one_sender_posts_so_fast_and_no_faster(article, ago, wait):
    for number, seconds in enumerate(ago):
        sent_before(
            make_comment(article, f"Number {number}.", state=State.PENDING, address=somewhere()), seconds=seconds
        )
    Comment.objects.update(ip_key="key")
    if wait is None:
        return spam.check_rate(["key"], now=timezone.now())
    with pytest.raises(TooFast) as refusal:
        spam.check_rate(["key"], now=timezone.now())
    assert 0 < refusal.value.retry_after <= wait
    return None


def test_rates_count_across_the_turn_of_a_month(article):
    make_comment(article, state=State.PENDING)
    Comment.objects.update(ip_key="last month's")
    with pytest.raises(TooFast):
        spam.check_rate(["this month's", "last month's"], now=timezone.now())


def test_other_senders_are_not_held_up(article):
    submit(article, address="203.0.113.5")
    assert submit(article, address="203.0.113.6").state == State.PENDING


def test_the_honeypot_counts_against_rates(article):
    submit(article, trapped=True, address="203.0.113.5")
    with pytest.raises(TooFast):
        submit(article, text="Something else.", address="203.0.113.5")


def test_refusals_do_not_count_against_rates(article):
    first = submit(article, address="203.0.113.5")
    for _ in range(5):
        with pytest.raises(TooFast):
            submit(article, text="Too early.", address="203.0.113.5")
    sent_before(first, seconds=31)
    assert submit(article, text="In time.", address="203.0.113.5").state == State.PENDING


def test_a_flood_is_noted(article, monkeypatch):
    monkeypatch.setattr(spam, "FLOOD", 2)
    reasons = [submit(article).reason for _ in range(4)]
    assert reasons == ["", "", "", "flood"]


def test_too_long_a_queue_pauses_comments(article, monkeypatch):
    monkeypatch.setattr(spam, "MOST_PENDING", 2)
    waiting = [submit(article) for _ in range(3)]
    with pytest.raises(Paused):
        submit(article)
    moderation.reject(waiting[0], by=root_user())
    assert submit(article).state == State.PENDING
