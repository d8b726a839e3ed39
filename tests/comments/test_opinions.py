"""What readers with an account say of others' comments."""

import pytest

from comments import moderation, opinions, people
from comments.models import Comment, Report, State, Vote
from comments.refusals import Banned, NoSuchComment, TooFast
from tests.builders import thread_version

from .builders import make_account, make_comment, root_user

pytestmark = pytest.mark.django_db


def report(comment, by=None, **said):
    opinions.report(comment, by=by or make_account(), complaint="spam", **said)
    return Comment.objects.get(pk=comment.pk)


def test_an_account_finds_a_comment_helpful_once(article):
    comment, dora = make_comment(article), make_account()
    for _ in range(2):
        opinions.find_helpful(comment, by=dora)
    opinions.find_helpful(comment, by=make_account())
    assert (Comment.objects.get().helpful, Vote.objects.count()) == (2, 2)


def test_a_vote_moves_the_version_of_the_thread(article):
    comment = make_comment(article)
    before = thread_version()
    opinions.find_helpful(comment, by=make_account())
    assert thread_version() == before + 1


@pytest.mark.parametrize("act", [opinions.find_helpful, report])
def test_there_is_no_opinion_of_ones_own_or_of_what_is_not_public(article, act):
    dora = make_account()
    own = make_comment(article, "Mine.", account=dora)
    with pytest.raises(NoSuchComment):
        act(own, by=dora)
    for state in (State.PENDING, State.REJECTED, State.SPAM):
        with pytest.raises(NoSuchComment):
            act(make_comment(article, state=state), by=dora)


@pytest.mark.parametrize("act", [opinions.find_helpful, report])
def test_who_was_banned_is_not_asked(article, act):
    dora = make_account()
    people.ban(people.person_of(dora), by=root_user())
    with pytest.raises(Banned):
        act(make_comment(article), by=dora)


def test_three_reports_by_accounts_of_some_age_hold_a_comment(article):
    comment = make_comment(article)
    dora = make_account()
    for _ in range(2):
        assert report(comment, by=dora).state == State.APPROVED
    for _ in range(3):
        report(comment, by=make_account(days=6))
    assert report(comment).state == State.APPROVED
    held = report(comment)
    assert (held.state, held.reason, held.reports_open) == (State.PENDING, "reported", 6)
    assert Report.objects.count() == 6
    assert held.transitions.last().by is None


def test_what_a_moderator_has_kept_is_not_hidden_again(article):
    comment = make_comment(article)
    for _ in range(3):
        report(comment)
    kept = moderation.approve(Comment.objects.get(), by=root_user())
    assert (kept.reports_open, kept.kept) == (0, True)
    for _ in range(5):
        report(comment)
    assert (Comment.objects.get().state, Comment.objects.get().reports_open) == (State.APPROVED, 5)
    assert Comment.objects.waiting().count() == 1
    moderation.keep(comment, by=root_user())
    assert not Comment.objects.waiting().exists()


def test_a_report_is_kept_against_before_there_are_three(article):
    comment = make_comment(article)
    report(comment)
    moderation.keep(comment, by=root_user())
    for _ in range(4):
        report(comment)
    assert Comment.objects.get().state == State.APPROVED
    with pytest.raises(moderation.NoSuchStep):
        moderation.keep(make_comment(article, "Other."), by=root_user())


@pytest.mark.parametrize("verb", [moderation.reject, moderation.mark_as_spam, moderation.delete])
def test_a_decision_settles_the_reports(article, verb):
    comment = make_comment(article)
    report(comment)
    verb(comment, by=root_user())
    assert not Comment.objects.waiting().exists()
    assert Report.objects.get().settled_at


def test_opinions_have_a_rate(article, monkeypatch):
    dora = make_account()
    comments = [make_comment(article, f"Number {number}.") for number in range(61)]
    for comment in comments[:60]:
        opinions.find_helpful(comment, by=dora)
    with pytest.raises(TooFast):
        opinions.find_helpful(comments[60], by=dora)
