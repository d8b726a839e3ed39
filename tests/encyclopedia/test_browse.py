"""Ways through all articles: from A to Z, by tag, by chance."""

import re
from datetime import timedelta
from itertools import chain
from urllib.parse import quote

import pytest
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.names import fold, initial
from encyclopedia.editing.batches import record_all
from encyclopedia.models import Article, Entry, Tag, Tagging
from tests.builders import make_article, make_document

pytestmark = pytest.mark.django_db


def body_of(response):
    return " ".join(response.content.decode().partition("<main")[2].partition("</main>")[0].split())


def letters_of(page):
    row = re.search(r'<nav class="letters".*?</nav>', page)
    return re.findall(r"<bdi>(.*?)</bdi>", row[0]) if row else []


def titles_of(page):
    return re.findall(r'href="/wiki/[^"]+"><bdi>(.*?)</bdi>', page)


SCRIPTS = ["Émile", "Zürich", "Åland", "Жук", "Ωμέγα", "漢字", "学校", "한국", "あめ", "1984", "???", "ada", "“Eden”"]


@pytest.fixture
def scripts():
    for number, title in enumerate(SCRIPTS):
        make_article(title, slug=f"s-{number}")
    make_article("Quagga", status="draft")
    make_article("Xylem", published=(timezone.now() + timedelta(days=1)).replace(microsecond=0))


def test_the_letters_of_every_script_lead_to_their_articles(client, scripts):
    page = body_of(client.get("/articles/"))
    assert sorted(letters_of(page)) == sorted(["#", "0–9", "A", "E", "Z", "Ω", "Ж", "あ", "ㅎ", "漢"])
    assert letters_of(page)[2:5] == ["A", "E", "Z"]
    assert sorted(titles_of(page)) == sorted(SCRIPTS)
    for letter in letters_of(page):
        response = client.get("/articles/", {"letter": letter})
        assert response.status_code == 200
        assert titles_of(body_of(response)) == sorted(
            (title for title in SCRIPTS if initial(title) == letter), key=fold
        )
    assert 'aria-current="page"><bdi>漢</bdi>' in body_of(client.get("/articles/?letter=漢"))


@pytest.mark.parametrize(("typed", "letter"), [("é", "E"), ("École", "E"), ("7", "0–9"), ("学", "漢"), ("...", "#")])
def test_another_spelling_of_a_letter_leads_to_it(client, scripts, typed, letter):
    response = client.get("/articles/", {"letter": typed, "page": "1"})
    assert (response.status_code, response["Location"]) == (301, f"/articles/?letter={quote(letter)}")


@pytest.mark.parametrize("letter", ["Q", "X", "Ö", "ß", "\x00", "\u0301", "Q" * 3_000, "<script>"])
def test_a_letter_without_articles_helps_with_the_others(client, scripts, letter):
    response = client.get("/articles/", {"letter": letter}, follow=True)
    if response.status_code == 404:
        assert "A" in letters_of(body_of(response))
        assert "aria-current" not in body_of(response)
    assert "Quagga" not in body_of(response)
    assert "Xylem" not in body_of(response)


def test_a_letter_has_pages_of_its_own(client):
    record_all([make_document(f"B {n:03}", slug=f"b-{n}") for n in range(101)], by=None)
    make_article("Cat")
    assert titles_of(body_of(client.get("/articles/?page=2"))) == ["B 100", "Cat"]
    page = body_of(client.get("/articles/?letter=B&page=2"))
    assert titles_of(page) == ["B 100"]
    assert 'href="?letter=B&amp;page=1"' in page
    assert client.get("/articles/?letter=C&page=2").status_code == 404


def test_no_letter_is_listed_without_an_article(client):
    page = body_of(client.get("/articles/"))
    assert letters_of(page) == []
    assert "Nothing is published" in page
    assert client.get("/articles/?letter=A").status_code == 404


def counts_of(page):
    return dict(re.findall(r'href="/tags/([^/]+)/"><bdi>.*?</bdi></a> <span class="muted">(\d+)<', page))


def test_tags_count_what_readers_see(client):
    first = make_article("First", tags=("Open source", "Community"))
    make_article("Second", tags=("Open source",))
    make_article("Draft", tags=("Open source", "Secret"), status="draft")
    assert counts_of(body_of(client.get("/tags/"))) == {"community": "1", "open-source": "2"}
    editing.withdraw(first, by=None)
    assert counts_of(body_of(client.get("/tags/"))) == {"open-source": "1"}
    editing.publish(first, by=None)
    editing.record(first, make_document("First", tags=("Music",)), by=None)
    assert counts_of(body_of(client.get("/tags/"))) == {"music": "1", "open-source": "1"}
    assert "First" not in body_of(client.get("/tags/open-source/"))
    assert Tagging.objects.count() == 2


def test_tags_stand_in_the_order_of_their_names(client):
    for names in (("Zebra", "Äpfel"), ("banana", "Apple")):
        make_article(names[0], tags=names)
    page = body_of(client.get("/tags/"))
    assert re.findall(r'href="/tags/[^/]+/"><bdi>(.*?)</bdi>', page) == ["Äpfel", "Apple", "banana", "Zebra"]


def test_a_tag_of_an_article_that_waits_is_counted_when_its_time_comes(client):
    soon = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    article = make_article("Later", tags=("Soon",), published=soon)
    assert counts_of(body_of(client.get("/tags/"))) == {}
    past = timezone.now() - timedelta(hours=1)
    Article.objects.filter(pk=article.pk).update(published_at=past)
    Entry.objects.filter(pk=article.pk).update(public_from=past)
    assert counts_of(body_of(client.get("/tags/"))) == {"soon": "1"}


def test_the_articles_of_a_tag_come_newest_first_on_every_page(client):
    documents = [
        make_document(f"T {n:02}", slug=f"t-{n}", tags=("Many",), updated=timezone.now().date() - timedelta(days=n))
        for n in range(65)
    ]
    record_all(documents, by=None)
    pages = [titles_of(body_of(client.get(f"/tags/many/?page={number}"))) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [30, 30, 5]
    assert [*chain(*pages)] == [f"T {n:02}" for n in range(65)]
    assert client.get("/tags/many/?page=4").status_code == 404


def test_a_changed_article_is_the_newest_of_its_tags(client):
    first = make_article("First", tags=("Many",))
    make_article("Second", tags=("Many",))
    assert titles_of(body_of(client.get("/tags/many/"))) == ["Second", "First"]
    editing.record(first, make_document("First", tags=("Many",), summary="", updated=timezone.now().date()), by=None)
    assert titles_of(body_of(client.get("/tags/many/"))) == ["First", "Second"]
    assert Tag.objects.get().count == 2


def test_chance_leads_to_every_published_article(client):
    for title in ("One", "Two", "Three"):
        make_article(title)
    make_article("Draft", status="draft")
    make_article("Later", published=(timezone.now() + timedelta(days=1)).replace(microsecond=0))
    response = client.get("/random/")
    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}
    found = {client.get("/random/")["Location"] for _ in range(60)}
    assert found == {"/wiki/one/", "/wiki/two/", "/wiki/three/"}


def test_chance_finds_what_stands_alone_in_a_wide_gap(client):
    make_article("One")
    present = timezone.now()
    far = Article(pk=10**12, title="Far", slug="far", slug_key="far", status="published")
    far.published_at = far.updated_at = present
    far.save(force_insert=True)
    Entry.objects.create(article=far, public_from=present)
    assert {client.get("/random/")["Location"] for _ in range(9)} == {"/wiki/far/"}


def test_chance_helps_where_nothing_is_published(client):
    make_article("Draft", status="draft")
    response = client.get("/random/")
    assert response.status_code == 404
    assert "<form" in body_of(response)
    assert client.post("/random/").status_code == 405
