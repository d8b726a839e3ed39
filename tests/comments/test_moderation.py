"""The verbs: which steps there are, whose they are, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comments import discussions, moderation
from comments.models import Comment, Discussion, Mode, State, Transition
from comments.moderation import Actor, Role
from comments.posting import submitting as posting
from comments.refusals import Closed, Duplicate, NotOpenToReplies
from tests.builders import make_article, make_user, thread_version

from .builders import let_time_pass, make_chain, make_comment, make_draft, make_token, root_user

pytestmark = pytest.mark.django_db

DELETIONS = {(state, State.DELETED) for state in State if state != State.DELETED}
AUTHORS_STEPS = DELETIONS
READERS_STEPS = {(State.APPROVED, State.PENDING)}
CHECKS_STEPS = {
    (State.PENDING, State.PENDING),
    (State.PENDING, State.APPROVED),
    (State.PENDING, State.SPAM),
    (State.APPROVED, State.APPROVED),
}
MODERATORS_STEPS = DELETIONS | {
    (State.PENDING, State.APPROVED),
    (State.REJECTED, State.APPROVED),
    (State.SPAM, State.APPROVED),
    (State.PENDING, State.REJECTED),
    (State.APPROVED, State.REJECTED),
    (State.PENDING, State.SPAM),
    (State.APPROVED, State.SPAM),
}


def someone(role):
    """Somebody in that role."""
    if role in set(Role) - {Role.MODERATOR}:
        return Actor(Role(role))
    if role == "anonymous":
        return AnonymousUser()
    user = make_user(role, is_staff=role != "reader", is_superuser=role == "superuser", is_active="former" not in role)
    if "moderator" in role:
        user.user_permissions.add(Permission.objects.get(codename="moderate_comment"))
    if role == "editor":
        user.user_permissions.add(*Permission.objects.filter(content_type__app_label="encyclopedia"))
    return user


def in_state(article, state):
    comment = make_comment(article, state=State.PENDING)
    # Some ways lead through others.
    Comment.objects.filter(pk=comment.pk).update(
        state=state, approved=comment.revisions.get() if state == State.APPROVED else None
    )
    return Comment.objects.get(pk=comment.pk)


def outcome(comment, to, by):
    try:
        moderation.transition(comment, to, by=by)
    except PermissionDenied:
        return "denied"
    except moderation.NoSuchStep:
        return "no such step"
    return "done"


@pytest.mark.parametrize("to", State.values)
@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize(
    "role",
    [
        *("anonymous", "reader", "editor", "moderator", "superuser", "former moderator"),
        *sorted(set(Role) - {Role.MODERATOR}),
    ],
)
def test_every_step_is_somebodys_or_nobodys(article, role, before, to):
    comment = in_state(article, before)
    version, steps = thread_version(), Transition.objects.count()
    before, to = State(before), State(to)
    allowed = {
        "moderator": MODERATORS_STEPS,
        "superuser": MODERATORS_STEPS,
        "author": AUTHORS_STEPS,
        "keeper": AUTHORS_STEPS,
        "readers": READERS_STEPS,
        "checks": CHECKS_STEPS,
    }.get(role)
    if allowed is None:
        expected = "denied"
    else:
        anybodys = MODERATORS_STEPS | AUTHORS_STEPS | READERS_STEPS | CHECKS_STEPS
        somebodys = (before, to) in anybodys and (before != to or role == "checks")
        expected = "done" if (before, to) in allowed else "denied" if somebodys else "no such step"
    assert outcome(comment, to, someone(role)) == expected
    done = expected == "done"
    assert Comment.objects.get().state == (to if done else before)
    assert thread_version() == version + done
    assert Transition.objects.count() == steps + done


@pytest.mark.parametrize(
    ("verb", "state"),
    [(moderation.approve, "approved"), (moderation.reject, "rejected"), (moderation.mark_as_spam, "spam")],
)
def test_a_decision_is_logged_with_who_and_why_and_about_which_text(article, verb, state):
    comment = make_comment(article, state=State.PENDING)
    by = someone("moderator")
    decided = verb(comment, by=by, expected="1-pending", reason="as agreed")
    step = Transition.objects.last()
    assert (decided.state, decided.reason) == (state, "as agreed")
    assert (step.comment, step.by, step.from_state, step.to_state) == (comment, by, "pending", state)
    assert (step.reason, step.revision_number) == ("as agreed", 1)


@pytest.mark.parametrize("expected", ["2-pending", "1-approved", "", "nonsense"])
def test_nobody_decides_about_what_they_have_not_seen(article, expected):
    comment = make_comment(article, state=State.PENDING)
    with pytest.raises(moderation.Stale):
        moderation.approve(comment, by=root_user(), expected=expected)
    assert Comment.objects.get().state == State.PENDING


def test_two_moderators_do_not_overrule_each_other_unawares(article):
    comment = make_comment(article, state=State.PENDING)
    moderation.approve(comment, by=root_user(), expected=comment.version)
    with pytest.raises(moderation.Stale):
        moderation.reject(comment, by=root_user(), expected=comment.version)


def test_a_comment_that_is_gone_is_stale(article):
    root, reply = make_chain(article, 2)
    moderation.remove(root, by=root_user())
    for comment in (root, reply):
        with pytest.raises(moderation.Stale):
            moderation.reject(comment, by=root_user())


def test_readers_see_the_revision_that_was_approved(article):
    comment = make_comment(article)
    first = comment.approved
    now = timezone.now()
    second = comment.revisions.create(number=2, source="New.", html="<p>New.</p>", renderer_version=1, created_at=now)
    Comment.objects.update(revision_number=2)
    assert Comment.objects.get().approved == first
    moderation.reject(comment, by=root_user())
    assert moderation.approve(comment, by=root_user()).approved == second


def test_what_is_above_counts_what_is_approved_below(article):
    root, second, third = chain = make_chain(article, 3)
    pending = make_comment(article, parent=third, state=State.PENDING)

    def counts():
        return [Comment.objects.get(pk=comment.pk).approved_below for comment in chain]

    assert counts() == [2, 1, 0]
    moderation.approve(pending, by=root_user())
    assert counts() == [3, 2, 1]
    moderation.reject(third, by=root_user())
    moderation.mark_as_spam(root, by=root_user())
    assert counts() == [2, 1, 1]
    moderation.remove(second, by=root_user())
    assert Comment.objects.get().approved_below == 0


def test_a_new_comment_is_logged_and_moves_the_version(article):
    comment = posting.submit(article, make_draft(trapped=True), make_token(article))
    step = comment.transitions.get()
    assert (step.by, step.from_state, step.to_state, step.reason) == (None, "", "spam", "honeypot")
    assert thread_version() == 1


def test_what_was_sent_is_what_is_stored(article):
    comment = posting.submit(article, make_draft("*Hi*", email="a@example.org"), make_token(article))
    revision = comment.revisions.get()
    assert (revision.number, revision.source, revision.html) == (1, "*Hi*", "<p><em>Hi</em></p>\n")
    assert (comment.author_name, comment.email, comment.account) == ("Charlie", "a@example.org", None)
    assert (comment.depth, comment.parent, comment.root, comment.approved) == (1, None, None, None)


def test_the_same_form_gives_the_first_comment(article):
    token = make_token(article)
    first = posting.submit(article, make_draft("One."), token)
    assert posting.submit(article, make_draft("Two."), token) == first
    assert Comment.objects.count() == 1


def test_a_form_that_was_refused_can_be_sent_again(article):
    parent = make_comment(article)
    moderation.reject(parent, by=root_user())
    token = make_token(article, parent)
    with pytest.raises(NotOpenToReplies):
        posting.submit(article, make_draft(), token)
    assert posting.submit(article, make_draft(), token.without_parent()).parent is None


def test_replies_go_five_deep_and_then_beside(article):
    chain = make_chain(article, 5)
    assert [comment.depth for comment in chain] == [1, 2, 3, 4, 5]
    assert [comment.parent for comment in chain] == [None, *chain[:-1]]
    assert [comment.root for comment in chain] == [None, *[chain[0]] * 4]
    deeper = make_comment(article, parent=chain[-1])
    assert (deeper.depth, deeper.parent, deeper.root, deeper.reply_to) == (5, chain[3], chain[0], chain[4])
    assert all(comment.reply_to is None for comment in chain)


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.SPAM])
def test_only_approved_comments_are_open_to_replies(article, state):
    parent = make_comment(article, state=state)
    with pytest.raises(NotOpenToReplies):
        posting.submit(article, make_draft(), make_token(article, parent))


def test_replies_stay_within_their_article(article):
    elsewhere = make_comment(make_article("BERT"))
    with pytest.raises(NotOpenToReplies):
        posting.submit(article, make_draft(), make_token(article, elsewhere))


def test_the_same_text_at_the_same_place_is_a_slip(article):
    root = make_comment(article)
    draft = make_draft("Once.", address="203.0.113.5")
    posting.submit(article, draft, make_token(article))
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=23))
    let_time_pass()
    with pytest.raises(Duplicate):
        posting.submit(article, draft, make_token(article))
    posting.submit(article, draft, make_token(article, root))
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    let_time_pass()
    posting.submit(article, draft, make_token(article))
    posting.submit(article, make_draft("Once."), make_token(article))


def test_only_moderators_close_a_discussion(article):
    with pytest.raises(PermissionDenied):
        discussions.set_mode(article, Mode.CLOSED, by=someone("editor"))
    discussions.check_open(discussions.mode_of(article, now=timezone.now()))
    discussions.set_mode(article, Mode.CLOSED, by=someone("moderator"))
    with pytest.raises(Closed):
        discussions.check_open(discussions.mode_of(article, now=timezone.now()))
    assert thread_version() == 1
    discussions.set_mode(article, Mode.PRE_MODERATED, by=root_user())
    discussions.check_open(discussions.mode_of(article, now=timezone.now()))
    assert Discussion.objects.count() == 1


@pytest.mark.parametrize("role", ["anonymous", "reader", "editor", "moderator"])
def test_only_superusers_delete_for_good(article, role):
    comment = make_comment(article)
    with pytest.raises(PermissionDenied):
        moderation.remove(comment, by=someone(role))
    assert Comment.objects.exists()


def test_what_is_deleted_for_good_leaves_only_its_log(article):
    comment = make_comment(article, "A secret.")
    version = thread_version()
    moderation.remove(comment, by=root_user())
    assert not Comment.objects.exists()
    assert thread_version() == version + 1
    assert list(Transition.objects.values_list("comment", "to_state")) == [
        (comment.pk, "pending"),
        (comment.pk, "approved"),
        (comment.pk, "deleted"),
    ]
