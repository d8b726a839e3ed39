"""The search of this site in a browser's address bar: what is described, and what is suggested there."""

from xml.etree import ElementTree

import pytest

from tests.builders import make_article

pytestmark = pytest.mark.django_db

NAMES = {"": "http://a9.com/-/spec/opensearch/1.1/", "moz": "http://www.mozilla.org/2006/browser/search/"}
SUGGESTIONS = "application/x-suggestions+json"
HOSTILE = "]]></ShortName>&\"'<script>alert(1)</script>\u202e\x0b\ufffe"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://wiki.example.org"
    settings.ALLOWED_HOSTS = ["*"]


def description(client, **headers):
    response = client.get("/opensearch.xml", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def test_the_description_says_how_to_search_here(client):
    found = description(client, host="evil.example", **{"X-Forwarded-Host": "evil.example"})
    assert found.tag == f"{{{NAMES['']}}}OpenSearchDescription"
    assert found.findtext("Description", namespaces=NAMES) == "Search Open Encyclopedia"
    assert found.findtext("InputEncoding", namespaces=NAMES) == "UTF-8"
    assert found.findtext("Image", namespaces=NAMES) == "https://wiki.example.org/static/img/icon.svg"
    assert found.findtext("moz:SearchForm", namespaces=NAMES) == "https://wiki.example.org/search/"
    assert {url.get("type"): url.get("template") for url in found.findall("Url", NAMES)} == {
        "text/html": "https://wiki.example.org/search/?q={searchTerms}",
        SUGGESTIONS: "https://wiki.example.org/search/suggest/?q={searchTerms}&format=opensearch",
        "application/opensearchdescription+xml": "https://wiki.example.org/opensearch.xml",
    }


def test_what_the_description_names_answers_and_every_page_names_the_description(client):
    make_article("BERT")
    for url in description(client).findall("Url", NAMES):
        address = url.get("template").removeprefix("https://wiki.example.org").replace("{searchTerms}", "bert")
        response = client.get(address)
        assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, url.get("type"))
    page = client.get("/wiki/bert/").content.decode()
    assert 'rel="search" type="application/opensearchdescription+xml" title="Open Encyclopedia"' in page
    assert 'href="/opensearch.xml"' in page


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Wiki", "Wiki"),
        ("Sixteen letters!", "Sixteen letters!"),
        ("Open Encyclopedia", "Open Encycloped…"),
        ("A name with a space there", "A name with a s…"),
        (" two\twords\n", "two words"),
        (HOSTILE, "]]></ShortName>…"),
    ],
)
def test_a_long_or_odd_name_is_cut_and_stays_text(client, settings, name, short):
    settings.SITE_NAME = name
    found = description(client)
    assert found.findtext("ShortName", namespaces=NAMES) == short
    assert len(found.findtext("LongName", namespaces=NAMES)) <= 48
    assert [child.tag.rpartition("}")[2] for child in found].count("ShortName") == 1
    assert found.find("script") is None


def test_suggestions_for_browsers(client):
    make_article("BERT", summary="A “language” model.")
    make_article("東京", summary="")
    response = client.get("/search/suggest/", {"q": "BER", "format": "opensearch"})
    assert response["Content-Type"] == SUGGESTIONS
    assert response.json() == ["BER", ["BERT"], ["A “language” model."], ["https://wiki.example.org/wiki/bert/"]]
    # What was asked comes back as it was, or browsers drop the answer.
    for typed in ("", " nobody ", "<zz>", "\u202e", "x" * 2_000):
        answer = client.get("/search/suggest/", {"q": typed, "format": "opensearch"}).json()
        assert answer == [typed, [], [], []]
    assert client.get("/search/suggest/", {"q": "東京", "format": "opensearch"}).json()[1:3] == [["東京"], [""]]


def test_an_unknown_form_of_suggestions_is_refused_and_the_plain_one_stays(client):
    make_article("BERT", summary="A model.")
    plain = [{"title": "BERT", "url": "/wiki/bert/", "summary": "A model."}]
    for rest in ({}, {"format": ""}):
        assert client.get("/search/suggest/", {"q": "bert"} | rest).json() == plain
    for odd in ("json", "OpenSearch", "<script>", "\x00", "opensearch\n"):
        response = client.get("/search/suggest/", {"q": "bert", "format": odd})
        assert (response.status_code, response.json()) == (400, {"error": "unknown_format"})
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/opensearch.xml", "/search/suggest/?q=bert&format=opensearch"])
def test_both_are_only_read_and_may_be_kept(client, path):
    assert "public" in client.get(path)["Cache-Control"]
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for method in (client.post, client.put, client.delete):
        response = method(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert client.get(path).cookies == {}
