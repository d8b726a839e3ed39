"""The switch of one article."""

import pytest

from comments.models import Discussion, Mode

from .builders import text_of

pytestmark = pytest.mark.django_db


def test_an_article_is_switched_from_its_comments(desk, article):
    address = f"/admin/comments/discussion/of/{article.pk}/"
    page = text_of(desk.get(address))
    assert 'value="open"' in page
    assert not Discussion.objects.exists()
    for mode in Mode.values:
        assert desk.post(address, {"mode": mode}).status_code == 302
        assert Discussion.objects.get().mode == mode
    assert desk.post(address, {"mode": "x"}).status_code == 422
    assert desk.get("/admin/comments/discussion/of/999/").status_code == 404


@pytest.mark.parametrize("page", ["/wiki/%00/", "a%00b", "%ff", "%ed%a0%80", "/" * 900])
def test_an_odd_address_is_no_articles(desk, article, page):
    response = desk.post("/admin/comments/discussion/add/", {"page": page, "mode": "closed"})
    assert response.status_code == 200
    assert "There is no article at that address." in text_of(response)
