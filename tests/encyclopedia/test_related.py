"""Related articles: which, why, and that nothing shows through that readers may not see."""

import re
from datetime import date

import pytest

from encyclopedia import editing
from encyclopedia.browsing.related import related
from encyclopedia.document.schema import Infobox, InfoboxField
from encyclopedia.models import Article
from tests.builders import make_article, make_document

pytestmark = pytest.mark.django_db


def text_of(client, path="/wiki/bert/"):
    page = client.get(path).content.decode()
    section = re.search(r'<section class="related".*?</section>', page, re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", re.sub(r"</?(bdi|span)>", "", section[0])) if section else ""
    return " ".join(words.split())


def plain(title, **parts):
    """An article that shares no word with others, unless it is given."""
    return make_article(title, **({"summary": ""} | parts))


def box(**values):
    return Infobox(fields=tuple(InfoboxField(label, value) for label, value in values.items()))


def test_links_relate_in_both_directions(client):
    plain("BERT", body="See [[Transformer]] and [[Tokens]].", aliases=("Bidirectional",))
    plain("Transformer", body="It led to [[Bidirectional]].", summary="An architecture.")
    plain("Tokens")
    plain("Masking", body="As in [[bert]].")
    assert text_of(client) == (
        "Related articles # Transformer An architecture. Both link to each other."
        " Tokens Linked from here. Masking Links here."
    )


def test_what_few_share_counts_more_than_what_many_share(client):
    plain("BERT", tags=("Models", "Masked"), infobox=box(Licence="MIT", Kind="Software"), category=("Technology", "AI"))
    for n in range(12):
        plain(f"Other{n}", tags=("Models",), infobox=box(Kind="Software"))
    plain("Ernie", tags=("Masked",))
    plain("Licensed", infobox=box(Licence="[[MIT]]", Kind="software"), category=("Technology", "AI"))
    text = text_of(client)
    assert text.startswith(
        "Related articles # Licensed Also Licence: MIT; Kind: Software. Also in AI. Ernie Also tagged"
    )
    assert len(related(Article.objects.with_parts().get(slug="bert"))) <= 6


def test_rare_words_of_names_and_leads_relate(client):
    plain("BERT", summary="Encodes a tensor as a graph, and is the best.")
    plain("Ernie", short_answer="Graphs and tensors.")
    plain("Elmo", summary="It is the best of all.")
    assert text_of(client).startswith("Related articles # Ernie Similar words: graph, tensor")


def test_nothing_that_readers_may_not_see_relates(client):
    shared = {
        "tags": ("Masked",),
        "infobox": box(Licence="MIT"),
        "category": ("AI",),
        "summary": "A zygote of quaggas.",
    }
    plain("BERT", body="[[Draft]] and [[Later]]", **shared)
    plain("Draft", status="draft", body="[[BERT]]", **shared)
    plain("Review", status="in review", body="[[BERT]]", **shared)
    plain("Later", published=date(2999, 1, 1), body="[[BERT]]", **shared)
    gone = plain("Gone", body="[[BERT]]", **shared)
    assert text_of(client).startswith("Related articles # Gone")
    assert len(re.findall("Gone|Draft|Review|Later", text_of(client))) == 1
    editing.withdraw(gone, by=None)
    assert text_of(client) == ""


def test_a_pending_version_says_nothing(client, editor):
    bert = plain("BERT", summary="A tensor.")
    other = plain("Other", summary="A vase.")
    document = make_document("Other", summary="A tensor.", body="[[BERT]]")
    editing.keep(other, document, by=editor, opened=editing.Opened(other.revision_number, None))
    assert related(bert) == []
    assert text_of(client) == ""


def test_an_article_is_not_related_to_itself_and_the_order_stays(client):
    plain("BERT", body="[[BERT]] and [the same](/wiki/bert/)", summary="A tensor.")
    assert text_of(client) == ""
    for title in ("Gamma", "Alpha", "Beta"):
        plain(title, body="[[BERT]]")
    for _ in range(3):
        assert re.findall("Alpha|Beta|Gamma", text_of(client)) == ["Alpha", "Beta", "Gamma"]


def test_a_name_of_several_articles_relates_none(client):
    plain("BERT", body="[[Mercury]]")
    plain("Mercury", slug="mercury-planet")
    plain("Mercury", slug="mercury-metal")
    assert text_of(client) == ""


def test_an_old_revision_relates_nothing(client):
    article = plain("BERT", body="[[Tokens]]")
    plain("Tokens")
    assert "Tokens" in text_of(client)
    assert text_of(client, f"/wiki/bert/history/{article.revision_number}/") == ""
