"""What tells a person from a program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation
from comments.models import BlockEntry, Comment, Mode, Rules, State
from comments.posting import spam
from comments.posting import submitting as posting
from comments.refusals import Paused, TooFast
from tests.builders import count_queries

from .builders import let_time_pass, make_account, make_comment, make_draft, make_token, make_trusted, root_user

pytestmark = pytest.mark.django_db


def submit(article, *, age=60, text="A useful note.", mode=Mode.OPEN, **parts):
    return posting.submit(article, make_draft(text, **parts), make_token(article, age=age), mode=mode)


def links(number):
    return " ".join(f"https://example.org/{each}" for each in range(number))


def test_a_stranger_waits_for_a_moderator(article):
    comment = submit(article)
    assert (comment.state, comment.reason) == (State.PENDING, "no account")


def test_an_account_waits_until_it_is_trusted(article):
    comment = submit(article, account=make_account())
    assert (comment.state, comment.reason) == (State.PENDING, "not trusted yet")
    trusted = submit(article, account=make_trusted(article))
    assert (trusted.state, trusted.reason) == (State.APPROVED, "")


@pytest.mark.parametrize("text", ["https://example.org/", "[x](https://example.org/)", "<http://example.org/>"])
def test_any_link_of_a_trusted_account_is_held(article, text):
    comment = submit(article, text=text, account=make_trusted(article))
    assert (comment.state, comment.reason) == (State.PENDING, "link")


def test_all_reasons_are_told(article):
    comment = submit(article, text=links(1), age=0, mode=Mode.PRE_MODERATED)
    assert comment.reason == "posted at once, pre-moderated, link, no account"


def test_whoever_fills_the_hidden_field_is_a_program(article):
    comment = submit(article, trapped=True, age=0)
    assert (comment.state, comment.reason) == (State.SPAM, "honeypot")


@pytest.mark.parametrize(("age", "is_held"), [(0, True), (2.9, True), (3.1, False), (-60, True)])
def test_nobody_reads_a_form_in_less_than_three_seconds(article, standing_clock, age, is_held):
    comment = submit(article, age=age)
    assert comment.state == State.PENDING
    assert ("posted at once" in comment.reason) is is_held


@pytest.mark.parametrize(("number", "state"), [(10, State.PENDING), (11, State.SPAM)])
def test_more_than_ten_links_are_spam(article, number, state):
    assert submit(article, text=links(number)).state == state


def test_what_meets_the_block_list_is_spam_and_the_reason_keeps_the_entry_to_itself(article):
    BlockEntry.objects.create(kind="word", pattern="casino")
    comment = submit(article, text="At the casino.", account=make_trusted(article))
    assert (comment.state, comment.reason) == (State.SPAM, "block list: word")


def test_an_edit_runs_through_the_same_checks(article):
    BlockEntry.objects.create(kind="word", pattern="casino")
    comment = make_comment(article, state=State.PENDING)
    edited = posting.edit(comment, make_draft("At the casino."), expected=comment.version)
    assert (edited.state, edited.reason) == (State.SPAM, "block list: word")


def test_the_honeypot_and_haste_count_against_rates(article):
    for number, trick in enumerate(({"trapped": True}, {"age": 0})):
        sender = f"203.0.113.{number}"
        submit(article, address=sender, **trick)
        with pytest.raises(TooFast):
            submit(article, text="Something else.", address=sender)


def test_other_senders_are_not_held_up(article):
    submit(article, address="203.0.113.5")
    assert submit(article, address="203.0.113.6").state == State.PENDING


def test_refusals_do_not_count_against_rates(article):
    submit(article, address="203.0.113.5")
    let_time_pass()
    Rules.objects.create(pk=1, paused=True)
    for _ in range(5):
        with pytest.raises(Paused):
            submit(article, text="Too early.", address="203.0.113.5")
    Rules.objects.all().delete()
    assert submit(article, text="In time.", address="203.0.113.5").state == State.PENDING


def test_in_a_flood_everything_is_held_whoever_sends_it(article, monkeypatch):
    account = make_trusted(article)
    monkeypatch.setattr(spam, "FLOOD", 2)
    reasons = [submit(article).reason for _ in range(4)]
    assert reasons == ["no account"] * 3 + ["flood, no account"]
    comment = submit(article, text="Trusted.", account=account)
    assert (comment.state, comment.reason) == (State.PENDING, "flood")
    Comment.objects.filter(account=None).update(created_at=timezone.now() - timedelta(seconds=61))
    let_time_pass()
    assert submit(article, text="Later.", account=account).state == State.APPROVED


def test_comments_of_accounts_are_no_flood(article, monkeypatch):
    monkeypatch.setattr(spam, "FLOOD", 0)
    submit(article, account=make_account())
    assert submit(article).reason == "no account"


def test_too_long_a_queue_pauses_comments_of_strangers(article, monkeypatch):
    monkeypatch.setattr(spam, "MAX_PENDING", 2)
    waiting = [submit(article) for _ in range(3)]
    with pytest.raises(Paused) as refusal:
        submit(article)
    assert refusal.value.retry_after
    assert submit(article, account=make_account()).state == State.PENDING
    moderation.reject(waiting[0], by=root_user())
    assert submit(article).state == State.PENDING


def test_what_was_imported_pauses_nothing(article, monkeypatch):
    monkeypatch.setattr(spam, "MAX_PENDING", 2)
    for each in range(4):
        comment = make_comment(article, f"Number {each}.", state=State.PENDING)
        old = timezone.now() - timedelta(days=61)
        changed = {"created_at": old} if each % 2 else {"reason": "imported from Disqus"}
        Comment.objects.filter(pk=comment.pk).update(**changed)
    assert submit(article).state == State.PENDING


def test_moderators_pause_comments_of_strangers(article):
    Rules.objects.create(pk=1, paused=True)
    with pytest.raises(Paused):
        submit(article)
    assert submit(article, account=make_account()).state == State.PENDING


def test_checks_cost_the_same_however_much_there_is(article):
    submit(article)
    few = count_queries(lambda: submit(article))
    for number in range(30):
        make_comment(article, f"Number {number}.", state=State.PENDING)
        BlockEntry.objects.create(kind="word", pattern=f"word {number}")
    assert count_queries(lambda: submit(article)) == few
