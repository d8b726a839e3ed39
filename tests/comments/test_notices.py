"""What is told to whom."""

import re
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import moderation, opinions
from comments.mail import notices
from comments.models import Comment, Digest, State, Subscription, Transition
from comments.moderation import Actor, Role
from comments.posting import submitting as posting
from tests.builders import make_article

from .builders import let_time_pass, make_account, make_comment, make_draft, make_token, root_user, withdraw
from .mailbox import delivered

pytestmark = pytest.mark.django_db
ADDRESS = "charlie@example.org"


def follow(article, **values):
    """Somebody's confirmed subscription."""
    long_ago = timezone.now() - timedelta(days=1)
    values = {"email": ADDRESS, "confirmed_at": long_ago, "created_at": long_ago} | values
    return Subscription.objects.create(article=article, **values)


def reply(article, parent, text="A reply.", **parts):
    return make_comment(article, text, parent=parent, **parts)


def let_the_hour_pass():
    """The last notice was an hour ago, as were the replies until then."""
    for rows, name in ((Subscription.objects, "last_notice_at"), (Transition.objects, "created_at")):
        for row in rows.exclude(**{name: None}):
            rows.filter(pk=row.pk).update(**{name: getattr(row, name) - timedelta(hours=1)})
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def parent(article):
    return make_comment(article, email="Charlie@Example.org")


def test_a_reply_is_told_to_whom_it_answers(article, parent):
    subscription = follow(article)
    answer = reply(article, parent, "Words of the reply.", name="Dora", email="dora@example.org")
    message = delivered()[0]
    assert message.to == [ADDRESS]
    assert message.subject == "New reply on “Ada Lovelace”"
    assert f"http://127.0.0.1:8000/wiki/ada-lovelace/comments/{answer.public_id}/" in message.body
    for private in ("Words of the reply", "Dora", "dora@", "Charlie"):
        assert private not in message.message().as_string()
    end = f"http://127.0.0.1:8000/mail/end/{subscription.token}/"
    assert end in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{end}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.message()["Auto-Submitted"] == "auto-generated"


def test_a_reply_is_told_only_once_it_is_approved(article, parent):
    follow(article)
    answer = reply(article, parent, state=State.PENDING)
    assert delivered() == []
    moderation.approve(answer, by=root_user())
    assert len(delivered()) == 1


def test_nobody_is_told_who_has_not_confirmed_or_has_not_asked(article, parent):
    reply(article, parent)
    follow(article, confirmed_at=None)
    reply(article, parent, "Another.")
    assert delivered() == []


def test_only_the_author_of_the_comment_that_is_answered_is_told(article, parent):
    follow(article)
    other = make_comment(article, "Another thread.", email="eve@example.org")
    reply(article, other)
    reply(article, reply(article, other, "Deeper."), "Deepest.")
    make_comment(article, "No reply.")
    assert delivered() == []


def test_a_subscription_is_for_one_article(article):
    follow(article)
    other = make_article("Charles Babbage", category=("People",))
    reply(other, make_comment(other, email=ADDRESS))
    assert delivered() == []


def test_where_comments_lie_deepest_the_one_that_was_answered_counts(article):
    follow(article)
    above = None
    for number in range(4):
        above = make_comment(article, f"Level {number}.", parent=above)
    deepest = make_comment(article, "Level 5.", parent=above, email=ADDRESS)
    assert delivered() == []
    reply(article, deepest)
    assert len(delivered()) == 1


def test_nobody_is_told_of_their_own_replies(article, parent):
    follow(article)
    reply(article, parent, "To myself.", email="CHARLIE@example.org")
    account = make_account()
    follow(article, email="dora@example.org", account=account)
    own = make_comment(article, "By Dora.", account=account)
    let_time_pass()
    reply(article, own, "To myself.", account=account)
    assert delivered() == []


def test_replies_within_an_hour_are_told_together_when_it_is_over(article, parent):
    follow(article)
    reply(article, parent)
    assert len(delivered()) == 1
    for number in range(3):
        reply(article, parent, f"Reply {number}.")
    assert len(delivered()) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    let_the_hour_pass()
    assert "3 new replies" in delivered()[1].body
    let_the_hour_pass()
    assert len(delivered()) == 2
    assert not Subscription.objects.get().notice_due


def test_a_reply_that_comes_while_a_notice_is_being_sent_is_told_in_the_next(article, parent, monkeypatch):
    follow(article)
    reply(article, parent)
    send = notices.send

    def meanwhile(*arguments):
        monkeypatch.setattr(notices, "send", send)
        reply(article, parent, "Meanwhile.")
        return send(*arguments)

    monkeypatch.setattr(notices, "send", meanwhile)
    assert "Somebody has replied" in delivered()[0].body
    let_the_hour_pass()
    assert len(delivered()) == 2
    let_the_hour_pass()
    assert len(delivered()) == 2


@pytest.mark.parametrize("end", ["deleted", "rejected", "withdrawn", "ended"])
def test_what_was_taken_back_in_between_is_told_to_nobody(article, parent, end):
    subscription = follow(article)
    answer = reply(article, parent)
    if end == "deleted":
        moderation.delete(answer, by=Actor(Role.AUTHOR))
    elif end == "rejected":
        moderation.reject(answer, by=root_user())
    elif end == "withdrawn":
        withdraw(article)
    else:
        subscription.delete()
    assert delivered() == []
    assert not Subscription.objects.filter(notice_due=True).exists()
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_a_reply_that_is_approved_a_second_time_is_not_told_again(article, parent):
    follow(article)
    answer = reply(article, parent)
    delivered()
    let_the_hour_pass()
    moderation.reject(answer, by=root_user())
    moderation.approve(answer, by=root_user())
    assert len(delivered()) == 1


def test_a_notice_that_was_not_taken_is_tried_again_with_what_came_meanwhile(article, parent, settings):
    settings.EMAIL_BACKEND = "nowhere.to.be.Found"
    follow(article)
    reply(article, parent)
    delivered()
    reply(article, parent, "Another.")
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))
    assert "2 new replies" in delivered()[0].body
    let_the_hour_pass()
    assert len(delivered()) == 1


def test_a_title_of_any_kind_makes_a_mail(article, parent):
    follow(article)
    type(article).objects.filter(pk=article.pk).update(title="Ada\u2028<b>&amp;\r\nBcc: eve@example.org")
    reply(article, parent)
    message = delivered()[0].message()
    assert str(make_header(decode_header(message["Subject"]))) == "New reply on “Ada <b>&amp; Bcc: eve@example.org”"
    assert message["Bcc"] is None
    assert "“Ada <b>&amp; Bcc: eve@example.org”" in mail.outbox[0].body


# Moderators


@pytest.fixture
def desk(settings):
    settings.MODERATORS_EMAIL = "one@example.org, two@example.org"


def post(article, **parts):
    """Takes a comment in, with what is done once that is stored."""
    return posting.submit(article, make_draft(**parts), make_token(article))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda act: _committed(django_capture_on_commit_callbacks, act)


def _committed(capture, act):
    with capture(execute=True):
        return act()


def test_moderators_are_told_how_much_waits_and_where(article, desk, committed):
    committed(lambda: post(article, text="Words of it.", name="Charlie", email=ADDRESS))
    message = delivered()[0]
    assert message.to == ["one@example.org", "two@example.org"]
    assert "Comments to approve: 1\n" in message.body
    assert "http://127.0.0.1:8000/admin/comments/comment/" in message.body
    assert not re.search("Words|Charlie|charlie|Ada", message.message().as_string())


def test_moderators_are_told_at_most_every_fifteen_minutes(article, desk, committed):
    for number in range(3):
        committed(lambda number=number: post(article, text=f"Number {number}."))
        delivered()
    assert len(mail.outbox) == 1
    Digest.objects.update(sent_at=timezone.now() - timedelta(minutes=15))
    Comment.objects.update(entered_at=timezone.now() - timedelta(minutes=5))
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert "Comments to approve: 3\n" in delivered()[1].body
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_moderators_are_not_told_again_of_what_they_know_or_have_decided(article, desk, committed):
    committed(lambda: post(article))
    delivered()
    Comment.objects.update(entered_at=timezone.now() - timedelta(hours=1))
    new = committed(lambda: post(article, text="Another."))
    moderation.reject(new, by=root_user())
    Digest.objects.update(sent_at=timezone.now() - timedelta(minutes=15))
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert len(delivered()) == 1


def test_moderators_are_told_of_edits_and_of_reports(article, desk, committed):
    comment = make_comment(article)
    draft = make_draft("Another text.")
    committed(lambda: posting.edit(comment, draft, expected=comment.version))
    reported = make_comment(article, "Reported.")
    committed(lambda: opinions.report(reported, by=make_account(), complaint="spam"))
    body = delivered()[0].body
    assert "Changes of public comments to approve: 1\n" in body
    assert "Comments that readers have reported: 1\n" in body
    assert "to approve: 0" not in body


def test_without_an_address_and_for_spam_moderators_are_not_told(article, committed, settings):
    committed(lambda: post(article))
    settings.MODERATORS_EMAIL = "one@example.org"
    committed(lambda: post(article, text="Buy.", trapped=True))
    assert delivered() == []
    assert not DBTaskResult.objects.exists()


def test_a_digest_that_was_not_taken_is_tried_again_alone(article, desk, committed, settings):
    settings.EMAIL_BACKEND = "nowhere.to.be.Found"
    committed(lambda: post(article))
    delivered()
    committed(lambda: post(article, text="Another."))
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert "Comments to approve: 2\n" in delivered()[0].body


# Decisions


@pytest.fixture
def dora(article):
    account = make_account()
    account.person.wants_decisions = True
    account.person.save()
    return account


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (moderation.approve, "approved your comment"),
        (moderation.reject, "not to show"),
        (moderation.mark_as_spam, "not to show"),
        (moderation.delete, "deleted"),
    ],
)
def test_an_account_that_asked_is_told_of_decisions(article, dora, decide, words):
    comment = make_comment(article, "Words of it.", account=dora, state=State.PENDING)
    assert delivered() == []
    decide(comment, by=root_user())
    message = delivered()[0]
    assert message.to == [notices.verified_address(dora)]
    assert words in message.body
    assert f"/wiki/ada-lovelace/comments/{comment.public_id}/status/" in message.body
    assert "Words of it" not in message.message().as_string()


def test_others_are_not_told_of_decisions(article, dora):
    dora.person.wants_decisions = False
    dora.person.save()
    make_comment(article, account=dora)
    make_comment(article, "Another.", account=make_account("Eve"))
    make_comment(article, "Without account.", email=ADDRESS)
    assert delivered() == []


def test_only_the_last_decision_is_told(article, dora):
    comment = make_comment(article, account=dora)
    moderation.reject(comment, by=root_user())
    assert len(delivered()) == 1
    assert "not to show" in mail.outbox[0].body


def test_an_address_that_was_not_proven_is_not_written_to(article):
    account = make_account(verified=False)
    account.person.wants_decisions = True
    account.person.save()
    make_comment(article, account=account)
    assert delivered() == []


# What was lost


def test_what_is_due_and_in_no_queue_is_put_there_again(article, parent, desk, committed):
    follow(article)
    reply(article, parent)
    committed(lambda: post(article, text="Another."))
    assert notices.find_lost() == 0
    DBTaskResult.objects.all().delete()
    assert notices.find_lost() == 2
    assert len(delivered()) == 2
    assert notices.find_lost() == 0
