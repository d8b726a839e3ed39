"""A discussion as data: what pages show, and nothing else."""

import json

import pytest

from comments import moderation
from comments.models import Comment, State
from comments.posting import submitting as posting
from tests.builders import count_queries

from .builders import make_chain, make_comment, make_draft, root_user

pytestmark = pytest.mark.django_db


def read(client, article, **query):
    response = client.get(f"{article.get_absolute_url()}comments/", {"format": "json"} | query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    return response.json()


def test_a_discussion_is_read_as_it_is_shown(client, article):
    root = make_comment(article, "**One.**", name="Bob", email="bob@example.org")
    reply = make_comment(article, "Two.", parent=root)
    found = read(client, article)
    assert {key: found[key] for key in ("article", "closed", "page", "pages")} == {
        "article": "Ada Lovelace",
        "closed": False,
        "page": 1,
        "pages": 1,
    }
    (one,) = found["comments"]
    (two,) = one["replies"]
    assert (one["id"], one["name"], one["html"]) == (root.public_id, "Bob", "<p><strong>One.</strong></p>\n")
    assert (one["in_reply_to"], one["edited"], one["about"], one["helpful"]) == (None, None, None, 0)
    assert (two["id"], two["in_reply_to"]) == (reply.public_id, root.public_id)
    assert one["url"].endswith(root.get_absolute_url())


def test_nothing_is_told_that_no_page_shows(client, article):
    root, reply = make_chain(article, 2)
    make_comment(article, "Waits.", state=State.PENDING)
    posting.edit(reply, make_draft("A newer text."), expected=reply.version)
    moderation.reject(Comment.objects.get(pk=root.pk), by=root_user())
    found = read(client, article)
    (gone,) = found["comments"]
    assert gone.keys() == {"id", "url", "removed", "replies", "more_replies"}
    told = json.dumps(found)
    for hidden in ("Waits.", "Level 1.", "newer", "@"):
        assert hidden not in told


def test_it_costs_the_same_however_much_it_tells(client, article):
    make_chain(article, 2)
    cost = count_queries(lambda: read(client, article))
    for number in range(30):
        make_comment(article, f"Number {number}.")
    assert count_queries(lambda: read(client, article, order="newest")) == cost
