"""What every answer says of itself, and which methods an address takes."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import resolve

from encyclopedia import editing
from encyclopedia.models import Article
from tests.builders import make_article

from .test_odd_values import PUBLIC, address, filled

pytestmark = pytest.mark.django_db

KEPT_FOR_A_MINUTE = "public, max-age=0, s-maxage=60, must-revalidate"
KEPT_BY_NOBODY = "private, no-store"


@pytest.fixture
def site(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("images/a.png", ContentFile(b"not looked at"))
    article = make_article("First", category=("Technology",))
    editing.rename(article, "second", by=None)


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/", 200, KEPT_FOR_A_MINUTE),
        ("/wiki/second/", 200, KEPT_FOR_A_MINUTE),
        ("/wiki/first/", 301, KEPT_FOR_A_MINUTE),
        ("/wiki/nothing/", 404, KEPT_FOR_A_MINUTE),
        ("/nowhere/", 404, KEPT_BY_NOBODY),
        ("/articles/?page=99", 404, KEPT_BY_NOBODY),
        ("/wiki/second/comments/new/", 200, KEPT_BY_NOBODY),
        ("/wiki/second/comments/nothing/status/", 404, KEPT_BY_NOBODY),
        ("/feeds/new/", 200, KEPT_FOR_A_MINUTE),
        ("/media/images/a.png", 200, "public, max-age=31536000, immutable"),
        ("/favicon.ico", 302, KEPT_BY_NOBODY),
        ("/random/", 302, "no-store"),
    ],
)
def test_an_answer_says_how_long_it_is_true_and_who_may_show_it(client, site, path, status, kept):
    response = client.get(path)
    list(response)
    assert response.status_code == status
    assert response["Cache-Control"] == kept
    # Pictures are under a free licence: any page may show them.
    shown_by = "cross-origin" if path.startswith("/media/") else "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == shown_by
    assert "camera=()" in response["Permissions-Policy"]


def test_an_address_refuses_methods_that_it_does_not_take_before_it_asks_for_a_token():
    browser = Client(enforce_csrf_checks=True)
    known, forms = 0, 0
    for route in PUBLIC:
        path = address(route, filled(route, {"": {}}))
        methods = getattr(resolve(path).func, "methods", None)
        if methods is None:
            continue
        known += 1
        for method in {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - methods:
            response = browser.generic(method, path)
            assert (response.status_code, response["Allow"]) == (405, ", ".join(sorted(methods))), (method, path)
            assert b"<h1>" in response.content
        forms += "POST" in methods
    # All but the pages of accounts that allauth brings with methods of its own.
    assert known >= len(PUBLIC) - 8
    assert forms > 10
    assert Article.objects.count() == 0
