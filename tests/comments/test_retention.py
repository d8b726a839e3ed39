"""What is forgotten, and after how long."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import moderation
from comments.articles import render_comment
from comments.keeping import retention
from comments.mail import notices
from comments.models import (
    Charge,
    Comment,
    CommentRevision,
    State,
    Subscription,
    Transition,
    UsedNonce,
)
from comments.posting import submitting as posting
from tests.builders import make_user

from .builders import make_account, make_comment, make_draft, root_user
from .mailbox import delivered

pytestmark = pytest.mark.django_db
DAYS = {State.SPAM: 14, State.REJECTED: 90, State.PENDING: 60}


def ago(**time):
    return timezone.now() - timedelta(**time)


def tidy():
    """The daily command; the answer is what it did, without what it had nothing of."""
    out = StringIO()
    call_command("tidy_comments", stdout=out)
    counts = (re.fullmatch(r"(.+) (\d+)", line).groups() for line in out.getvalue().splitlines())
    return {what: int(count) for what, count in counts if int(count)}


def age(comment, **time):
    Comment.objects.filter(pk=comment.pk).update(entered_at=ago(**time), created_at=ago(**time))
    return comment


def test_nothing_is_forgotten_that_is_young_or_public(article):
    public = make_comment(article, email="charlie@example.org")
    for state, days in DAYS.items():
        age(make_comment(article, f"A {state} one.", state=state), days=days - 1)
    Comment.objects.update(ip_key="", email="")
    assert tidy() == {}
    age(public, days=3650)
    Comment.objects.update(ip_key="", email="")
    assert tidy() == {}


@pytest.mark.parametrize(("state", "days"), DAYS.items())
def test_what_readers_do_not_see_is_kept_for_a_time_in_its_state(article, state, days):
    comment = make_comment(article, state=state, email="charlie@example.org")
    key = comment.pk
    Comment.objects.filter(pk=key).update(created_at=ago(days=365), ip_key="", email="")
    assert tidy() == {}
    age(comment, days=days, minutes=1)
    assert tidy()[f"{state} comments deleted"] == 1
    assert not Comment.objects.exists()
    assert not CommentRevision.objects.exists()
    last = Transition.objects.last()
    assert (last.comment_id, last.from_state, last.to_state, last.by) == (key, state, State.DELETED, None)


def test_what_others_hang_from_keeps_its_place_without_text_and_name(article):
    root = make_comment(article, "Secret words.")
    middle = make_comment(article, "Secret too.", parent=root)
    leaf = make_comment(article, "Public.", parent=middle)
    for comment in (root, middle):
        moderation.reject(comment, by=root_user())
        age(comment, days=91)
    assert tidy()["rejected comments deleted"] == 2
    for comment in (root, middle):
        comment.refresh_from_db()
        assert (comment.state, comment.author_name, comment.approved_below) == (State.DELETED, "", 1)
        assert not comment.revisions.exists()
    leaf.refresh_from_db()
    assert (leaf.state, leaf.parent_id, leaf.root_id) == (State.APPROVED, middle.pk, root.pk)
    assert Comment.objects.shown().count() == 3
    assert tidy() == {}


def test_a_thread_of_which_nothing_is_public_goes_as_a_whole(article):
    root = make_comment(article)
    leaf = make_comment(article, "A reply.", parent=root)
    for comment in (leaf, root):
        moderation.mark_as_spam(comment, by=root_user())
        age(comment, days=15)
    assert tidy()["spam comments deleted"] == 2
    assert not Comment.objects.exists()


def test_counts_stay_right(article):
    root = make_comment(article)
    spam = make_comment(article, "Spam.", parent=root, state=State.SPAM)
    make_comment(article, "A reply.", parent=root)
    age(spam, days=15)
    tidy()
    root.refresh_from_db()
    assert root.approved_below == 1
    assert Comment.objects.count() == 2


def test_an_address_goes_after_a_week_unless_somebody_reads_mail_there(article):
    for address in ("confirmed@example.org", "asked@example.org", "never@example.org"):
        age(make_comment(article, address, email=address.title()), days=8)
    for name, confirmed in (("confirmed", timezone.now()), ("asked", None)):
        Subscription.objects.create(
            article=article, email=f"{name}@example.org", created_at=ago(days=8), confirmed_at=confirmed
        )
    done = tidy()
    assert (done["email addresses erased"], done["unconfirmed subscriptions deleted"]) == (2, 1)
    assert set(Comment.objects.values_list("email", flat=True)) == {"", "confirmed@example.org"}
    assert Subscription.objects.get().email == "confirmed@example.org"


def test_ip_keys_go_after_thirty_days(article):
    old, young = make_comment(article, "Old."), make_comment(article, "Young.")
    age(old, days=31)
    assert tidy()["IP keys erased"] == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.ip_key, bool(young.ip_key)) == ("", True)


def test_old_texts_go_after_thirty_days_but_not_what_is_public_or_newest(article):
    comment = make_comment(article, "First.")
    now = timezone.now()
    for number, days in ((2, 50), (3, 40), (4, 20)):
        CommentRevision.objects.create(
            comment=comment, number=number, source="x", html=render_comment("x"), renderer_version=1,
            created_at=now - timedelta(days=days),
        )  # fmt: skip
    Comment.objects.update(revision_number=4)
    assert tidy()["old revisions deleted"] == 1
    # The first is public; the third was replaced 20 days ago.
    assert list(comment.revisions.order_by("number").values_list("number", flat=True)) == [1, 3, 4]


def test_an_edit_of_today_leaves_the_text_before_it_for_a_while(article):
    comment = make_comment(article, state=State.PENDING)
    CommentRevision.objects.update(created_at=ago(days=100))
    posting.edit(comment, make_draft("Another."), expected=comment.version)
    assert "old revisions deleted" not in tidy()


def test_the_log_is_kept_for_a_year(article):
    make_comment(article)
    first = Transition.objects.first()
    Transition.objects.filter(pk=first.pk).update(created_at=ago(days=366))
    assert tidy()["log entries deleted"] == 1
    assert not Transition.objects.filter(pk=first.pk).exists()


def test_what_no_longer_counts_is_forgotten(article):
    make_comment(article)
    UsedNonce.objects.update(created_at=ago(hours=25))
    Charge.objects.all().delete()
    for days in (1, 3):
        Charge.objects.create(kind="comment", key="k", at=ago(days=days))
    Session.objects.create(session_key="old", session_data="", expire_date=ago(minutes=1))
    Session.objects.create(session_key="new", session_data="", expire_date=ago(minutes=-9))
    done = tidy()
    assert (done["used forms forgotten"], done["charges forgotten"], done["sessions ended"]) == (1, 1, 1)
    assert Session.objects.get().session_key == "new"


def test_of_a_session_that_has_ended_an_account_keeps_nothing():
    user = make_user()
    Session.objects.create(session_key="new", session_data="", expire_date=ago(minutes=-9))
    for key in ("new", "old"):
        UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="", data={})
    UserSession.objects.update(created_at=ago(days=2))
    assert tidy() == {"sessions taken from the list of their account": 1}
    assert UserSession.objects.get().session_key == "new"


def test_finished_tasks_are_forgotten_and_others_are_not():
    notices.send_later("Subject", "Text", ["charlie@example.org"])
    delivered()
    notices.send_later("Another", "Text", ["charlie@example.org"])
    DBTaskResult.objects.filter(status="SUCCESSFUL").update(finished_at=ago(days=2))
    assert tidy() == {"tasks forgotten": 1}
    DBTaskResult.objects.update(status="FAILED", finished_at=ago(days=6))
    assert tidy() == {}
    DBTaskResult.objects.update(finished_at=ago(days=8))
    assert tidy() == {"tasks forgotten": 1}


def test_accounts_that_nobody_has_confirmed_go():
    make_account(verified=False, days=8)
    assert tidy() == {"accounts without a confirmed address erased": 1}


def test_what_was_interrupted_is_completed_by_running_it_again(article, monkeypatch):
    for number in range(5):
        age(make_comment(article, f"Spam {number}.", state=State.SPAM), days=15)
    Comment.objects.update(ip_key="")
    monkeypatch.setattr(retention, "BATCH", 2)
    calls = []

    def interrupt(seconds):
        calls.append(seconds)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    with pytest.raises(SystemExit) as end:
        tidy()
    assert end.value.code == 130
    assert Comment.objects.count() == 1
    assert tidy() == {"spam comments deleted": 1}


def test_a_database_that_refuses_is_said_in_a_sentence(monkeypatch):
    def fail(now):
        raise OperationalError("gone")

    monkeypatch.setattr(retention, "tidy", fail)
    with pytest.raises(CommandError, match="The database refused: gone"):
        tidy()


def test_many_rows_are_changed_in_small_transactions(article, monkeypatch):
    comment = make_comment(article)
    Charge.objects.all().delete()
    Charge.objects.bulk_create(Charge(kind="comment", key="k", at=ago(days=3)) for _ in range(2000))
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    assert tidy()["charges forgotten"] == 2000
    assert len(pauses) == 2000 // retention.BATCH
    assert Comment.objects.get() == comment
