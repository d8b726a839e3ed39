"""A subject as a table."""

import csv
import re
from html import unescape
from io import StringIO

import pytest

from encyclopedia import editing
from encyclopedia.browsing import tables
from encyclopedia.document.schema import Infobox, InfoboxField
from encyclopedia.editing.batches import record_all
from encyclopedia.models import Article
from tests.builders import count_queries, make_article, make_document

pytestmark = pytest.mark.django_db

TABLE = "/categories/models/table/"


def box(*pairs):
    return Infobox(fields=tuple(InfoboxField(*pair) for pair in pairs))


@pytest.fixture
def models():
    """Three models in two subjects, and what is no model or not public."""
    make_article(
        "BERT",
        category=("Models", "Language"),
        infobox=box(("Licence", "Apache License 2.0[@a]"), ("Size", "110 million"), ("Size", "340 million")),
    )
    make_article("Llama", category=("Models", "Language"), infobox=box(("licence", "Llama"), ("Size", "7 billion")))
    make_article("Diffusion", category=("Models",), infobox=box(("Licence", "[[OpenRAIL]]"), ("Year", "2022")))
    make_article("Eliza", category=("Models",))
    make_article("Plan", category=("Models",), status="draft", infobox=box(("Secret", "Yes"), ("Licence", "None")))
    make_article("Linux", category=("Systems",), infobox=box(("Kernel", "Yes")))


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def words_of(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def heads_of(response):
    return [words_of(each) for each in re.findall(r'<th scope="col".*?</th>', main_of(response), re.DOTALL)]


def rows_of(response):
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', main_of(response), re.DOTALL)
    return [[words_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def titles_of(response):
    return [row[0] for row in rows_of(response)]


def lines_of(response):
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode())))


def test_articles_are_rows_and_the_most_used_labels_columns(client, models):
    response = client.get(TABLE)
    assert heads_of(response) == ["Article", "Licence", "Size", "Year"]
    assert rows_of(response) == [
        ["BERT", "Apache License 2.0", "110 million 340 million", ""],
        ["Diffusion", "OpenRAIL", "", "2022"],
        ["Eliza", "", "", ""],
        ["Llama", "Llama", "7 billion", ""],
    ]
    page = main_of(response)
    assert "<li><bdi>110 million</bdi></li><li><bdi>340 million</bdi></li>" in page
    assert f'href="{TABLE}"' in client.get("/categories/models/").content.decode()
    for hidden in ("Plan", "Secret", "Kernel"):
        assert hidden not in page
    assert titles_of(client.get("/categories/language/table/")) == ["BERT", "Llama"]
    assert client.get("/categories/nothing/table/").status_code == 404


def test_columns_are_chosen_by_any_spelling_and_each_once(client, models):
    response = client.get(TABLE, {"label": ["year", "LICENCE", "Licence", " "]})
    assert heads_of(response) == ["Article", "Year", "Licence"]
    page = main_of(response)
    assert re.findall(r'value="([^"]*)"( checked)?>', page) == [
        *(("Year", " checked"), ("Licence", " checked"), ("Size", "")),
        ("title", ""),
    ]
    assert response.content.decode().count('<meta name="robots" content="noindex">') == 1


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("title", ["A", "B", "C", "D", "E"]),
        ("-title", ["E", "D", "C", "B", "A"]),
        ("Size", ["C", "D", "A", "E", "B"]),
        ("-size", ["E", "A", "D", "C", "B"]),
        ("Name", ["E", "A", "B", "C", "D"]),
    ],
)
def test_rows_are_sorted_by_a_column_numbers_as_numbers_and_last_what_has_none(client, sort, titles):
    for title, *pairs in [
        ("A", ("Size", "10 layers"), ("Name", "élan")),
        ("B", ("Name", "zebra")),
        ("C", ("Size", "2 layers[@x]")),
        ("D", ("Size", "9 layers")),
        ("E", ("Size", "1,200 layers"), ("Size", "30,000 layers"), ("Name", "Ärger")),
    ]:
        make_article(title, category=("Models",), infobox=box(*pairs))
    response = client.get(TABLE, {"label": ["Size", "Name"], "sort": sort})
    assert titles_of(response) == titles
    sorted_by = re.findall(r'<th scope="col" aria-sort="(\w+)"><a rel="nofollow" href="([^"]*)"', main_of(response))
    direction = "descending" if sort.startswith("-") else "ascending"
    assert [each[0] for each in sorted_by] == [direction]
    # Where it leads is the other way round, and from there back again.
    back = client.get(TABLE + unescape(sorted_by[0][1]))
    assert f'aria-sort="{"ascending" if direction == "descending" else "descending"}"' in main_of(back)


def test_dates_in_words_are_sorted_as_dates(client):
    dates = [
        "2017",
        "January 2017",
        "9 February 2017",
        "October 11, 2017",
        "31 October 2017",
        "1 November 2017",
        "2018",
    ]
    for n, date in enumerate(dates):
        make_article(f"A{9 - n}", category=("Models",), infobox=box(("Date", date)))
    assert [row[1] for row in rows_of(client.get(TABLE, {"sort": "Date"}))] == dates


def test_a_column_that_is_left_out_sorts_nothing(client, models):
    response = client.get(TABLE, {"label": "Licence", "sort": "-Size"})
    assert response.status_code == 200
    assert titles_of(response) == ["BERT", "Diffusion", "Eliza", "Llama"]


def test_labels_named_like_an_order_can_be_sorted_by(client):
    make_article("A", category=("Models",), infobox=box(("title", "2"), ("-x", "1")))
    make_article("B", category=("Models",), infobox=box(("title", "1"), ("-x", "2")))
    addresses = re.findall(r'<th scope="col"[^>]*><a rel="nofollow" href="([^"]*)"', main_of(client.get(TABLE)))
    found = {address: titles_of(client.get(TABLE + unescape(address))) for address in addresses}
    assert found == {
        "?label=-x&amp;label=title&amp;sort=-title": ["B", "A"],
        "?label=-x&amp;label=title&amp;sort=-x": ["A", "B"],
        "?label=-x&amp;label=title&amp;sort=TITLE": ["B", "A"],
    }


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"label": ["Licence", "Licenze"]}, "No article has a label “Licenze”."),
        ({"sort": "colour"}, "A table is sorted by title, or by one of the labels."),
        ({"format": "xyz"}, "Besides this page there is a table as CSV"),
        ({"format": ""}, "Besides this page there is a table as CSV"),
        ({"label": "Secret", "format": "csv"}, "No article has a label “Secret”."),
    ],
)
def test_what_is_none_is_answered_with_a_sentence_and_the_choice(client, models, query, sentence):
    response = client.get(TABLE, query)
    assert response.status_code == 404
    assert sentence in words_of(main_of(response))
    assert 'type="checkbox"' in main_of(response)
    assert not rows_of(response)


@pytest.mark.parametrize("name", ["label", "sort", "format", "page"])
@pytest.mark.parametrize("odd", ["\x00", "'", '"><script>', "x" * 3000, "-", "--title", "\u202e", "\u0301", "[[" * 300])
def test_odd_values_are_no_faults(client, models, name, odd):
    response = client.get(TABLE, {name: [odd, odd]})
    assert response.status_code in {200, 404}
    assert "<script>" not in main_of(response)


def test_hundreds_of_columns_are_eight(client):
    make_article("A", category=("Models",), infobox=box(*((f"L{n}", "1") for n in range(50))))
    response = client.get(TABLE, {"label": [f"L{n % 50}" for n in range(700)]})
    assert response.status_code == 200
    assert heads_of(response) == ["Article", *(f"L{n}" for n in range(8))]
    assert "A table has at most 8 of these columns" in words_of(main_of(response))
    assert main_of(response).count("checkbox") == 40
    assert client.get(TABLE, {"label": [str(n) for n in range(700)]}).status_code == 404


def test_pages_hold_fifty_and_cost_the_same(client, models):
    query = {"label": ["Licence", "Size"], "sort": "-Size"}
    cost = count_queries(lambda: client.get(TABLE, query))
    record_all(
        [make_document(f"M{n}", category=("Models",), infobox=box(("Size", str(n)))) for n in range(120)], by=None
    )
    assert count_queries(lambda: client.get(TABLE, query)) == cost
    assert count_queries(lambda: client.get(TABLE, query | {"page": "3"})) == cost
    assert len(titles_of(client.get(TABLE, query))) == 50
    assert titles_of(client.get(TABLE, query | {"page": "3"}))[-2:] == ["Diffusion", "Eliza"]
    assert client.get(TABLE, query | {"page": "4"}).status_code == 404


def test_a_large_subject_is_cut_on_the_page_and_whole_in_the_file(client, monkeypatch):
    record_all(
        [make_document(f"M{n:02}", category=("Models",), infobox=box(("Size", str(n)))) for n in range(12)], by=None
    )
    record_all([make_document("M03", slug="another", category=("Models", "Small"))], by=None)
    make_article("M01 of another", category=("Systems",))
    titles = sorted([f"M{n:02}" for n in range(12)] + ["M03"])
    monkeypatch.setattr(tables, "MAX_ROWS", 5)
    monkeypatch.setattr(tables, "BATCH", 2)
    for most in (5, 100):
        monkeypatch.setattr(tables, "MAX_SORTED", most)
        response = client.get(TABLE, {"sort": "-Size", "label": "Size"})
        assert titles_of(response) == ["M03", "M02", "M01", "M00", "M03"]
        assert "13 articles" in words_of(main_of(response))
        assert "The first 5 of them by title are here" in words_of(main_of(response))
        lines = lines_of(client.get(TABLE, {"sort": "-Size", "label": "Size", "format": "csv"}))
        assert [line[0] for line in lines] == ["title", *titles]


def test_the_file_is_csv_that_no_spreadsheet_reckons_with(client, settings):
    settings.SITE_URL = "https://wiki.example.org"
    make_article(
        "=cmd|' /C calc'!A0",
        slug="cmd",
        category=("Models",),
        infobox=box(("Size", "-1"), ("Size", "2, 3"), ("@x", '"')),
    )
    make_article("Ada", category=("Models",), infobox=box(("Size", "1"), ("@x", "+1")))
    response = client.get(TABLE, {"format": "csv", "sort": "-title", "label": ["Size", "@x"]})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="models.csv"'
    assert response["X-Robots-Tag"] == "noindex"
    assert b"".join(response.streaming_content).decode().split("\r\n") == [
        "title,address,Size,'@x",
        "Ada,https://wiki.example.org/wiki/ada/,1,'+1",
        '\'=cmd|\' /C calc\'!A0,https://wiki.example.org/wiki/cmd/,"\'-1; 2, 3",""""',
        "",
    ]


def test_a_subject_without_articles_has_no_table(client):
    editing.withdraw(make_article("A", category=("Models",), infobox=box(("L", "v"))), by=None)
    for asked in ({}, {"format": "csv"}):
        assert client.get(TABLE, asked).status_code == 404
    assert Article.objects.count() == 1
