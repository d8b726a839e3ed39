"""Every decision of a moderator and its undoing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comments import moderation, opinions
from comments.admin.verbs import VERBS, possible
from comments.models import Comment, Report, State, Transition
from comments.moderation import Actor, NoSuchStep, Role, Stale, undoing
from comments.posting import submitting as posting
from tests.builders import make_user, thread_version

from .builders import make_account, make_comment, make_draft, root_user, text_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/comment/"


def edited(comment):
    posting.edit(comment, make_draft("A newer text."), expected=comment.version)
    return Comment.objects.get(pk=comment.pk)


def reported(comment, times=1, *, days=1):
    for number in range(times):
        by = make_user(f"by-{comment.pk}-{number}", date_joined=timezone.now() - timedelta(days=days))
        opinions.report(comment, by=by, complaint="spam")
    return Comment.objects.get(pk=comment.pk)


def answered(comment):
    make_comment(comment.article, "An answer.", parent=comment)
    return Comment.objects.get(pk=comment.pk)


#: What a moderator may find: each state with all that can be about it.
FOUND = {
    "pending": lambda article: make_comment(article, state=State.PENDING),
    "pending, edited": lambda article: edited(make_comment(article, state=State.PENDING)),
    "held by reports": lambda article: reported(make_comment(article), 3, days=30),
    "approved": make_comment,
    "approved, answered": lambda article: answered(make_comment(article)),
    "approved, of an account": lambda article: make_comment(article, account=make_account()),
    "approved, edited": lambda article: edited(make_comment(article)),
    "approved, reported": lambda article: reported(make_comment(article), 2),
    "approved, edited, reported": lambda article: reported(edited(make_comment(article)), 2),
    "rejected": lambda article: make_comment(article, state=State.REJECTED),
    "spam": lambda article: make_comment(article, state=State.SPAM),
    "spam, once approved": lambda article: moderation.mark_as_spam(make_comment(article), by=root_user()),
}


def standing(comment):
    """All that readers and moderators see of a comment, but for the numbers of its texts."""
    comment = Comment.objects.select_related("approved").get(pk=comment.pk)
    facts = comment.standing
    facts.pop("revision")
    facts["approved"] = comment.approved and comment.approved.source
    newest = comment.revisions.get(number=comment.revision_number).source
    open_reports = set(Report.objects.filter(comment=comment, settled_at=None).values_list("pk", flat=True))
    above = Comment.objects.filter(pk=comment.parent_id).values_list("approved_below", flat=True).first()
    about = (newest, open_reports, comment.reports_open, comment.is_shown, comment.waits, above)
    return facts, about, list(possible(comment))


def act(browser, comment, verb, how):
    headers = {"Accept": "application/json"} if how == "json" else {}
    data = {"seen": Comment.objects.get(pk=comment.pk).version}
    return browser.post(f"{QUEUE}{comment.pk}/{verb}/", data, headers=headers)


@pytest.mark.parametrize("how", ["json", "html"])
@pytest.mark.parametrize("found", FOUND)
def test_undo_leaves_everything_as_it_was_before(desk, article, found, how):
    # A reply counts for what it answers.
    parent = make_comment(article, "Above.")
    for verb in VERBS:
        comment = FOUND[found](article)
        Comment.objects.filter(pk=comment.pk, depth=1).update(parent=parent, root=parent, depth=2)
        if comment.is_approved:
            Comment.objects.filter(pk=parent.pk).update(approved_below=1 + comment.approved_below)
        comment = Comment.objects.get(pk=comment.pk)
        before = standing(comment)
        if verb not in before[-1]:
            continue
        answer = act(desk, comment, verb, how)
        assert answer.status_code == {"json": 200, "html": 302}[how], (found, verb)
        assert standing(comment) != before
        version = thread_version()
        assert act(desk, comment, "undo", how).status_code == answer.status_code
        assert standing(comment) == before, (found, verb)
        assert thread_version() > version
        step = Transition.objects.filter(comment=comment).last()
        assert (step.by.username, step.reason, step.to_state) == ("moderator", "undone", before[0]["state"])
        # Once is enough.
        assert act(desk, comment, "undo", how).status_code == 409
        assert standing(comment) == before
        # What can be done again can be undone again.
        act(desk, comment, verb, how)
        act(desk, comment, "undo", how)
        assert standing(comment) == before, (found, verb)


def test_a_decision_can_be_undone_on_the_page_of_the_comment_and_nothing_else_can(desk, article, moderator):
    comment = make_comment(article, state=State.PENDING)
    address = f"{QUEUE}{comment.pk}/change/"
    assert "../undo/" not in text_of(desk.get(address))
    moderation.approve(comment, by=moderator)
    assert "../undo/" in text_of(desk.get(address))
    response = act(desk, comment, "spam", "html")
    assert f"{address}#undo" in text_of(desk.get(response["Location"]))
    Transition.objects.filter(to_state="spam").update(created_at=timezone.now() - undoing.UNDONE_WITHIN)
    assert "../undo/" not in text_of(desk.get(address))
    with pytest.raises(NoSuchStep):
        undoing.undo(comment, by=moderator)


@pytest.mark.parametrize("later", ["edit", "redact", "delete", "report"])
def test_what_came_after_a_decision_is_not_undone_with_it(article, moderator, later):
    comment = moderation.approve(make_comment(article, state=State.PENDING), by=moderator)
    match later:
        case "edit":
            edited(comment)
        case "redact":
            moderation.redact(comment, ["useful"], by=moderator)
        case "delete":
            moderation.delete(comment, by=Actor(Role.AUTHOR))
        case "report":
            reported(comment, 3, days=30)
    before = Comment.objects.filter(pk=comment.pk).values().get()
    with pytest.raises(NoSuchStep):
        undoing.undo(comment, by=moderator)
    assert Comment.objects.filter(pk=comment.pk).values().get() == before


def test_a_report_that_came_since_stays_open(article, moderator):
    comment = reported(make_comment(article), 2)
    kept = moderation.keep(comment, by=moderator)
    opinions.report(kept, by=make_user("late"), complaint="abuse")
    assert undoing.undo(comment, by=moderator).reports_open == 3


def test_undoing_is_for_moderators_and_for_what_they_have_seen(article, moderator, editor):
    comment = moderation.reject(make_comment(article), by=moderator)
    for by in (editor, make_account()):
        with pytest.raises(PermissionDenied):
            undoing.undo(comment, by=by)
    with pytest.raises(Stale):
        undoing.undo(comment, by=moderator, expected="1-approved")


def test_nothing_of_the_text_is_kept_to_undo_a_decision(article, moderator):
    comment = make_comment(article, "Some secret words.", state=State.PENDING)
    moderation.reject(comment, by=moderator, reason="rude")
    assert "secret" not in str(Transition.objects.last().before)
