"""The newest comments as Atom."""

from xml.etree import ElementTree

import pytest

from comments import moderation
from comments.models import State
from tests.builders import count_queries, make_article

from .builders import make_comment, root_user, withdraw

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client):
    response = client.get("/feeds/comments/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_feed_has_what_readers_see_newest_first(client, article):
    first, second = make_comment(article, "**One** & all."), make_comment(make_article("BERT"), "Two.", name="]]> & co")
    make_comment(article, state=State.PENDING)
    moderation.reject(make_comment(article, "Bad."), by=root_user())
    found = entries(client)
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["BERT", "Ada Lovelace"]
    assert found[0].find(f"{ATOM}link").get("href").endswith(second.get_absolute_url())
    assert found[0].findtext(f"{ATOM}author/{ATOM}name") == "]]> & co"
    assert found[1].findtext(f"{ATOM}summary") == "<p><strong>One</strong> &amp; all.</p>\n"
    assert first.public_id in found[1].findtext(f"{ATOM}id")


def test_nothing_of_a_withdrawn_article_is_in_it(client, article):
    make_comment(article)
    withdraw(article)
    assert entries(client) == []


def test_it_has_fifty_and_costs_the_same(client, article):
    make_comment(article, "First.")
    cost = count_queries(lambda: client.get("/feeds/comments/"))
    for number in range(55):
        make_comment(article, f"Number {number}.")
    assert count_queries(lambda: client.get("/feeds/comments/")) == cost
    assert len(entries(client)) == 50
