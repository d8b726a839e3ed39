"""Recent changes of the whole site."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from encyclopedia import editing, history
from encyclopedia.models import Article, Category, Revision
from tests.builders import count_queries, make_article, make_user

pytestmark = pytest.mark.django_db


def change(article, *, by=None, note="", **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=by, note=note)


def body_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body_of(response)))


def titles_in(response):
    return re.findall(r'class="change-title"[^>]*><bdi>([^<]*)', body_of(response))


@pytest.fixture
def library():
    """Alice wrote three articles, then Bob changed one of them."""
    alice, bob = make_user("alice"), make_user("bob")
    make_article("BERT", by=alice, category=("Technology", "Artificial intelligence"))
    ada = make_article("Ada Lovelace", by=alice, category=("People",))
    make_article("Draft", by=alice, status="draft")
    change(ada, by=bob, note="A better sentence", summary="A mathematician.")
    return ada


def test_changes_stand_under_their_day_the_newest_first(client, library):
    response = client.get("/recent/")
    assert titles_in(response) == ["Ada Lovelace", "Ada Lovelace", "BERT"]
    words = words_of(response)
    assert "3 changes." in words
    assert "A better sentence" in words
    assert len(re.findall(r"<h2>", body_of(response))) == 1


def test_a_change_leads_to_what_it_changed_and_a_new_article_is_marked(client, library):
    page = body_of(client.get("/recent/"))
    link = re.search(r'href="(/wiki/ada-lovelace/compare/\?b=2)"', page)[1]
    assert client.get(link, follow=True).redirect_chain[-1][0] == "/wiki/ada-lovelace/compare/1/2/"
    assert page.count('class="change-new"') == 2


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"category": "technology"}, ["BERT"]),
        ({"category": "artificial-intelligence"}, ["BERT"]),
        ({"category": "people"}, ["Ada Lovelace", "Ada Lovelace"]),
        ({"author": "bob"}, ["Ada Lovelace"]),
        ({"author": "alice"}, ["Ada Lovelace", "BERT"]),
        ({"author": "bob", "category": "technology"}, []),
        ({"kind": "new"}, ["Ada Lovelace", "BERT"]),
        ({"kind": "changes"}, ["Ada Lovelace"]),
        ({"kind": "changes", "author": "alice"}, []),
        ({"period": "day", "kind": "new", "category": "people", "author": "alice"}, ["Ada Lovelace"]),
        ({"kind": "", "category": "", "author": "", "period": ""}, ["Ada Lovelace", "Ada Lovelace", "BERT"]),
    ],
)
def test_filters_narrow_it_one_by_one_and_together(client, library, query, titles):
    response = client.get("/recent/", query)
    assert response.status_code == 200
    assert titles_in(response) == titles
    if not titles:
        assert "No change answers to that." in words_of(response)


def test_a_period_ends_what_is_shown(client, library):
    Revision.objects.filter(article__title="BERT").update(public_from=timezone.now() - timedelta(days=8))
    assert titles_in(client.get("/recent/?period=week")) == ["Ada Lovelace", "Ada Lovelace"]
    assert titles_in(client.get("/recent/?period=month")) == ["Ada Lovelace", "Ada Lovelace", "BERT"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"category": "nowhere"}, "There is no subject of that name."),
        ({"kind": "edits"}, "Changes are of two kinds"),
        ({"period": "century"}, "That is no period of time."),
    ],
)
def test_a_value_that_is_none_is_answered_with_a_sentence_and_the_form(client, library, query, sentence):
    response = client.get("/recent/", query)
    assert response.status_code == 404
    assert sentence in words_of(response)
    assert 'class="filters"' in body_of(response)
    assert titles_in(response) == []


@pytest.mark.parametrize("name", ["category", "author", "kind", "period"])
@pytest.mark.parametrize("value", ["\x00", "'", '"><script>', "x" * 3000, "%FF", "\u202e", "a" * 40 + "&" * 40])
def test_odd_values_are_no_faults(client, library, name, value):
    response = client.get("/recent/", {name: value})
    assert response.status_code in {200, 404}
    assert "<script>" not in body_of(response)


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "%D9%A1", "9" * 30])
def test_a_page_that_is_none_is_not_found(client, library, page):
    assert client.get("/recent/", {"page": page}).status_code == 404


def test_the_form_keeps_what_was_chosen_and_so_do_its_pages(client, library):
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(article=library, number=n, text="x", author_name="bob", created_at=now, public_from=now)
        for n in range(10, 80)
    )
    page = body_of(client.get("/recent/?author=bob&category=people"))
    assert '<option value="people" selected>' in page
    assert 'name="author" value="bob"' in page
    assert 'href="?author=bob&amp;category=people&amp;page=2"' in page
    assert len(titles_in(client.get("/recent/?author=bob&category=people&page=2"))) == 21


def test_a_hidden_change_keeps_its_place_and_names_nobody(client, library):
    change(library, summary="Back.")
    editing.hide(library.revisions.get(number=2))
    words = words_of(client.get("/recent/"))
    assert "Revision 2, hidden by a moderator" in words
    assert "A better sentence" not in words
    assert "bob" not in words
    assert titles_in(client.get("/recent/?author=bob")) == [], "nobody learns whose it was by asking"


def test_withdrawn_articles_and_drafts_are_not_there(client, library):
    editing.withdraw(library, by=None)
    for path in ("/recent/", "/recent/?category=people", "/recent/?author=bob", "/recent/?kind=new"):
        assert "Ada Lovelace" not in titles_in(client.get(path)), path
        assert "Draft" not in titles_in(client.get(path)), path


def test_subjects_that_hold_only_drafts_are_not_offered(client, library):
    make_article("Plan", status="draft", category=("Secret project",))
    page = body_of(client.get("/recent/"))
    assert "Secret project" not in page
    assert ">Technology</option>" in page
    assert ">Technology / Artificial intelligence</option>" in page


def test_the_newest_are_listed_and_it_is_said_that_there_are_more(client, library, monkeypatch):
    monkeypatch.setattr(history, "MOST", 2)
    response = client.get("/recent/")
    assert titles_in(response) == ["Ada Lovelace", "Ada Lovelace"]
    assert "The newest 2 changes" in words_of(response)


def test_looking_ends_somewhere_and_that_is_said(client, library, monkeypatch):
    monkeypatch.setattr(history, "LOOKED_THROUGH", 2)
    response = client.get("/recent/?kind=new")
    assert titles_in(response) == ["Ada Lovelace"]
    assert "Looked for among the newest 2 changes of the site" in words_of(response)
    people = client.get("/recent/?category=people")
    assert titles_in(people) == ["Ada Lovelace", "Ada Lovelace"]
    technology = client.get("/recent/?category=technology")
    assert titles_in(technology) == ["BERT"], "a category with few changes is looked through to its beginning"
    assert "Looked for" not in words_of(technology)


def test_it_costs_the_same_with_many_changes_and_reads_no_text(client, library, django_assert_num_queries):
    paths = ["/recent/", "/recent/?category=people&author=bob&kind=changes&period=year"]
    costs = [count_queries(lambda path=path: client.get(path)) for path in paths]
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(article=library, number=n, text="x", author_name="bob", created_at=now, public_from=now)
        for n in range(10, 600)
    )
    for path, cost in zip(paths, costs, strict=True):
        with django_assert_num_queries(cost) as asked:
            client.get(path)
        assert not [query for query in asked if '"encyclopedia_revision"."text"' in query["sql"]]
        assert not [query for query in asked if '"encyclopedia_article"."body"' in query["sql"]]


def test_a_subject_leads_to_its_changes(client, library):
    page = client.get("/categories/people/").content.decode()
    assert 'href="/recent/?category=people"' in page
    assert 'href="/categories/people/feed/"' in page


def test_an_empty_encyclopedia_says_so(client):
    assert Article.objects.count() == Category.objects.count() == 0
    assert "Nothing is published here yet." in words_of(client.get("/recent/"))
