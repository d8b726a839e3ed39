"""The newer text of one's own comment, and the end of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation
from comments.models import Comment, CommentRevision, Mode, Passage, State, Transition
from comments.posting import submitting as posting
from comments.refusals import Changed, NoSuchComment, TooFast, TooLate
from tests.builders import thread_version

from .builders import let_time_pass, make_account, make_comment, make_draft, make_token, make_trusted, root_user

pytestmark = pytest.mark.django_db


def edit(comment, text="A better note.", **parts):
    return posting.edit(comment, make_draft(text, **parts), expected=comment.version)


def written_ago(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(**ago))
    return Comment.objects.get(pk=comment.pk)


def test_what_waits_is_changed_and_goes_on_waiting(article):
    comment = edit(make_comment(article, state=State.PENDING))
    assert (comment.state, comment.revision_number, comment.edit_waits) == (State.PENDING, 2, False)
    assert list(comment.revisions.order_by("number").values_list("source", flat=True)) == [
        "A useful note.",
        "A better note.",
    ]
    assert moderation.approve(comment, by=root_user()).approved.source == "A better note."


def test_readers_see_the_approved_text_until_the_newer_one_is_approved(article):
    comment = edit(make_comment(article))
    assert (comment.state, comment.edit_waits, comment.approved.source) == (State.APPROVED, True, "A useful note.")
    assert Comment.objects.waiting().get() == comment
    approved = moderation.approve(comment, by=root_user(), expected=comment.version)
    assert (approved.edit_waits, approved.approved.source) == (False, "A better note.")
    assert not Comment.objects.waiting().exists()
    with pytest.raises(moderation.NoSuchStep):
        moderation.approve(approved, by=root_user())


def test_an_edit_that_is_dropped_is_never_seen_and_never_approved_by_mistake(article):
    comment = edit(make_comment(article), "Buy this.")
    seen = comment.version
    kept = moderation.drop_edit(comment, by=root_user(), expected=seen)
    assert (kept.state, kept.edit_waits, kept.approved.source) == (State.APPROVED, False, "A useful note.")
    again = edit(kept, "Buy that.")
    with pytest.raises(moderation.Stale):
        moderation.approve(again, by=root_user(), expected=seen)
    moderation.reject(again, by=root_user())
    with pytest.raises(moderation.NoSuchStep):
        moderation.drop_edit(again, by=root_user())


def test_a_link_put_in_later_is_held(article):
    account = make_trusted(article)
    comment = posting.submit(article, make_draft(account=account), make_token(article))
    assert comment.state == State.APPROVED
    let_time_pass()
    harmless = edit(comment, "A better note.", account=account)
    assert (harmless.edit_waits, harmless.approved.source) == (False, "A better note.")
    let_time_pass()
    linked = edit(harmless, "See https://example.org/.", account=account)
    assert (linked.state, linked.edit_waits, linked.approved.source) == (State.APPROVED, True, "A better note.")


def test_what_turns_into_spam_is_spam_where_nobody_has_approved_it(article):
    links = " ".join(f"https://example.org/{number}" for number in range(11))
    assert edit(make_comment(article, state=State.PENDING), links).state == State.SPAM
    public = edit(make_comment(article, "Public."), links)
    assert (public.state, public.edit_waits, public.approved.source) == (State.APPROVED, True, "Public.")


def test_what_is_held_as_spam_stays_so_and_looks_as_if_it_waited(article):
    comment = make_comment(article, state=State.SPAM)
    assert edit(comment).state == State.SPAM


def test_the_same_text_is_no_edit(article):
    comment = make_comment(article)
    steps = Transition.objects.count()
    assert edit(comment, "A useful note.").revision_number == 1
    assert (Transition.objects.count(), CommentRevision.objects.count()) == (steps, 1)


def test_a_comment_is_changed_for_fifteen_minutes(article):
    comment = make_comment(article)
    assert edit(written_ago(comment, minutes=14)).edit_waits
    let_time_pass()
    with pytest.raises(TooLate):
        edit(written_ago(comment, minutes=16), "Too late.")


def test_a_reply_that_is_shown_ends_editing(article):
    comment = make_comment(article)
    reply = make_comment(article, "A reply.", parent=comment, state=State.PENDING)
    edit(comment)
    let_time_pass()
    moderation.approve(reply, by=root_user())
    with pytest.raises(TooLate):
        edit(Comment.objects.get(pk=comment.pk), "Not what you answered.")


def test_what_was_refused_is_not_changed(article):
    with pytest.raises(TooLate):
        edit(make_comment(article, state=State.REJECTED))


def test_nobody_overwrites_what_they_have_not_seen(article):
    comment = make_comment(article)
    edit(comment, "From one tab.")
    let_time_pass()
    with pytest.raises(Changed):
        edit(comment, "From another tab.")


def test_edits_have_a_rate(article):
    comment = edit(make_comment(article, address="203.0.113.5"), address="203.0.113.5")
    with pytest.raises(TooFast):
        edit(comment, "And again.", address="203.0.113.5")


def test_what_its_author_deletes_is_erased_and_its_replies_stay(article):
    comment = make_comment(article, "A secret.", email="a@example.org")
    Passage.objects.create(comment=comment, exact="words", start=0)
    reply = make_comment(article, "A reply.", parent=comment)
    version = thread_version()
    gone = posting.delete(comment, by=None)
    assert (gone.state, gone.author_name, gone.email, gone.approved) == (State.DELETED, "", "", None)
    assert not gone.revisions.exists()
    assert not Passage.objects.exists()
    assert Comment.objects.get(pk=reply.pk).state == State.APPROVED
    assert Comment.objects.get(pk=comment.pk).is_shown
    assert thread_version() == version + 1
    assert posting.delete(gone, by=None) == gone


def test_what_was_deleted_from_another_tab_is_deleted(article):
    comment = make_comment(article)
    posting.delete(Comment.objects.get(), by=None)
    assert posting.delete(comment, by=None).state == State.DELETED
    moderation.remove(Comment.objects.get(), by=root_user())
    with pytest.raises(NoSuchComment):
        posting.delete(comment, by=None)


def test_deleting_has_an_end_where_there_is_no_account(article):
    account = make_account()
    with pytest.raises(TooLate):
        posting.delete(written_ago(make_comment(article), minutes=16), by=None)
    old = written_ago(make_comment(article, account=account), days=400)
    assert posting.delete(old, by=account).state == State.DELETED


@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED, State.REJECTED, State.SPAM])
def test_whatever_has_become_of_it_its_author_can_delete_it(article, state):
    assert posting.delete(make_comment(article, state=state), by=None).state == State.DELETED


def test_what_was_deleted_stays_so(article):
    gone = posting.delete(make_comment(article), by=None)
    for verb in (moderation.approve, moderation.reject, moderation.mark_as_spam):
        with pytest.raises(moderation.NoSuchStep):
            verb(gone, by=root_user())


def test_where_everything_is_held_a_trusted_account_waits_too(article):
    account = make_trusted(article)
    comment = posting.submit(article, make_draft(account=account), make_token(article), mode=Mode.PRE_MODERATED)
    assert (comment.state, comment.reason) == (State.PENDING, "pre-moderated")


def test_words_are_taken_out_of_all_texts_and_nothing_else_is_changed(article):
    comment = edit(make_comment(article, "Call Ann at 555-0100, she knows."), "Call Ann at 555-0100 or not.")
    moderation.redact(comment, ["555-0100", ""], by=root_user())
    assert [revision.source for revision in comment.revisions.order_by("number")] == [
        "Call Ann at [removed], she knows.",
        "Call Ann at [removed] or not.",
    ]
    assert "555" not in "".join(revision.html for revision in comment.revisions.all())
    with pytest.raises(moderation.NoSuchStep):
        moderation.redact(comment, ["nowhere"], by=root_user())


def test_what_stands_in_place_of_words_is_not_searched_for_others(article):
    comment = make_comment(article, "He removed Ann, " + "e" * 1_000)
    moderation.redact(comment, ["removed", "Ann", *"emov[]"], by=root_user())
    assert comment.revisions.get().source == "H[removed] [removed] [removed], " + "[removed]" * 1_000


def test_an_edit_that_was_begun_before_does_not_put_the_words_back(article):
    comment = make_comment(article, "Call Ann at 555-0100.")
    moderation.redact(comment, ["555-0100"], by=root_user())
    with pytest.raises(Changed):
        edit(comment, "Call Ann at 555-0100, please.")
    assert comment.revisions.get().source == "Call Ann at [removed]."
