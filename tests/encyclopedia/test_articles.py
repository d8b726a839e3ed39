"""An article as a reader meets it."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from tests.builders import count_queries, make_article

pytestmark = pytest.mark.django_db

WHOLE = {
    "category": ("Technology", "Artificial intelligence"),
    "tags": ("Open source",),
    "short_answer": "It is **short**.[@turing1950]\n",
    "infobox": Infobox(
        title="In a box",
        caption="A definition.",
        fields=(InfoboxField("Field", "Logic"), InfoboxField("Licence", "MIT"), InfoboxField("Licence", "GPL")),
    ),
    "body": "## Overview\n\nAs [[BERT]] shows, and [[Nobody]] wrote.[@turing1950, p. 434]\n\n### Deeper\n\nMore.",
    "timeline": (
        TimelineEvent(parse_event_date("2018-10-11"), "Later."),
        TimelineEvent(parse_event_date("-0043"), "Long before."),
    ),
    "faq": (Faq("Is it so?", "It *is*."),),
    "references": (
        Reference("turing1950", "article-journal", "Computing Machinery", (Name("Alan M. Turing"),), doi="10.1093/x"),
        Reference("uncited", "book", "Another"),
    ),
}


def whole_article(title="Ada Lovelace", **parts):
    return make_article(title, **(WHOLE | parts))


def body_of(response):
    return response.content.decode()


def test_every_part_stands_in_the_order_in_which_it_is_read(client):
    make_article("BERT")
    whole_article()
    page = body_of(client.get("/wiki/ada-lovelace/"))
    told = [
        "Technology", "Artificial intelligence", "Updated", "<h1>", "in one sentence", "Short answer", "<strong>short",
        "Contents", "In a box", "A definition.", "Licence", "MIT", "GPL", 'id="overview"', 'id="deeper"', "44 BC",
        "Long before.", "Later.", "Is it so?", "<em>is</em>", "Turing, Alan M.", "Another", "Open source", "Revision 1",
    ]  # fmt: skip
    body = page[page.index("<main") :]
    places = [body.index(words) for words in told]
    assert places == sorted(places)


def test_links_lead_to_articles_and_unwritten_ones_are_no_links(client):
    make_article("BERT")
    whole_article()
    page = body_of(client.get("/wiki/ada-lovelace/"))
    assert re.search(r'<a [^>]*href="/wiki/bert/"[^>]*>BERT</a>', page)
    assert "Nobody" in page
    assert not re.search(r"<a [^>]*>Nobody", page)


def test_a_link_turns_live_when_its_article_is_published_and_back_when_it_is_withdrawn(client):
    whole_article()
    bert = make_article("BERT", status="draft")
    assert "/wiki/bert/" not in body_of(client.get("/wiki/ada-lovelace/"))
    editing.publish(bert, by=None)
    assert "/wiki/bert/" in body_of(client.get("/wiki/ada-lovelace/"))
    editing.withdraw(bert, by=None)
    assert "/wiki/bert/" not in body_of(client.get("/wiki/ada-lovelace/"))


def test_sources_are_numbered_in_reading_order_and_lead_back(client):
    whole_article()
    page = body_of(client.get("/wiki/ada-lovelace/"))
    assert page.count('href="#ref-1"') == 2
    uses = re.findall(r'href="#(cite-1-\d)"', page)
    assert uses == ["cite-1-1", "cite-1-2"]
    assert all(f'id="{use}"' in page for use in uses)
    assert page.index('id="ref-1"') < page.index('id="ref-2"')


def test_dates_before_christ_carry_no_machine_date(client):
    whole_article()
    page = body_of(client.get("/wiki/ada-lovelace/"))
    assert '<time datetime="2018-10-11">' in page
    assert "44 BC</time>" not in page


def test_a_bare_article_shows_no_empty_part(client):
    make_article("Ada Lovelace")
    page = body_of(client.get("/wiki/ada-lovelace/"))
    for part in ("Short answer", "Contents", 'id="timeline"', "Questions and answers", "References", 'class="infobox"'):
        assert part not in page


def test_an_article_page_costs_the_same_however_much_it_shows(client):
    whole_article("Little")
    many = {
        "infobox": Infobox(fields=tuple(InfoboxField(f"L{n // 9}", f"[[V{n}]]") for n in range(60))),
        "timeline": tuple(TimelineEvent(parse_event_date(str(1500 + n)), f"[[E{n}]]") for n in range(60)),
        "faq": tuple(Faq(f"Q{n}?", f"[[A{n}]]") for n in range(60)),
        "references": tuple(Reference(f"r{n}", title=f"T{n}") for n in range(60)),
        "body": "\n\n".join(f"[[B{n}]] [@r{n}]" for n in range(60)),
        "tags": tuple(f"tag {n}" for n in range(20)),
        "aliases": tuple(f"alias {n}" for n in range(20)),
    }
    make_article("Much", **many, category=("Technology", "Artificial intelligence"))
    cost = count_queries(lambda: client.get("/wiki/little/"))
    assert count_queries(lambda: client.get("/wiki/much/")) == cost


def test_reading_sets_no_cookie_and_may_be_cached_by_everybody(client):
    whole_article()
    response = client.get("/wiki/ada-lovelace/")
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
    again = client.get("/wiki/ada-lovelace/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_every_reader_gets_the_same_bytes(client, admin_client):
    whole_article()
    languages = {"Accept-Language": "de", "Cookie": "theme=dark"}
    first = client.get("/wiki/ada-lovelace/").content
    assert admin_client.get("/wiki/ada-lovelace/").content == first
    assert client.get("/wiki/ada-lovelace/", headers=languages).content == first
    assert client.get("/wiki/ada-lovelace/?utm_source=x").content == first


def test_a_former_address_leads_to_the_present_one_for_ever(client):
    article = make_article("Ada Lovelace")
    editing.rename(article, "ada-king", by=None)
    for old, new in (("/wiki/ada-lovelace/", "/wiki/ada-king/"), ("/wiki/ada-lovelace.md", "/wiki/ada-king.md")):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
    editing.withdraw(article, by=None)
    assert client.get("/wiki/ada-lovelace/").status_code == 404


@pytest.mark.parametrize("spelled", ["Ada-Lovelace", "ADA-LOVELACE", "ada-lov%C3%A9lace"])
def test_another_spelling_of_the_address_leads_to_the_right_one(client, spelled):
    make_article("Ada Lovelace")
    response = client.get(f"/wiki/{spelled}/")
    assert (response.status_code, response["Location"]) == (301, "/wiki/ada-lovelace/")


@pytest.mark.parametrize("status", ["draft", "in review", "archived"])
def test_an_unpublished_article_is_not_there_and_does_not_show_that_it_exists(client, status):
    make_article("Secret plan", status=status, summary="Hidden words.")
    make_article("Secret garden")
    unknown = body_of(client.get("/wiki/secret-plans/"))
    response = client.get("/wiki/secret-plan/")
    assert response.status_code == 404
    assert body_of(response).replace("secret plan", "") == unknown.replace("secret plans", "").replace("plans", "plan")
    assert "Hidden words" not in body_of(response)
    assert client.get("/wiki/secret-plan.md").status_code == 404
    for page in ("/", "/articles/", "/categories/", "/search/?q=secret", "/search/suggest/?q=secret"):
        assert "Hidden words" not in body_of(client.get(page))
        assert "Secret plan" not in body_of(client.get(page))


def test_a_scheduled_article_is_not_there_yet(client):
    make_article("Ada Lovelace", published=(timezone.now() + timedelta(hours=1)).replace(microsecond=0))
    assert client.get("/wiki/ada-lovelace/").status_code == 404
    assert "Ada" not in body_of(client.get("/search/?q=lovelace"))[200:].split("<main")[1].replace("lovelace", "")


def test_a_missing_article_offers_what_is_near_and_to_write_it(client):
    make_article("Stable Diffusion")
    response = client.get("/wiki/stable-difusion/")
    assert response.status_code == 404
    assert "/wiki/stable-diffusion/" in body_of(response)
    assert "/admin/encyclopedia/article/add/?title=stable%20difusion" in body_of(response)


def test_the_article_is_served_as_its_document(client):
    article = whole_article()
    response = client.get("/wiki/ada-lovelace.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert loads(body_of(response)) == editing.current(article)
    assert body_of(response) == dumps(editing.current(article))


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_an_article_is_only_read_at_its_address(client, method):
    make_article("Ada Lovelace")
    response = getattr(client, method)("/wiki/ada-lovelace/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "<h1>" in body_of(response)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "]]>--><svg onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[[x|<b onmouseover=alert(1)>]]",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "\u202eevil\u202c",
    "😀\ufe0f…|",
]


class Live(HTMLParser):
    """Collects what could run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in {"iframe", "object", "embed", "svg", "style", "base"} or (tag == "script" and not values.get("src")):
            self.found.append(tag)
        self.found += [name for name, value in attrs if name.startswith("on") or name in {"style", "srcdoc"}]
        addresses = [(value or "").strip().lower() for name, value in attrs if name in {"href", "src", "action"}]
        self.found += [each for each in addresses if each.startswith(("javascript:", "data:", "vbscript:"))]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_an_editor_types_can_run(client, text):
    line = text[:80]
    make_article(
        text,
        slug="hostile",
        category=(line.replace("/", "|"),),
        tags=(line,),
        aliases=(text,),
        summary=text,
        short_answer=text,
        infobox=Infobox(
            title=text, caption=text, image="images/a.png", image_alt=text, image_credit=text,
            fields=(InfoboxField(line.replace("/", "|"), text),),
        ),
        timeline=(TimelineEvent(parse_event_date("1950"), text),),
        faq=(Faq(text, text),),
        references=(Reference("a", title=text, authors=(Name(text),), container=text, publisher=text, pages=line),),
        body=f"## {text}\n\n{text} [@a, {text}]\n\n| {text} |\n|---|\n| {text} |\n\n![{text}]({text})",
    )  # fmt: skip
    for path in ("/wiki/hostile/", "/", "/articles/", "/categories/", f"/search/?q={text}", "/wiki/hostyle/"):
        parser = Live()
        parser.feed(body_of(client.get(path)))
        assert parser.found == [], path
