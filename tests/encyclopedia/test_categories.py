"""Subjects."""

import re
from datetime import date
from itertools import chain

import pytest

from encyclopedia.browsing import categories
from encyclopedia.models import Category
from tests.builders import count_queries, make_article

pytestmark = pytest.mark.django_db


def body_of(response):
    return response.content.decode()


def test_the_tree_counts_articles_in_each_subject_and_below(client):
    make_article("BERT", category=("Technology", "AI"))
    make_article("Linux", category=("Technology",))
    make_article("Draft", category=("Technology", "Secret"), status="draft")
    page = " ".join(body_of(client.get("/categories/")).split())
    assert 'Technology</a> <span class="muted">2' in page
    assert 'AI</a> <span class="muted">1' in page
    assert "Secret" not in page


def test_a_subject_lists_its_articles_and_those_below(client):
    make_article("BERT", category=("Technology", "AI"))
    make_article("Linux", category=("Technology",))
    make_article("Law", category=("Law",))
    page = body_of(client.get("/categories/technology/"))
    assert "/wiki/bert/" in page
    assert "/wiki/linux/" in page
    assert "/wiki/law/" not in page
    assert "/categories/ai/" in page
    assert 'href="/categories/technology/"' in body_of(client.get("/categories/ai/"))


def test_an_unknown_subject_is_not_there(client):
    assert client.get("/categories/nothing/").status_code == 404
    assert client.get("/tags/nothing/").status_code == 404


def test_a_tag_gathers_articles_across_subjects(client):
    make_article("BERT", category=("AI",), tags=("Open source",))
    make_article("GPL", category=("Law",), tags=("Open source",))
    make_article("Draft", tags=("Open source",), status="draft")
    page = body_of(client.get("/tags/open-source/"))
    assert "/wiki/bert/" in page
    assert "/wiki/gpl/" in page
    assert "/wiki/draft/" not in page


def test_a_name_that_begins_like_another_is_no_subject_of_it(client):
    make_article("One", category=("Art",))
    make_article("Two", category=("Artificial intelligence",))
    assert "/wiki/two/" not in body_of(client.get("/categories/art/"))
    assert [str(each) for each in Category.objects.within(Category.objects.get(name="Art"))] == ["Art"]


@pytest.mark.parametrize("path", ["/categories/", "/categories/technology/", "/categories/l2/"])
def test_a_page_costs_the_same_however_deep_and_full_the_tree_is(client, path):
    make_article("One", category=("Technology", "L2"))
    cost = count_queries(lambda: client.get(path))
    for n in range(20):
        make_article(f"Article {n}", category=("Technology", "L2", f"L3 {n}", "L4"))
    assert count_queries(lambda: client.get(path)) == cost


def titles_of(response):
    return re.findall(r'href="/wiki/[^"]+"><bdi>(.*?)</bdi>', body_of(response))


@pytest.fixture(params=[2_000, 0])
def small_and_large(request, monkeypatch):
    """Small subjects and large ones are read in different ways, which have to give the same."""
    monkeypatch.setattr(categories, "MAX_SORTED", request.param)


@pytest.mark.usefixtures("small_and_large")
@pytest.mark.parametrize("subject", ["technology", "ai"])
def test_a_subject_can_be_read_in_three_orders(client, subject):
    make_article("Zebra", category=("Technology", "AI"), updated=date(2026, 3, 1))
    make_article("Émile", category=("Technology", "AI"), updated=date(2026, 2, 1), aliases=("E",))
    make_article("1984", category=("Technology", "AI"), updated=date(2026, 4, 1))
    make_article("Draft", category=("Technology", "AI"), status="draft", body="[[1984]] [[1984]]")
    make_article("Later", category=("Technology", "AI"), published=date(2999, 1, 1))
    make_article("Law", category=("Law",), body="[[E]] and [[Zebra]]")
    make_article("Order", category=("Law",), body="[[Émile]]")
    path = f"/categories/{subject}/"
    assert titles_of(client.get(path)) == ["1984", "Zebra", "Émile"]
    assert titles_of(client.get(path, {"order": "newest"})) == ["1984", "Zebra", "Émile"]
    assert titles_of(client.get(path, {"order": "linked"})) == ["Émile", "Zebra", "1984"]
    assert titles_of(client.get(path, {"order": "title"})) == ["1984", "Émile", "Zebra"]
    assert 'href="?order=title" aria-current="page"' in body_of(client.get(path, {"order": "title"}))


@pytest.mark.usefixtures("small_and_large")
def test_every_page_of_every_order_holds_the_next_articles(client, monkeypatch):
    for name in ("articles", "articles of a subject"):
        monkeypatch.setitem(categories.PER_PAGE, name, 2)
    for n in range(7):
        make_article(f"T {n}", category=("Technology", f"Branch {n % 3}"), updated=date(2026, 1, 8 - n))
    for order in categories.ORDERS:
        pages = [client.get("/categories/technology/", {"order": order, "page": n}) for n in (1, 2, 3, 4)]
        assert [len(titles_of(page)) for page in pages] == [2, 2, 2, 1]
        titles = [*chain(*map(titles_of, pages))]
        assert (sorted(titles) if order == "linked" else titles) == [f"T {n}" for n in range(7)]
        assert client.get("/categories/technology/", {"order": order, "page": 5}).status_code == 404


def test_only_the_most_linked_are_listed_so_and_the_page_says_it(client, monkeypatch):
    monkeypatch.setattr(categories, "MAX_LINKED", 2)
    for title in ("One", "Two", "Three"):
        make_article(title, category=("Technology",), body="[[Two]] [[Three]]")
    response = client.get("/categories/technology/?order=linked")
    assert titles_of(response) == ["Two", "Three"]
    assert "The 2 articles that most links lead to, of 3." in body_of(response)


def test_of_many_narrower_subjects_the_next_ones_are_listed(client, monkeypatch):
    make_article("One", category=("Technology", "AI", "Models"))
    make_article("Two", category=("Technology", "AI", "Data"))
    assert "/categories/models/" in body_of(client.get("/categories/technology/"))
    monkeypatch.setattr(categories, "MAX_BELOW", 2)
    page = " ".join(body_of(client.get("/categories/technology/")).split())
    assert "/categories/models/" not in page
    assert 'AI</a> <span class="muted">2' in page


def test_an_unknown_order_helps_with_those_that_there_are(client):
    make_article("One", category=("Technology",))
    response = client.get("/categories/technology/?order=odd")
    assert response.status_code == 404
    assert 'href="?order=linked"' in body_of(response)
    assert "aria-current" not in body_of(response).split('class="orders"')[1].split("</nav>")[0]


def test_subjects_lead_to_tags(client):
    assert 'href="/tags/"' in body_of(client.get("/categories/"))
