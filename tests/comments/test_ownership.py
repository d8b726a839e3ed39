"""Whose a comment is: the account's that posted it, else the browser's that was given cookies for it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from comments.models import Comment
from comments.posting import ownership

from .builders import make_account, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article):
    return make_comment(article)


def cookies_for(comment):
    response = HttpResponse()
    ownership.remember(response, comment)
    return response.cookies


def request_with(cookies, user=None):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.COOKIES.update({name: getattr(cookie, "value", cookie) for name, cookie in cookies.items()})
    return request


def test_the_browser_that_sent_it_sees_how_it_fares_and_may_change_it(comment):
    request = request_with(cookies_for(comment))
    assert ownership.is_own(request, comment)
    assert ownership.may_change(request, comment)


def test_the_cookies_are_for_this_discussion_and_no_script(comment):
    for cookie in cookies_for(comment).values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == reverse("comments", args=[comment.article.slug])
        assert not cookie["secure"]


def test_where_the_site_is_https_so_are_the_cookies(comment, settings):
    settings.SECURE = True
    cookies = cookies_for(comment)
    for cookie in cookies.values():
        assert cookie.key.startswith("__Host-")
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert ownership.is_own(request_with(cookies), comment)


def test_nobody_else_is_taken_for_the_author(article, comment):
    mine = cookies_for(make_comment(article)).values()
    proofs = [comment.public_id, f"{comment.public_id}.1"]
    signed = [Signer(salt="comments.form").sign(proof) for proof in proofs]
    for name in cookies_for(comment):
        for forged in ("", "x", *proofs, *signed, *(each.value for each in mine), f"{proofs[1]}:x", "\ufffd"):
            request = request_with({name: forged})
            assert not ownership.is_own(request, comment)
            assert not ownership.may_change(request, comment)
    assert not ownership.is_own(request_with({}), comment)


def test_a_cookie_is_good_for_its_own_action_alone(comment):
    (status, look), (change, leave) = cookies_for(comment).items()
    crossed = request_with({status: leave.value, change: look.value})
    assert not ownership.is_own(crossed, comment)
    assert not ownership.may_change(crossed, comment)


def test_once_the_text_is_another_its_author_sees_it_and_changes_it_no_more(comment):
    request = request_with(cookies_for(comment))
    Comment.objects.update(revision_number=2)
    assert ownership.is_own(request, Comment.objects.get())
    assert not ownership.may_change(request, Comment.objects.get())


def test_what_an_account_posted_is_the_accounts_in_every_browser(article):
    dora, eve = make_account("Dora"), make_account("Eve")
    comment = make_comment(article, account=dora)
    assert ownership.may_change(request_with({}, dora), comment)
    assert not ownership.may_change(request_with(cookies_for(comment), eve), comment)
    assert not ownership.is_own(request_with(cookies_for(comment)), comment)
