"""Sources at the foot of an article, and how to cite the article itself."""

import html
import json
import re
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date, parse_partial_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from encyclopedia.models import Revision
from encyclopedia.rendering import render as render_document
from encyclopedia.rendering.page import MAX_STYLED
from tests.builders import count_queries, make_article, make_document

from .browsers import Page, article_form

pytestmark = pytest.mark.django_db

CITE = "/wiki/ada-lovelace/cite/"
EMMA = Reference(
    key="emma", type="book", title="Emma & <b>", authors=(Name("Jane Austen"),), url="https://example.org/e"
)


def words_of(response):
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", main)))


def sources_of(response):
    page = response.content.decode()
    return page[page.index('id="references"') :].partition("</section>")[0]


# Sources


def test_sources_are_numbered_across_the_parts_in_reading_order(client):
    keys = ["h", "g", "f", "e", "d", "c", "b", "a"]
    make_article(
        short_answer="x[@a]",
        infobox=Infobox(
            caption="x[@b]", image="images/a.png", image_credit="x[@h]", fields=(InfoboxField("L", "x[@c]"),)
        ),
        body="x[@d; @a, p. 4]",
        timeline=(TimelineEvent(parse_event_date("1950"), "x[@e]"),),
        faq=(Faq("q?", "x[@f]"),),
        references=tuple(Reference(key=key, title=f"Title {key}") for key in keys),
    )
    response = client.get("/wiki/ada-lovelace/")
    assert re.findall(r"Title (\w)", sources_of(response)) == ["a", "h", "b", "c", "d", "e", "f", "g"]
    assert "[1, p. 4]" in words_of(response)
    back = re.findall(r'href="#(cite-[0-9-]+)"', sources_of(response))
    assert back == ["cite-1-1", "cite-1-2", *(f"cite-{number}-1" for number in range(2, 8))]
    assert all(f'id="{use}"' in response.content.decode() for use in back)


def test_a_source_is_written_in_the_style_of_the_site(client, settings):
    make_article(references=(EMMA,))
    assert "Austen, Jane. Emma & <b>." in words_of(client.get("/wiki/ada-lovelace/"))
    settings.CITATION_STYLE = "apa"
    assert "Austen, J. (n.d.). Emma & <b>." in words_of(client.get("/wiki/ada-lovelace/"))


def test_a_source_has_its_link_its_italics_and_nothing_else_that_is_live(client):
    make_article(references=(EMMA,))
    shown = sources_of(client.get("/wiki/ada-lovelace/"))
    assert '<a href="https://example.org/e" rel="noopener external"><i><bdi>Emma &amp; &lt;b&gt;</bdi></i></a>' in shown
    assert "<b>" not in shown


def test_an_archived_copy_and_the_day_of_access_are_shown(client):
    day = parse_partial_date("2026-05-14")
    source = replace(EMMA, accessed=day, archived=day, archive_url="https://archive.example.org/e")
    make_article(references=(source,))
    response = client.get("/wiki/ada-lovelace/")
    assert "Archived copy of 14 May 2026. Accessed 14 May 2026." in words_of(response)
    assert 'href="https://archive.example.org/e" rel="noopener external"' in sources_of(response)


def test_a_source_with_an_address_alone_is_a_link(client):
    make_article(references=(Reference(key="a", url="https://example.org/x?a=b&c"),))
    assert 'href="https://example.org/x?a=b&amp;c" rel="noopener external"' in sources_of(
        client.get("/wiki/ada-lovelace/")
    )


@pytest.mark.parametrize("count", [MAX_STYLED, MAX_STYLED + 1])
def test_many_sources_are_written_in_a_plain_way(count):
    listed = tuple(Reference(key=f"k{number}") for number in range(count - 1))
    page = render_document(make_document(references=(EMMA, *listed)))
    assert bool(page.references[0].entry) is (count == MAX_STYLED)


def test_a_plain_source_tells_the_same(client):
    make_article(references=(EMMA, *(Reference(key=f"k{number}", title="T") for number in range(MAX_STYLED))))
    response = client.get("/wiki/ada-lovelace/")
    assert "Jane Austen. Emma & <b>." in words_of(response)
    assert '<a href="https://example.org/e" rel="noopener external">Emma &amp; &lt;b&gt;</a>' in sources_of(response)


def test_only_editors_see_a_citation_of_nothing(client, editor):
    article = make_article(body="x[@nobody].")
    assert "nobody" not in client.get("/wiki/ada-lovelace/").content.decode()
    client.force_login(editor)
    preview = client.get(f"/admin/encyclopedia/article/{article.pk}/preview/").content.decode()
    assert re.search(r'<a title="No reference has this key[^"]*">\[\?nobody\]</a>', preview)


def test_saving_names_the_keys_that_no_reference_has(client, editor):
    client.force_login(editor)
    article = make_article(references=(EMMA,), body="x")
    address = f"/admin/encyclopedia/article/{article.pk}/change/"
    cited = {"short_answer": "[@emma; @nobody]", "body": f"[@<b>] [@nobody] `[@code]` [@{'k' * 5000}]"}
    page = Page(client.post(address, article_form(client, address) | cited, follow=True), "article_form")
    [said] = [message for message in page.messages if "No reference" in message]
    assert said == (
        "No reference has these keys, so readers do not see where they are cited: nobody, <b>, " + "k" * 100
    )
    assert "<b>" not in page.html.replace("<bdi>", "")
    saved = Page(client.post(address, article_form(client, address) | {"short_answer": "", "body": "y"}, follow=True))
    assert not any("No reference" in message for message in saved.messages)


# Cite this article


@pytest.fixture
def ada(settings):
    settings.SITE_URL, settings.SITE_NAME = "https://wiki.example.org", "Open Encyclopedia"
    article = make_article("Ada Lovelace", body="x")
    Revision.objects.update(public_from=timezone.make_aware(timezone.datetime(2026, 5, 14, 12)))
    return article


def change(article, **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=None)


def test_the_page_has_every_form(client, ada):
    shown = words_of(client.get(CITE))
    address = "https://wiki.example.org/wiki/ada-lovelace/history/1/"
    assert f"Open Encyclopedia contributors. (2026, May 14). Ada Lovelace. Open Encyclopedia. {address}" in shown
    assert f"contributors. “Ada Lovelace.” Open Encyclopedia, 14 May 2026, {address}." in shown
    assert f"contributors. “Ada Lovelace.” Open Encyclopedia, May 14, 2026. {address}." in shown
    assert "@misc{ada-lovelace-1," in shown
    assert "TY - ENCYC" in shown
    assert '"type": "entry-encyclopedia"' in shown


def test_the_newest_revision_that_readers_may_read_is_cited(client, ada):
    second = change(ada, body="y")
    assert f"/history/{second.number}/" in words_of(client.get(CITE))
    Revision.objects.filter(pk=second.pk).update(public_from=None)
    assert "/history/1/" in words_of(client.get(CITE))


def test_the_page_is_not_for_search_engines(client, ada):
    assert '<meta name="robots" content="noindex">' in client.get(CITE).content.decode()


def test_the_foot_of_an_article_leads_to_it(client, ada):
    assert f'href="{CITE}"' in client.get("/wiki/ada-lovelace/").content.decode()


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("bibtex", "application/x-bibtex", "ada-lovelace.bib"),
        ("ris", "application/x-research-info-systems", "ada-lovelace.ris"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "ada-lovelace.json"),
    ],
)
def test_a_form_can_be_downloaded(client, ada, name, kind, file):
    response = client.get(CITE, {"format": name})
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{file}"'
    assert response["X-Robots-Tag"] == "noindex"
    assert "public" in response["Cache-Control"]
    assert response.cookies == {}


def test_downloads_are_read_back(client, ada):
    bibtex, ris, csl = (client.get(CITE, {"format": name}).content.decode() for name in ("bibtex", "ris", "csl-json"))
    [entry] = bibtexparser.parse_string(bibtex).entries
    assert (entry.key, entry["year"]) == ("ada-lovelace-1", "2026")
    assert rispy.loads(ris)[0]["title"] == "Ada Lovelace"
    assert json.loads(csl)[0]["URL"] == "https://wiki.example.org/wiki/ada-lovelace/history/1/"


def test_the_file_of_a_title_in_another_script_has_a_safe_name(client):
    make_article("東京 \u202e / <b>", slug="東京")
    response = client.get("/wiki/東京/cite/", {"format": "bibtex"})
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E6%9D%B1%E4%BA%AC.bib"
    assert response.content.decode().startswith("@misc{article-1,")
    page = client.get("/wiki/東京/cite/").content.decode()
    assert "<b>" not in page.replace("<bdi>", "")


@pytest.mark.parametrize("name", ["", "html", "BIBTEX", "../bibtex", "bibtex\x00"])
def test_an_unknown_form_is_not_found(client, ada, name):
    assert client.get(CITE, {"format": name}).status_code == 404


def test_an_old_address_leads_on(client, ada):
    change(ada, former=("countess",))
    response = client.get("/wiki/countess/cite/?format=ris")
    assert (response.status_code, response["Location"]) == (301, f"{CITE}?format=ris")


@pytest.mark.parametrize("query", ["", "?format=bibtex"])
def test_the_cost_does_not_grow_with_the_history(client, ada, query):
    cost = count_queries(lambda: client.get(CITE + query))
    for number in range(5):
        change(ada, body=f"y{number}")
    assert count_queries(lambda: client.get(CITE + query)) == cost


def test_only_published_articles_are_cited(client, ada):
    change(ada, status="draft")
    assert client.get(CITE).status_code == 404


def test_the_sources_of_an_article_are_files_as_well(client):
    source = replace(EMMA, authors=(Name("Martin Luther King, Jr."),))
    make_article(references=(source,))
    page = client.get(CITE).content.decode()
    for form in ("bibtex", "ris", "csl-json"):
        assert f'href="?sources={form}"' in page
    assert "King, Jr., Martin Luther" in client.get(f"{CITE}?sources=bibtex").content.decode()
    response = client.get(f"{CITE}?sources=ris")
    assert response["Content-Disposition"] == 'attachment; filename="ada-lovelace-sources.ris"'
    assert "AU  - King,Martin Luther,Jr.\r\n" in response.content.decode()
    assert client.get(f"{CITE}?sources=odd").status_code == 404
    make_article("Bare")
    assert "?sources=" not in client.get("/wiki/bare/cite/").content.decode()
