"""Atom, as programs read it."""

from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.models import Revision
from tests.builders import count_queries, make_article, make_user

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/feeds/new/", "/feeds/changes/", "/wiki/ada-lovelace/feed/", "/categories/people/feed/"]


def change(article, *, by=None, note="", **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=by, note=note)


class Parsed:
    """A feed, read by an XML parser."""

    def __init__(self, response):
        assert response.status_code == 200
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        self.root = ElementTree.fromstring(response.content)
        self.entries = self.root.findall(f"{ATOM}entry")

    def of_entries(self, name):
        return [entry.findtext(f"{ATOM}{name}") for entry in self.entries]

    def links(self):
        return [link.get("href") for link in self.root.iter(f"{ATOM}link")]

    def ids(self):
        return [found.text for found in self.root.iter(f"{ATOM}id")]


@pytest.fixture
def ada():
    make_article("BERT", category=("Technology",))
    article = make_article("Ada Lovelace", by=make_user("alice"), category=("People", "Mathematicians"))
    change(article, by=make_user("bob"), note="A better sentence", summary="A mathematician.")
    return article


def test_changes_of_the_site_stand_the_newest_first(client, ada):
    feed = Parsed(client.get("/feeds/changes/"))
    assert feed.of_entries("title") == ["Ada Lovelace", "Ada Lovelace", "BERT"]
    assert feed.of_entries("summary")[0] == "A better sentence"
    names = [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in feed.entries]
    assert names == ["bob", "alice", None]
    assert feed.root.findtext(f"{ATOM}author/{ATOM}name"), "where an entry has no author, its feed has one"


def test_new_articles_stand_once_with_their_summary(client, ada):
    feed = Parsed(client.get("/feeds/new/"))
    assert feed.of_entries("title") == ["Ada Lovelace", "BERT"]
    assert feed.of_entries("summary")[0] == "A mathematician."


def test_an_article_and_a_subject_have_feeds_of_their_own(client, ada):
    assert Parsed(client.get("/wiki/ada-lovelace/feed/")).of_entries("title") == [
        "Ada Lovelace, revision 2",
        "Ada Lovelace, revision 1",
    ]
    assert Parsed(client.get("/categories/people/feed/")).of_entries("title") == ["Ada Lovelace", "Ada Lovelace"]
    assert Parsed(client.get("/categories/technology/feed/")).of_entries("title") == ["BERT"]
    assert client.get("/categories/nowhere/feed/").status_code == 404
    assert client.get("/wiki/nobody/feed/").status_code == 404


@pytest.mark.parametrize("path", FEEDS)
def test_links_and_ids_come_from_the_address_of_the_site_whoever_asks(client, ada, path, settings):
    settings.SITE_URL = "https://wiki.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    response = client.get(path)
    feed = Parsed(response)
    assert all(link.startswith("https://wiki.example.org/") for link in feed.links())
    assert f"https://wiki.example.org{path}" in feed.links()
    assert all(name.startswith("tag:wiki.example.org,2026:") for name in feed.ids())
    other = client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert other.content == response.content
    assert client.get(f"{path}?page=2&x=1").content == response.content


@pytest.mark.parametrize("path", ["/feeds/new/", "/feeds/changes/", "/categories/people/feed/"])
def test_ids_outlive_a_change_of_slug_and_links_follow_it(client, ada, path):
    before = Parsed(client.get(path))
    editing.rename(ada, "countess", by=None)
    after = Parsed(client.get(path))
    assert set(before.ids()) <= set(after.ids())
    assert len(after.ids()) == len(set(after.ids()))
    assert not [link for link in after.links() if "ada-lovelace" in link]


def test_the_feed_below_an_old_slug_leads_to_the_present_one(client, ada):
    before = Parsed(client.get("/wiki/ada-lovelace/feed/")).ids()
    editing.rename(ada, "countess", by=None)
    response = client.get("/wiki/ada-lovelace/feed/?x=1")
    assert (response.status_code, response["Location"]) == (301, "/wiki/countess/feed/?x=1")
    assert set(before) <= set(Parsed(client.get("/wiki/countess/feed/")).ids())


@pytest.mark.parametrize("path", FEEDS)
def test_every_link_of_a_feed_leads_somewhere(client, ada, path, settings):
    for link in Parsed(client.get(path)).links():
        assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200, link


def test_times_are_those_at_which_readers_could_see_it(client, ada):
    when = timezone.now().replace(microsecond=0) - timedelta(days=3)
    ada.revisions.filter(number=1).update(public_from=when, created_at=when - timedelta(days=9))
    feed = Parsed(client.get("/wiki/ada-lovelace/feed/"))
    assert datetime.fromisoformat(feed.of_entries("updated")[1]) == when
    assert feed.root.findtext(f"{ATOM}updated") == feed.of_entries("updated")[0]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_holds_fifty_entries_and_costs_the_same_however_much_there_is(client, ada, path):
    cost = count_queries(lambda: client.get(path))
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(article=ada, number=n, text="x", created_at=now, public_from=now) for n in range(10, 90)
    )
    for n in range(60):
        make_article(f"Person {n}", category=("People",))
    assert count_queries(lambda: client.get(path)) == cost
    assert len(Parsed(client.get(path)).entries) == 50


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reads_no_text_sets_no_cookie_and_may_be_kept(client, ada, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as asked:
        response = client.get(path)
    assert not [query for query in asked if '"encyclopedia_revision"."text"' in query["sql"]]
    assert not [query for query in asked if '"encyclopedia_article"."body"' in query["sql"]]
    assert response.cookies == {}
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405


def test_a_hidden_revision_is_left_out(client, ada):
    change(ada, summary="Back.")
    editing.hide(ada.revisions.get(number=2))
    for path in FEEDS:
        text = client.get(path).content.decode()
        assert "A better sentence" not in text, path
        assert "bob" not in text, path
    assert Parsed(client.get("/wiki/ada-lovelace/feed/")).of_entries("title") == [
        "Ada Lovelace, revision 3",
        "Ada Lovelace, revision 1",
    ]


def test_a_new_article_whose_first_revision_is_hidden_names_nobody(client, ada):
    editing.hide(ada.revisions.get(number=1))
    feed = Parsed(client.get("/feeds/new/"))
    assert feed.of_entries("title") == ["Ada Lovelace", "BERT"]
    assert "alice" not in client.get("/feeds/new/").content.decode()


def test_drafts_and_what_was_saved_before_are_in_no_feed(client, ada):
    article = make_article("Plan", status="draft", category=("People",), by=make_user("carol"))
    change(article, summary="A secret.", note="Secret")
    editing.publish(article, by=None)
    change(article, summary="Known.")
    for path in [*FEEDS, "/wiki/plan/feed/"]:
        text = client.get(path).content.decode()
        assert "ecret" not in text, path
        assert "carol" not in text, path
    editing.withdraw(article, by=None)
    assert client.get("/wiki/plan/feed/").status_code == 404
    assert all("Plan" not in client.get(path).content.decode() for path in FEEDS)


HOSTILE = "]]></title><script>x</script>&amp; \u202e\U0001f468\u200d\U0001f52c\ufe0f"


def test_a_feed_is_well_formed_whatever_people_write(client, ada, settings):
    settings.SITE_NAME = "A & B <c>"
    change(ada, title=HOSTILE, summary=HOSTILE)
    # What an import may bring in; the forms refuse it.
    odd = HOSTILE + "\x01\x0b\x1f\x7f\ufffe\uffff"
    Revision.objects.filter(article=ada).update(author_name=odd[:150], note=odd)
    for path in FEEDS:
        feed = Parsed(client.get(path))
        assert any(title.startswith(HOSTILE) for title in feed.of_entries("title")), path
        # Readers take a summary for HTML: it has to be escaped once more.
        assert all("<script>" not in (summary or "") for summary in feed.of_entries("summary"))


def test_an_empty_encyclopedia_has_empty_feeds(client):
    assert Parsed(client.get("/feeds/new/")).entries == []
    assert Parsed(client.get("/feeds/changes/")).entries == []


def test_pages_name_their_feeds(client, ada):
    def named(path):
        return client.get(path).content.decode().count('type="application/atom+xml"')

    assert named("/") == 2
    assert named("/recent/") == 2
    assert named("/wiki/ada-lovelace/") == 2
    assert named("/categories/people/") == 2
