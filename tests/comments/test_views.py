"""The pages of a discussion: for every reader, and for the author of a comment."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.models import Comment, State
from encyclopedia import editing
from tests.builders import make_article

from .builders import PRIVATE, close, fields, make_chain, make_comment, root_user, somewhere, text_of, withdraw

pytestmark = pytest.mark.django_db

PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"


def pages_of(article, comment):
    base = f"{article.get_absolute_url()}comments/"
    return [article.get_absolute_url(), base, f"{base}{comment.public_id}/"]


def test_public_pages_are_the_same_for_everybody(article, client):
    comment = make_chain(article, 3)[1]
    author = Client()
    author.post(f"{article.get_absolute_url()}comments/new/", fields(article))
    client.force_login(root_user())
    for address in pages_of(article, comment):
        answers = [reader.get(address) for reader in (Client(), author, client)]
        assert len({answer.content for answer in answers}) == 1
        for answer in answers:
            assert answer.status_code == 200
            assert answer["Cache-Control"] == PUBLIC
            assert not answer.cookies
            assert "Cookie" not in answer.get("Vary", "")
            page = text_of(answer)
            assert "csrfmiddlewaretoken" not in page
            assert page.count("<h1") == 1
            assert 'method="post"' not in page


def test_the_article_shows_what_is_approved(client, article):
    comment = make_comment(article, "**Well** said.", name="Bob")
    page = text_of(client.get(article.get_absolute_url()))
    base = f"{article.get_absolute_url()}comments/"
    assert '<h2 id="comments">Comments</h2>' in page
    assert "<strong>Well</strong> said." in page
    assert f'href="{base}{comment.public_id}/"' in page
    assert f'<a href="{base}new/?reply_to={comment.public_id}" rel="nofollow">Reply to <bdi>Bob</bdi></a>' in page
    assert f'href="{base}new/"' in page
    assert f"avatar-{comment.avatar}" in page


def test_an_article_without_comments_asks_for_one(client, article):
    page = text_of(client.get(article.get_absolute_url()))
    assert "No comments yet. Start the discussion with a useful note." in page
    assert "Write a comment" in page


def test_a_closed_discussion_is_read_and_not_written(client, article):
    make_comment(article, "Still here.")
    close(article)
    page = text_of(client.get(article.get_absolute_url()))
    assert "Still here." in page
    assert "Comments are closed here." in page
    assert "/new/" not in page


def test_a_removed_comment_is_gone_at_once_and_its_replies_stay(client, article):
    root = make_comment(article, "Remove me.", name="Mallory")
    make_comment(article, "I stay.", parent=root)
    tags = []
    for _ in range(2):
        answers = [client.get(address) for address in pages_of(article, root)]
        tags.append([answer["ETag"] for answer in answers])
        moderation.reject(Comment.objects.get(pk=root.pk), by=root_user()) if len(tags) == 1 else None
    assert not set(tags[0]) & set(tags[1])
    for answer in answers:
        page = text_of(answer)
        assert "I stay." in page
        assert "Remove me." not in page
        assert "Mallory" not in page
        assert f"reply_to={root.public_id}" not in page


def test_more_roots_and_replies_are_a_link_away(client, article):
    root = make_comment(article)
    for number in range(21):
        make_comment(article, f"Reply {number}.", parent=root)
    for number in range(50):
        make_comment(article, f"Root {number}.")
    base = f"{article.get_absolute_url()}comments/"
    page = text_of(client.get(article.get_absolute_url()))
    assert f'<a href="{base}{root.public_id}/">More replies (1)</a>' in page
    assert f'<a href="{base}?page=2">More comments</a>' in page
    assert "Reply 20." not in page
    assert "Reply 20." in text_of(client.get(f"{base}{root.public_id}/"))
    assert "Root 49." in text_of(client.get(base, {"page": "2"}))


@pytest.mark.parametrize("page", ["0", "2", "-1", "", "x", "%00", "١", "1" * 20])
def test_pages_that_are_not_there(client, article, page):
    comment = make_comment(article)
    base = f"{article.get_absolute_url()}comments/"
    assert client.get(f"{base}?page={page}").status_code == 404
    assert client.get(f"{base}{comment.public_id}/?page={page}").status_code == 404


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.SPAM])
def test_what_is_not_approved_has_no_page(client, article, state):
    comment = make_comment(article, state=state)
    assert client.get(comment.get_absolute_url()).status_code == 404


def test_a_comment_belongs_to_its_article(client, article):
    comment = make_comment(make_article("BERT"))
    base = f"{article.get_absolute_url()}comments/"
    for rest in (f"{comment.public_id}/", "0000000000000000/", "x/", "x/status/", f"{comment.public_id}/status/"):
        assert client.get(base + rest).status_code == 404


def test_a_page_costs_the_same_with_one_comment_and_with_a_hundred(client, article):
    root, _reply = make_chain(article, 2)
    costs = []
    for _ in range(2):
        cost = []
        for address in (
            *pages_of(article, root),
            f"{article.get_absolute_url()}comments/new/?reply_to={root.public_id}",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            cost.append(len(queries))
        costs.append(cost)
        for _number in range(20):
            make_comment(article, parent=root)
            make_chain(article, 4)
    assert costs[0] == costs[1]


def test_nothing_of_a_withdrawn_article_is_there(client, article, new):
    comment = make_comment(article, "Was public.")
    client.post(new, fields(article, text="Mine."))
    own = Comment.objects.get(state=State.PENDING)
    withdraw(article)
    status = f"{own.get_absolute_url()}status/"
    for address in (*pages_of(article, comment), new, f"{new}?reply_to={comment.public_id}", status):
        assert client.get(address).status_code == 404


def test_an_old_slug_leads_to_the_same_place_below_the_new_one(client, article):
    comment = make_comment(article)
    old = article.get_absolute_url()
    editing.rename(article, "ada-king", by=None)
    for rest in ("", "?page=1", "new/", f"new/?reply_to={comment.public_id}", f"{comment.public_id}/", "x/status/"):
        response = client.get(f"{old}comments/{rest}")
        assert (response.status_code, response["Location"]) == (301, f"/wiki/ada-king/comments/{rest}")


def test_a_form_that_was_opened_before_a_rename_is_taken(client, article, new):
    data = fields(article)
    editing.rename(article, "ada-king", by=None)
    response = client.post(new, data)
    assert response["Location"].startswith("/wiki/ada-king/comments/")


def test_a_slug_in_another_script_works_everywhere(client):
    article = make_article("漢字")
    new = f"{article.get_absolute_url()}comments/new/"
    response = client.post(new, fields(article))
    assert client.get(response["Location"]).status_code == 200


# The status of a comment


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.PENDING, "Held for review"),
        (State.SPAM, "Held for review"),
        (State.APPROVED, "Your comment is published"),
        (State.REJECTED, "Your comment was not published"),
    ],
)
def test_the_author_alone_is_told_how_it_went(client, article, new, state, words):
    response = client.post(new, fields(article))
    if state != State.PENDING:
        moderation.transition(Comment.objects.get(), state, by=root_user(), reason="for the log")
    status = client.get(response["Location"])
    assert status["Cache-Control"] == PRIVATE
    assert status["X-Robots-Tag"] == "noindex"
    assert words in text_of(status)
    assert "for the log" not in text_of(status)
    stranger = Client()
    stranger.post(new, fields(article, text="Other."), REMOTE_ADDR=somewhere())
    assert stranger.get(response["Location"]).status_code == 404


# Hostile input


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "&lt;script&gt;alert(1)",
    "\u202eevil",
    "]]>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_texts_are_only_words(client, article, new, hostile):
    name, written = hostile[:50].lstrip("\u202e"), f"Text {hostile}"
    posted = client.post(new, fields(article, name=name, text=written))
    comment = moderation.approve(Comment.objects.get(), by=root_user())
    make_comment(article, parent=comment)
    addresses = [*pages_of(article, comment), posted["Location"], f"{new}?reply_to={comment.public_id}"]
    answers = [client.get(address) for address in addresses]
    answers.append(client.post(new, fields(article, name=name, text=written, email=hostile)))
    answers.append(client.post(new, fields(article, name=name, text=written, preview="yes")))
    for answer in answers:
        page = text_of(answer)
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page


@pytest.mark.parametrize("rest", ["%00/", "%FF/", "new%00/", "..%2f/", "a" * 300 + "/", "%E2%80%AE/", "<script>/"])
def test_odd_addresses_are_not_errors_of_ours(client, article, rest):
    assert 400 <= client.get(f"{article.get_absolute_url()}comments/{rest}").status_code < 500
