"""Subjects."""

import pytest

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
