"""Rules that the database itself holds."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Comment, CommentRevision, Discussion, State, UsedNonce
from tests.builders import make_article

from .builders import make_chain, make_comment

pytestmark = pytest.mark.django_db


def refused():
    return pytest.raises(IntegrityError)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "public"},
        {"state": State.APPROVED, "approved": None},
        {"depth": 0},
        {"depth": 6},
        {"depth": 2},
        {"revision_number": 0},
        {"reply_to": 1},
        {"root": 1},
        {"parent": 1},
    ],
    ids=str,
)
def test_a_root_that_breaks_a_rule_is_not_stored(article, broken):
    other, comment = make_comment(article), make_comment(article, state=State.PENDING)
    broken = {name: other if value == 1 else value for name, value in broken.items()}
    with refused(), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**broken)


@pytest.mark.parametrize("broken", [{"root": None}, {"parent": None}, {"depth": 1}, {"depth": 3}], ids=str)
def test_a_reply_stays_where_it_is_in_its_thread(article, broken):
    _root, reply = make_chain(article, 2)
    with refused(), transaction.atomic():
        Comment.objects.filter(pk=reply.pk).update(**broken)


def test_a_deep_reply_does_not_hang_from_its_root(article):
    root, _reply, deep = make_chain(article, 3)
    with refused(), transaction.atomic():
        Comment.objects.filter(pk=deep.pk).update(parent=root)


def test_a_revision_has_its_number_once(article):
    comment = make_comment(article)
    with refused(), transaction.atomic():
        CommentRevision.objects.create(
            comment=comment, number=1, source="x", html="x", renderer_version=1, created_at=timezone.now()
        )


def test_a_form_is_used_once(article):
    used = UsedNonce.objects.get(comment=make_comment(article).public_id)
    with refused(), transaction.atomic():
        UsedNonce.objects.create(nonce=used.nonce, comment_id=used.comment_id, created_at=timezone.now())


def test_a_discussion_has_a_known_mode(article):
    with refused(), transaction.atomic():
        Discussion.objects.create(article=article, mode="shut")


def test_what_is_shown_is_what_is_approved_or_above_it(article):
    root, reply = make_chain(article, 2)
    pending = make_comment(article, state=State.PENDING)
    assert set(Comment.objects.shown()) == {root, reply}
    assert not Comment.objects.get(pk=pending.pk).is_shown


def test_an_article_goes_with_its_discussion():
    article = make_article("Gone")
    make_chain(article, 5)
    article.delete()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("name", "initial"), [("ada", "A"), ("  éa", "É"), ("ßa", "S"), ("🙂", "·"), ("“Q”", "Q")])
def test_the_picture_is_the_first_letter_of_the_name(name, initial):
    assert Comment(author_name=name).initial == initial


def test_nothing_that_stands_in_logs_tells_name_or_text(article):
    comment = make_comment(article, "A secret.", name="Charlie")
    assert str(comment) == f"Comment {comment.public_id}"
    assert "secret" not in "".join(map(str, comment.transitions.all()))
