"""The log of what happened to comments."""

import pytest

from comments import moderation

from .builders import make_comment, root_user, text_of

pytestmark = pytest.mark.django_db

LOG = "/admin/comments/transition/"


def test_the_log_says_who_took_which_step_even_of_comments_that_are_gone(desk, article):
    comment = make_comment(article)
    gone = make_comment(article, "Gone.")
    moderation.remove(gone, by=root_user())
    page = text_of(desk.get(LOG))
    assert "pending → approved" in page
    assert comment.public_id in page
    assert "gone" in page
    assert "1 step in the log" in text_of(desk.get(LOG, {"step": "approved-deleted"}))
    assert "2 steps in the log" in text_of(desk.get(LOG, {"by": "nobody"}))
    assert "3 steps in the log" in text_of(desk.get(LOG, {"by": root_user().pk}))


@pytest.mark.parametrize("query", [{"by": "x"}, {"step": "x"}, {"step": "a-b-c"}, {"by": "1" * 30}], ids=str)
def test_odd_questions_to_the_log_are_not_errors(desk, article, query):
    assert desk.get(LOG, query).status_code in {200, 302}


def test_nobody_writes_the_log(desk, article):
    step = make_comment(article).transitions.first()
    client_answers = [
        desk.post(f"{LOG}{step.pk}/{part}/", {"post": "yes"}).status_code for part in ("change", "delete")
    ]
    assert client_answers == [403, 403]
    assert desk.get(f"{LOG}add/").status_code == 403
