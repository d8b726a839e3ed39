"""What is looked at before a form is read: whether it comes from our own pages."""

import re

import pytest
from django.test import Client

from comments.models import Comment

from .builders import PRIVATE, close, fields, make_comment, text_of, token_in, withdraw

pytestmark = pytest.mark.django_db

OURS = {"HTTP_ORIGIN": "http://testserver"}
FOREIGN = [
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "http://testserver.evil.example"},
    {"HTTP_REFERER": "https://evil.example/wiki/ada-lovelace/comments/new/"},
    {"HTTP_REFERER": "http://testserver@evil.example/"},
]


@pytest.fixture
def browser():
    """A client that is checked as browsers are."""
    return Client(enforce_csrf_checks=True)


def csrf_token(response):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text_of(response))[1]


def test_a_form_of_ours_is_taken(browser, article, new):
    page = browser.get(new)
    data = fields(article, token=token_in(page), csrfmiddlewaretoken=csrf_token(page))
    assert browser.post(new, data, **OURS).status_code == 303


@pytest.mark.parametrize("headers", [{}, OURS, {"HTTP_REFERER": "http://testserver/wiki/ada-lovelace/comments/new/"}])
@pytest.mark.parametrize("token", [None, "", "x", "x" * 64, "\x00"])
def test_without_its_token_our_form_is_shown_again(browser, article, new, headers, token):
    browser.get(new)
    parent = make_comment(article)
    data = fields(article, parent, text="What I want to say.")
    if token is not None:
        data["csrfmiddlewaretoken"] = token
    response = browser.post(f"{new}?reply_to={parent.public_id}", data, **headers)
    assert response.status_code == 403
    assert response["Cache-Control"] == PRIVATE
    assert "What I want to say." in text_of(response)
    assert Comment.objects.count() == 1
    again = data | {"token": token_in(response), "csrfmiddlewaretoken": csrf_token(response)}
    assert browser.post(new, again, **headers).status_code == 303
    assert Comment.objects.filter(parent=parent).exists()


def test_without_its_cookie_our_form_brings_a_new_one(browser, article, new):
    response = browser.post(new, fields(article, csrfmiddlewaretoken="x" * 64), **OURS)
    assert response.status_code == 403
    assert "csrf" in browser.cookies
    again = fields(article, token=token_in(response), csrfmiddlewaretoken=csrf_token(response))
    assert browser.post(new, again, **OURS).status_code == 303


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_of_another_site_gets_a_bare_page(browser, article, new, headers):
    page = browser.get(new)
    data = fields(article, text="Not mine.", token=token_in(page), csrfmiddlewaretoken=csrf_token(page))
    if "HTTP_REFERER" in headers:
        # Browsers say where a form comes from in Origin; a token that is wrong besides is not helped.
        data["csrfmiddlewaretoken"] = "x" * 64
    response = browser.post(new, data, **headers)
    assert response.status_code == 403
    assert "Not mine." not in text_of(response)
    assert "csrfmiddlewaretoken" not in text_of(response)
    assert not Comment.objects.exists()


def test_programs_get_a_word(browser, article, new):
    response = browser.post(new, fields(article), HTTP_ACCEPT="application/json", **OURS)
    assert (response.status_code, response.json()) == (403, {"error": "csrf"})


@pytest.mark.parametrize("spoil", [close, withdraw])
def test_a_refusal_shows_no_form_where_there_is_none(browser, article, new, spoil):
    data = fields(article)
    spoil(article)
    response = browser.post(new, data, **OURS)
    assert response.status_code == 403
    assert "csrfmiddlewaretoken" not in text_of(response)
    assert "A useful note." in text_of(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused_as_such(browser, new, method):
    assert getattr(browser, method)(new).status_code == 405


def test_over_https_a_referrer_is_asked_for(browser, article, new):
    page = browser.get(new, secure=True)
    data = fields(article, token=token_in(page), csrfmiddlewaretoken=csrf_token(page))
    assert browser.post(new, data, secure=True).status_code == 403
    assert browser.post(new, data, secure=True, HTTP_ORIGIN="https://testserver").status_code == 303
