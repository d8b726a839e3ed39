"""Who sent a comment, where there is no account to tell."""

import pytest
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import RequestFactory

from comments import ownership
from comments.models import Comment

from .builders import make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article):
    return make_comment(article)


def cookie_for(comment):
    response = HttpResponse()
    ownership.remember(response, comment)
    (cookie,) = response.cookies.values()
    return cookie


def is_own(comment, name, value):
    request = RequestFactory().get("/")
    request.COOKIES[name] = value
    return ownership.is_own(request, comment)


def test_the_browser_that_sent_it_is_known(comment):
    cookie = cookie_for(comment)
    assert is_own(comment, cookie.key, cookie.value)


def test_the_cookie_is_for_this_comment_and_no_script(comment):
    cookie = cookie_for(comment)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == comment.get_absolute_url()
    assert not cookie["secure"]


def test_where_the_site_is_https_so_is_the_cookie(comment, settings):
    settings.SECURE = True
    cookie = cookie_for(comment)
    assert cookie.key.startswith("__Host-")
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert is_own(comment, cookie.key, cookie.value)


def test_nobody_else_is_taken_for_the_author(article, comment):
    mine = cookie_for(make_comment(article))
    name = cookie_for(comment).key
    proof = f"{comment.public_id}.1"
    for forged in ("", "x", proof, mine.value, f"{proof}:x", Signer(salt="comments.form").sign(proof), "\ufffd"):
        assert not is_own(comment, name, forged)
    assert not ownership.is_own(RequestFactory().get("/"), comment)


def test_an_edit_needs_a_cookie_of_its_own(comment):
    cookie = cookie_for(comment)
    Comment.objects.update(revision_number=2)
    assert not is_own(Comment.objects.get(), cookie.key, cookie.value)
