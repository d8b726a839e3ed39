"""What holds for every page that readers see."""

import re
from functools import partial

import pytest

from encyclopedia.document.schema import Infobox, InfoboxField
from tests.builders import count_queries, make_article
from tests.comments.builders import make_comment

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/wiki/first/", "/wiki/nothing/", "/categories/", "/categories/technology/", "/tags/open-source/",
    "/tags/", "/categories/technology/?order=title", "/categories/technology/?order=linked",
    "/categories/technology/?order=odd", "/articles/?letter=F", "/articles/?letter=Q",
    "/articles/", "/search/", "/search/?q=first", "/search/?q=zzzz", "/wiki/first/comments/", "/nowhere/",
    "/wiki/first/history/", "/wiki/first/history/1/", "/wiki/first/history/9/", "/wiki/first/compare/1/1/",
    "/wiki/first/compare/", "/wiki/first/contributors/", "/wiki/first/cite/", "/wiki/first/links/",
    "/facts/", "/facts/Field/", "/facts/Field/Logic/", "/facts/Field/Nothing/", "/facts/Nothing/",
    "/categories/technology/table/", "/categories/technology/table/?label=Field&sort=-Field",
    "/categories/technology/table/?sort=odd",
    "/timeline/", "/timeline/?category=technology&from=1950&scale=year", "/timeline/?from=1950s",
    "/recent/", "/recent/?category=technology&kind=new", "/recent/?kind=odd", "/wanted/",
]  # fmt: skip


def make_page(title, field, **parts):
    box = Infobox(fields=(InfoboxField("Field", field),))
    return make_article(title, category=("Technology", "AI"), tags=("Open source",), infobox=box, **parts)


@pytest.fixture(autouse=True)
def first():
    return make_page("First", "Logic", body="## A heading\n\nText.")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_main_heading_a_title_and_a_language(client, path):
    page = client.get(path).content.decode()
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert len(re.findall(r"<main[ >]", page)) == 1
    assert re.search(r"<html lang=\"[a-z-]+\" dir=\"ltr\">", page)
    assert re.search(r"<title>[^<]+</title>", page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_inline_script_or_style(client, path):
    page = client.get(path).content.decode()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_each_id_once(client, path):
    ids = re.findall(r'\sid="([^"]+)"', client.get(path).content.decode())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sets_no_cookie(client, path):
    response = client.get(path)
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


#: What HTML takes of dates and moments (https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element).
MOMENT = re.compile(r"\d{4,}(-\d\d(-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?)?)?")


@pytest.mark.parametrize("path", [*PAGES, "/wiki/first/", "/wiki/first/comments/"])
def test_programs_can_read_every_moment_of_a_page(client, first, path):
    make_comment(first)
    for moment in re.findall(r'datetime="([^"]*)"', client.get(path).content.decode()):
        assert MOMENT.fullmatch(moment), moment


def test_an_article_is_written_in_the_direction_of_its_language(client):
    for language, said in [("ar", ' lang="ar" dir="rtl"'), ("de", ' lang="de" dir="ltr"'), ("", "")]:
        article = make_article(f"In “{language}”", slug=f"in-{language}x", language=language)
        assert f'<article class="article"{said}>' in client.get(article.get_absolute_url()).content.decode()


def test_a_page_costs_the_same_however_much_there_is(client):
    def costs():
        return {path: count_queries(partial(client.get, path)) for path in PAGES}

    # Some first: what has nothing to compare, or nothing that is related, asks less.
    for n in range(8):
        make_page(f"First of {n}", f"Logic {n}")
    client.get("/search/?q=zzzz")  # who looks for it a second time is not counted again
    before = costs()
    for n in range(8, 24):
        make_page(f"First of {n}", f"Logic {n}")
    assert costs() == before


@pytest.mark.parametrize("path", PAGES)
def test_odd_pages_are_no_faults(client, path):
    for page in ("-1", "0", "99", "%00", "x", "%D9%A1", "1" * 30):
        response = client.get(path, {"page": page} | ({"q": "first"} if "search" in path else {}))
        assert response.status_code in {200, 400, 404}, page


def test_a_list_skips_to_its_last_page(client):
    for n in range(205):
        make_article(f"T{n}")
    assert client.get("/articles/?page=3").status_code == 200
    assert client.get("/articles/?page=4").status_code == 404
    assert "Page 3 of 3" in client.get("/articles/?page=3").content.decode()
