"""What the encyclopedia asks of the comments."""

import pytest
from django.contrib.auth.models import AnonymousUser

from comments import transfer
from comments.models import State
from tests.builders import make_user

from .builders import make_comment, root_user

pytestmark = pytest.mark.django_db


def test_a_moderator_hears_what_waits(article, moderator, client):
    for state in (State.PENDING, State.PENDING, State.SPAM, State.APPROVED):
        make_comment(article, state=state)
    (queue,) = transfer.waiting(moderator)
    assert (queue.label, queue.count) == ("Comments to approve", 2)
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
