"""What the encyclopedia asks of the comments."""

import pytest
from django.contrib.auth.models import AnonymousUser

from comments import moderation
from comments.exchange import transfer
from comments.models import Comment, Discussion, State
from tests.builders import make_user

from .builders import close, make_chain, make_comment, root_user

pytestmark = pytest.mark.django_db


def test_a_moderator_hears_what_waits(article, moderator, client):
    for state in (State.PENDING, State.PENDING, State.SPAM, State.APPROVED):
        make_comment(article, state=state)
    (queue,) = transfer.waiting(moderator)
    assert (queue.label, queue.number) == ("Comments to approve", 2)
    client.force_login(moderator)
    assert client.get(queue.address).status_code == 200
    assert "Comments to approve: 2" in client.get("/admin/").content.decode()


def test_nothing_waits_where_there_is_nothing_to_do(article):
    make_comment(article)
    assert transfer.waiting(root_user()) == []


def test_others_hear_nothing(article, editor):
    make_comment(article, state=State.PENDING)
    for user in (editor, make_user("alice"), AnonymousUser()):
        assert transfer.waiting(user) == []


# Out and in again


def told(article):
    return transfer.export([article]).get(article.pk, [])


def empty(article):
    """Leave none of the comments, and answer what was told of them."""
    before = told(article)
    Comment.objects.filter(article=article).delete()
    Discussion.objects.all().delete()
    return before


def test_a_thread_comes_back_as_readers_saw_it(article, client):
    chain = make_chain(article, 5)
    make_comment(article, "Beside, with **bold**.", parent=chain[-1])
    make_comment(article, "Another root.")
    make_comment(article, "Never shown.", state=State.SPAM)
    moderation.reject(chain[2], by=root_user())
    page = client.get(f"{article.get_absolute_url()}comments/").content
    before = empty(article)
    assert len(before) == 7
    assert transfer.restore(article, before) == 7
    assert told(article) == before
    assert client.get(f"{article.get_absolute_url()}comments/").content == page
    for comment in Comment.objects.all():
        (step,) = comment.transitions.all()
        assert (step.from_state, step.to_state, step.by) == ("", comment.state, None)
        assert comment.approved_below == sum(each.is_approved for each in below(comment))


def below(comment):
    found = list(comment.replies.all())
    return found + [each for reply in found for each in below(reply)]


def test_text_is_rendered_anew_and_never_trusted(article):
    make_comment(article, "Fine.")
    (values,) = empty(article)
    transfer.restore(article, [values | {"text": "<script>alert(1)</script> [x](javascript:alert(1)) **b**"}])
    html = Comment.objects.get().approved.html
    assert (
        "<script" not in html and "javascript:" not in html.replace("javascript:alert(1))", "") and "<strong>" in html
    )


def test_a_closed_discussion_stays_closed(article):
    close(article)
    before = empty(article)
    assert before == [{"mode": "closed"}]
    assert transfer.restore(article, before) == 0
    assert Discussion.objects.get(article=article).mode == "closed"


def test_nothing_of_a_sender_is_told(article):
    root = make_comment(article, "Words that were rejected.", name="Charlie", email="charlie@example.org")
    make_comment(article, "A reply.", parent=root, name="Dora")
    moderation.reject(root, by=root_user(), reason="A reason")
    written = repr(told(article))
    assert "Dora" in written
    for secret in ("Words", "Charlie", "example.org", "A reason", root.ip_key):
        assert secret not in written


def test_a_comment_is_never_restored_twice(article):
    make_comment(article)
    with pytest.raises(ValueError, match="there is a comment with the id"):
        transfer.restore(article, told(article))
    assert Comment.objects.count() == 1


def test_a_thread_with_a_fault_is_not_restored_in_part(article):
    make_chain(article, 2)
    first, second = empty(article)
    for fault in (
        *(
            {"parent": "0" * 16},
            {"reply_to": first["id"]},
            {"state": "approved", "text": ""},
            {"time": "2026"},
            {"id": 7},
        ),
        *({"name": ""}, {"name": "x" * 51}, {"name": "a\x00"}, {"text": "x" * 5_001}, {"html": "<b>"}, {"account": 1}),
        *({"mode": "closed"}, {"edited": None}, {"time": "0001-01-01T00:00:00Z"}, {"parent": []}),
    ):
        with pytest.raises(ValueError):
            transfer.restore(article, [first, second | fault])
    assert not Comment.objects.exists()
