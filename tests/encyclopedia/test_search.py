"""What a reader typed -> published articles."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encyclopedia import editing, search
from encyclopedia.models import Article
from encyclopedia.search.words import words
from tests.builders import count_queries, make_article

pytestmark = pytest.mark.django_db


def found(text):
    ids = search.search(search.parse(text), text).ids
    titles = Article.objects.in_bulk(ids)
    return [titles[pk].title for pk in ids]


@pytest.fixture
def library(db):
    make_article(
        "BERT", summary="A language model.", body="It reads in both directions.", aliases=("Bidirectional encoder",)
    )
    make_article("PyTorch", summary="A library.", body="Many train BERT with it. Version 2.0 is a café favourite.")
    make_article("Llama", short_answer="Models like BERT and GPT-3.", body="Written by Meta.")
    make_article("東京大学", summary="日本の大学", body="東京都にある。")
    make_article("हिन्दी", body="भारत की भाषा")
    make_article("Secret", body="BERT BERT BERT", status="draft")


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("BERT", ["BERT", "Llama", "PyTorch"]),
        ("bert", ["BERT", "Llama", "PyTorch"]),
        ("bidirectional encoder", ["BERT"]),
        ("CAFE", ["PyTorch"]),
        ("café", ["PyTorch"]),
        ('"both directions"', ["BERT"]),
        ('"directions both"', []),
        ("directions both", ["BERT"]),
        ("bert -meta", ["BERT", "PyTorch"]),
        ('bert -"with it"', ["BERT", "Llama"]),
        ("gpt-3", ["Llama"]),
        ("version 2.0", ["PyTorch"]),
        ("direc", ["BERT"]),
        ("東京", ["東京大学"]),
        ("大学", ["東京大学"]),
        ("भाषा", ["हिन्दी"]),
        ("hindi", []),
        ("nothing of the kind", []),
        ("-bert", []),
        ("", []),
        ("***", []),
    ],
)
def test_what_is_found_and_in_which_order(library, typed, titles):
    assert found(typed) == titles


def test_the_most_recently_changed_comes_first_among_equals(library):
    article = Article.objects.get(slug="pytorch")
    editing.record(article, replace(editing.current(article), updated=date(2026, 8, 1)), by=None)
    make_article("Another with BERT inside", slug="another", updated=date(2026, 7, 1), body="x")
    assert found("inside") == ["Another with BERT inside"]
    assert found("bert") == ["BERT", "Another with BERT inside", "Llama", "PyTorch"]


def test_a_changed_article_is_found_by_its_new_words_only(library):
    article = Article.objects.get(slug="bert")
    editing.record(article, replace(editing.current(article), body="It looks everywhere."), by=None)
    assert found("everywhere") == ["BERT"]
    assert found("directions") == []


def test_the_page_shows_titles_passages_and_marks(client, library):
    page = client.get("/search/?q=train").content.decode()
    assert "1 article" in page
    assert "<mark>train</mark> BERT with it" in page


def test_no_result_offers_near_titles(client, library):
    page = client.get("/search/?q=pytroch+llama").content.decode()
    assert "/wiki/llama/" in page


def test_suggestions_are_titles_as_json(client, library):
    assert client.get("/search/suggest/?q=py").json() == [
        {"title": "PyTorch", "url": "/wiki/pytorch/", "summary": "A library."}
    ]
    assert client.get("/search/suggest/").json() == []


HOSTILE = [
    "x" * 100_000, "%%%%", "____", "word " * 2_000, '"' * 5_000, "a OR b AND NOT c NEAR(d e)", "title:bert", "^bert",
    "{title} : x", "b*e*r*t*", "\u0301", "\u0301\u0301 a", "'; DROP TABLE x; --", "\\", "a\\:* & !b | c", "\x0b\x1f",
    "<b>bert</b>", "a-b-c -d- --e", '-"', "- - -", "🜚", "\u202e", "ﬃ", "İ", "ß", "a" * 300 + " b", "东" * 500, ":*",
    "a:b <-> c", "''", "a", "w",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_question_breaks_the_search_or_takes_long(client, library, number):
    began = time.perf_counter()
    response = client.get("/search/", {"q": HOSTILE[number][:2_500]})
    assert response.status_code == 200
    assert client.get("/search/suggest/", {"q": HOSTILE[number][:2_500]}).status_code == 200
    search.search(search.parse(HOSTILE[number]), HOSTILE[number])
    assert time.perf_counter() - began < 1


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_every_text_is_a_question(library, text):
    text = text.replace("\x00", "")
    search.search(search.parse(text), text)
    search.suggest(text)
    search.similar(text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_words_are_stable(text):
    assert words(" ".join(words(text))) == words(text) or any(len(word) == 2 for word in words(text))


@pytest.mark.parametrize("page", ["-1", "0", "2", "1e3", "100000000000000000000", "١", "%00", "", "1 "])
def test_there_are_no_pages_but_those_there_are(client, library, page):
    assert client.get(f"/search/?q=bert&page={page}").status_code == 404


def test_a_search_costs_the_same_however_much_it_finds(client, library):
    cost = count_queries(lambda: client.get("/search/?q=bert"))
    for n in range(30):
        make_article(f"BERT variant {n}", category=(f"Subject {n}",), body="bert")
    assert count_queries(lambda: client.get("/search/?q=bert")) == cost
