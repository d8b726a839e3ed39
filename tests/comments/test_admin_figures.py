"""What came in and what was decided."""

import pytest

from comments.models import State
from tests.builders import count_queries, make_article

from .builders import make_comment, text_of

pytestmark = pytest.mark.django_db

FIGURES = "/admin/comments/comment/figures/"


def test_the_figures_count_what_came_and_what_was_decided(desk, article):
    make_comment(article, "One.")
    make_comment(article, "Two.", state=State.REJECTED)
    make_comment(article, "Three.", state=State.SPAM)
    make_comment(article, "Four with https://example.org/.", state=State.PENDING)
    response = desk.get(FIGURES)
    day = response.context["days"][-1]
    assert (day.came, day.approved, day.rejected, day.spam) == (4, 1, 1, 1)
    assert response.context["moderators"] == [("root", {"approved": 1, "rejected": 1, "spam": 1})]
    assert dict(response.context["reasons"]) == {"no account": 4, "link": 1}
    page = text_of(response)
    assert "<svg" in page
    assert "style=" not in page.replace("stylesheet", "")
    assert desk.post(FIGURES).status_code == 405


def test_the_figures_cost_the_same_however_much_happened(desk, article):
    make_comment(article)
    cost = count_queries(lambda: desk.get(FIGURES))
    for number in range(10):
        make_comment(make_article(f"Article {number}"), state=State.SPAM)
    assert count_queries(lambda: desk.get(FIGURES)) == cost


def test_nothing_happened_is_no_error(desk):
    assert "None was." in text_of(desk.get(FIGURES))
