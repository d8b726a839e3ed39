"""Many people at once, each in a thread and with a connection of their own."""

import pytest
from django.test import Client

from comments import moderation, opinions
from comments.models import Comment, State, Transition, UsedNonce, Vote
from comments.posting import submitting as posting
from comments.refusals import Duplicate, NoSuchComment, NotOpenToReplies
from tests.builders import thread_version

from .at_once import at_once
from .builders import fields, make_account, make_chain, make_comment, make_draft, make_token, root_user, somewhere

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(verb, *args, **options):
    try:
        verb(*args, **options)
    except (moderation.Stale, moderation.NoSuchStep, Duplicate, NoSuchComment, NotOpenToReplies) as refusal:
        return type(refusal).__name__
    return "done"


def counts_are_true():
    for comment in Comment.objects.all():
        below = Comment.objects.filter(state=State.APPROVED)
        paths = ["parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent"]
        assert comment.approved_below == sum(below.filter(**{path: comment}).count() for path in paths)


def test_one_form_sent_from_many_tabs_makes_one_comment(article, new):
    data = fields(article)
    answers = at_once(*[lambda: Client().post(new, data)] * 8)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (Comment.objects.count(), UsedNonce.objects.count(), Transition.objects.count()) == (1, 1, 1)


def test_many_people_post_and_nothing_is_lost(article, new):
    posts = [fields(article, text=f"Number {number}.") for number in range(20)]
    senders = [somewhere() for _ in posts]
    jobs = [
        lambda data=data, sender=sender: Client().post(new, data, REMOTE_ADDR=sender)
        for data, sender in zip(posts, senders, strict=True)
    ]
    answers = at_once(*jobs)
    assert {answer.status_code for answer in answers} == {303}
    assert Comment.objects.count() == 20
    assert thread_version() == 20


def test_one_sender_is_not_faster_in_many_tabs(article, new):
    posts = [fields(article, text=f"Number {number}.") for number in range(8)]
    answers = at_once(*[lambda data=data: Client().post(new, data) for data in posts])
    assert sorted(answer.status_code for answer in answers) == [303] + [429] * 7
    assert Comment.objects.count() == 1


def test_two_moderators_decide_once(article):
    comment = make_comment(article, state=State.PENDING)
    by, version = root_user(), comment.version
    outcomes = at_once(
        *[lambda: outcome(moderation.approve, comment, by=by, expected=version)] * 4,
        *[lambda: outcome(moderation.reject, comment, by=by, expected=version)] * 4,
    )
    assert sorted(outcomes) == ["Stale"] * 7 + ["done"]
    assert comment.transitions.count() == 2
    assert thread_version() == 2


def test_decisions_all_over_a_thread_leave_true_counts(article):
    chain = make_chain(article, 5)
    for parent in chain:
        make_comment(article, "Beside.", parent=parent)
    by = root_user()
    outcomes = at_once(*[lambda each=each: outcome(moderation.reject, each, by=by) for each in Comment.objects.all()])
    assert set(outcomes) == {"done"}
    counts_are_true()
    outcomes = at_once(*[lambda each=each: outcome(moderation.approve, each, by=by) for each in Comment.objects.all()])
    assert set(outcomes) == {"done"}
    counts_are_true()
    assert Comment.objects.get(pk=chain[0].pk).approved_below == 9


def test_replies_and_a_decision_about_what_they_answer_meet(article):
    root, parent = make_chain(article, 2)
    by = root_user()
    drafts = [(make_draft(f"Number {number}."), make_token(article, parent)) for number in range(6)]
    outcomes = at_once(
        *[lambda pair=pair: outcome(posting.submit, article, *pair) for pair in drafts],
        lambda: outcome(moderation.reject, parent, by=by),
        lambda: outcome(moderation.reject, root, by=by),
    )
    assert outcomes[-2:] == ["done", "done"]
    assert set(outcomes[:-2]) <= {"done", "NotOpenToReplies"}
    assert Comment.objects.filter(parent=parent).count() == outcomes[:-2].count("done")
    counts_are_true()


def test_deleting_and_replying_meet(article):
    root, parent = make_chain(article, 2)
    by = root_user()
    drafts = [(make_draft(f"Number {number}."), make_token(article, parent)) for number in range(6)]
    outcomes = at_once(
        *[lambda pair=pair: outcome(posting.submit, article, *pair) for pair in drafts],
        lambda: outcome(moderation.remove, parent, by=by),
    )
    assert outcomes[-1] == "done"
    assert list(Comment.objects.all()) == [root]
    counts_are_true()


def test_many_votes_give_the_exact_total(article):
    comment = make_comment(article)
    accounts = [make_account() for _ in range(20)]
    at_once(*[lambda by=by: opinions.find_helpful(comment, by=by) for by in accounts])
    assert Comment.objects.get().helpful == Vote.objects.count() == 20


def test_one_account_votes_once_from_many_tabs(article):
    comment, by = make_comment(article), make_account()
    at_once(*[lambda: opinions.find_helpful(comment, by=by)] * 6)
    assert Comment.objects.get().helpful == Vote.objects.count() == 1


def test_many_reports_hold_a_comment_once(article):
    comment = make_comment(article)
    accounts = [make_account() for _ in range(6)]
    outcomes = at_once(*[lambda by=by: outcome(opinions.report, comment, by=by, complaint="spam") for by in accounts])
    assert set(outcomes) <= {"done", "NoSuchComment"}
    assert Comment.objects.get().state == State.PENDING
    assert Transition.objects.filter(to_state=State.PENDING, reason="reported").count() == 1


def test_two_identical_posts_at_the_same_moment_give_one_comment(article):
    address = somewhere()
    drafts = [(make_draft(address=address), make_token(article)) for _ in range(2)]
    outcomes = at_once(*[lambda pair=pair: outcome(posting.submit, article, *pair) for pair in drafts])
    assert sorted(outcomes) == ["Duplicate", "done"]
    assert Comment.objects.count() == 1
