"""Links between articles: where each leads, what links here, and what nobody has written yet."""

import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.names import fold, slugify
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, TimelineEvent
from encyclopedia.editing.batches import record_all
from encyclopedia.links import links
from encyclopedia.links import wanted as counted
from encyclopedia.models import Article, Entry, Link, NameCount, Status
from tests.builders import count_queries, make_article, make_document
from tests.comments.builders import root_user
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db


def linking_to(article):
    return [link.article.title for link in links.backlinks(Article.objects.get(pk=article.pk))]


def wanted():
    return [(each.name, each.articles) for each in counted.wanted()]


def page(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "[[BERT]]", "[[bert]]", "[[Bért|the model]]", "[[Bidirectional encoder]]", "[[BERT#History]]",
        "[the model](/wiki/bert/)", "[the model](/wiki/bert/#history)", "[the model](/wiki/old-bert/)",
        "[its text](/wiki/bert.md)", "[[old-bert]]", "# Heading with [[BERT]]", "- item [[BERT]]", "> [[BERT]]",
        "| a |\n|---|\n| [[BERT]] |", "Note[^1]\n\n[^1]: See [[BERT]].",
    ],
)  # fmt: skip
def test_a_link_counts_whatever_name_it_uses_and_wherever_it_stands(text):
    bert = make_article("BERT", aliases=("Bidirectional encoder",), former=("old-bert",))
    make_article("Links", body=text)
    assert linking_to(bert) == ["Links"]


@pytest.mark.parametrize(
    "text",
    ["`[[BERT]]`", "    [[BERT]]", "```\n[[BERT]]\n```", r"\[[BERT]]", "[x](/wiki/)", "[[Other]]", "[[ ]]", "BERT"],
)
def test_what_is_no_link_does_not_count(text):
    bert = make_article("BERT")
    make_article("Links", body=text)
    assert linking_to(bert) == []


def test_links_count_in_every_part():
    bert = make_article("BERT")
    parts = {
        "short_answer": "[[BERT]]",
        "infobox": Infobox(fields=(InfoboxField("Model", "[[BERT]]"),)),
        "timeline": (TimelineEvent(parse_event_date("2018"), "[[BERT]]"),),
        "faq": (Faq("Which?", "[[BERT]]"),),
    }
    for name, part in parts.items():
        make_article(f"In {name}", **{name: part})
    make_article("In caption", infobox=Infobox(caption="[[BERT]]"))
    make_article("In credit", infobox=Infobox(image_credit="[[BERT]]"))
    assert len(linking_to(bert)) == 6


def test_what_links_here_is_shown_with_the_sentence_around_the_link(client):
    make_article("BERT")
    make_article("Ada", body="First sentence. The *second* one names [[BERT|a model]], and ends. A third.")
    make_article("<b>Hostile</b>", slug="hostile", body="<script>alert(1)</script> [[BERT]]")
    for path in ("/wiki/bert/", "/wiki/bert/links/"):
        html = page(client, path)
        assert "The second one names a model, and ends." in html
        assert "First sentence" not in html
        assert "<script>alert" not in html
        assert "&lt;b&gt;Hostile" in html


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "</title><svg onload=alert(1)>", "\u202e]]>\u2066"])
def test_what_a_link_shows_is_plain_text_for_a_script(client, hostile):
    make_article(
        hostile, slug="hostile", short_answer=hostile, infobox=Infobox(image="images/a.png", image_alt=hostile)
    )
    response = client.get("/wiki/hostile/preview/")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/json", "nosniff")
    shown = response.json()
    assert (shown["title"], shown["text"], shown["alt"]) == (hostile, hostile, hostile)
    assert shown["image"] == "/media/images/a.png"


def test_an_article_that_links_here_often_is_listed_once_and_one_that_links_to_itself_not_at_all():
    bert = make_article("BERT", body="[[BERT]]")
    make_article("Ada", body="[[BERT]] and [[BERT]] and [x](/wiki/bert/)")
    assert linking_to(bert) == ["Ada"]


def test_a_name_turns_live_when_it_is_published_and_back_when_it_is_withdrawn(client):
    make_article("Ada", body="She knew [[BERT]].")
    assert '<span class="unwritten">' in page(client, "/wiki/ada/")
    assert wanted() == [("BERT", 1)]
    bert = make_article("BERT", status="draft", published=None)
    assert '<span class="unwritten">' in page(client, "/wiki/ada/")
    editing.publish(bert, by=None)
    assert '<a class="wikilink" href="/wiki/bert/"' in page(client, "/wiki/ada/")
    assert wanted() == []
    editing.withdraw(bert, by=None)
    assert '<span class="unwritten">' in page(client, "/wiki/ada/")
    assert wanted() == [("BERT", 1)]


def test_links_of_drafts_are_nobodys_business(client):
    bert = make_article("BERT")
    make_article("Secret", status="draft", published=None, body="[[BERT]] and [[Nowhere]]")
    assert (linking_to(bert), wanted()) == ([], [])
    assert "Secret" not in page(client, "/wiki/bert/links/")


def test_a_renamed_article_keeps_what_links_to_it():
    bert = make_article("BERT")
    make_article("By title", body="[[BERT]]")
    make_article("By address", body="[x](/wiki/bert/)")
    editing.rename(bert, "bert-model", by=None)
    document = replace(editing.current(bert), title="BERT model", aliases=("BERT",))
    editing.record(bert, document, by=None)
    assert linking_to(bert) == ["By address", "By title"]


def test_a_title_that_several_have_leads_to_a_choice(client):
    planet = make_article("Mercury", slug="mercury-planet", summary="A planet.")
    make_article("Mercury", slug="mercury-element", summary="An element.")
    make_article("Ada", body="[[Mercury]]")
    html = page(client, "/wiki/ada/")
    assert 'href="/choice/?name=Mercury"' in html
    choice = page(client, "/choice/?name=mercury")
    assert "A planet." in choice and "An element." in choice
    assert linking_to(planet) == []
    assert wanted() == []
    editing.withdraw(planet, by=None)
    assert 'href="/wiki/mercury-element/"' in page(client, "/wiki/ada/")
    assert client.get("/choice/?name=Mercury")["Location"] == "/wiki/mercury-element/"


def test_an_alias_that_several_have_leads_to_a_choice_and_a_title_goes_first(client):
    make_article("Python (snake)", aliases=("Python",))
    make_article("Python (language)", aliases=("Python",))
    make_article("Ada", body="[[Python]]")
    assert 'href="/choice/?name=Python"' in page(client, "/wiki/ada/")
    make_article("Python", slug="python")
    assert 'href="/wiki/python/"' in page(client, "/wiki/ada/")


@pytest.mark.parametrize("query", ["", "?name=", "?name=%00", f"?name={'x' * 300}", "?other=1"])
def test_a_choice_of_nothing_is_refused(client, query):
    assert client.get(f"/choice/{query}").status_code == 400
    assert client.get("/choice/?name=Nothing").status_code == 404


def test_each_word_of_a_paragraph_is_read_once_however_many_links_it_has(monkeypatch):
    read, module = [], sys.modules["encyclopedia.markup.mentions"]
    words = module.inline_text
    monkeypatch.setattr(module, "inline_text", lambda tokens: read.append(len(tokens)) or words(tokens))
    text = ". ".join(f"One [[Link {number}]] here" for number in range(500))
    found = list(links.mentions_of(make_document(body=text)))
    assert [found[0].sentence, found[-1].sentence] == ["One Link 0 here.", "One Link 499 here"]
    assert sum(read) < 500 * 6


def test_wanted_articles_are_ranked_by_how_many_want_them(client):
    for number, names in enumerate([("A", "B"), ("a", "C"), ("A",)]):
        make_article(f"Article {number}", body=" ".join(f"[[{name}]] [[{name}]]" for name in names))
    assert wanted() == [("A", 3), ("B", 1), ("C", 1)]
    assert "3 articles" in page(client, "/wanted/")


def test_pages_of_links_cost_the_same_however_many_there_are(client):
    make_article("BERT")

    def link(number):
        make_article(f"Article {number}", body="[[BERT]] and [[Nothing yet]] and [[Article 0]]")

    link(0)
    paths = ["/wiki/bert/links/", "/wanted/", "/wiki/bert/", "/wiki/article-0/"]
    costs = [count_queries(lambda path=path: client.get(path)) for path in paths]
    for number in range(1, 12):
        link(number)
    assert [count_queries(lambda path=path: client.get(path)) for path in paths] == costs


def test_orphans_are_articles_that_no_other_links_to():
    make_article("BERT", body="[[Ada]]")
    make_article("Ada", aliases=("Countess",))
    make_article("Alone", body="[[Alone]]")
    assert [article.title for article in links.orphans()] == ["Alone", "BERT"]
    make_article("Reader", body="[[alone]] and [x](/wiki/bert/)")
    assert [article.title for article in links.orphans()] == ["Reader"]


def test_editors_see_names_with_several_meanings_lost_sections_and_orphans(client, editor):
    client.force_login(editor)
    make_article("Mercury", slug="mercury-planet")
    make_article("Mercury", slug="mercury-element")
    make_article("BERT", body="## History\n\n[[Ada]]")
    make_article("Ada", body="[[Mercury]] [[BERT#History]] [[BERT#Nonsense]] [[BERT#Timeline]] [x](/wiki/bert/#gone)")
    html = page(client, "/admin/encyclopedia/article/links/")
    assert "Mercury</bdi></a>: <bdi>Mercury</bdi>, <bdi>Mercury" in html
    assert "BERT</bdi> § <bdi>nonsense" in html
    assert "BERT</bdi> § <bdi>gone" in html
    assert "§ <bdi>history" not in html and "§ <bdi>timeline" not in html
    assert "Mercury</bdi></a></li>" not in html, "readers get there by the choice"
    client.logout()
    assert client.get("/admin/encyclopedia/article/links/").status_code == 302


# Brute force


def by_hand():
    """For each published article by its slug, the slugs of those that link to it; and the names nobody has."""
    published = list(Article.objects.published().with_parts())
    names = [defaultdict(list) for _ in range(4)]
    for article in published:
        names[0][fold(article.title)].append(article)
        names[1][fold(article.slug)].append(article)
        for alias in article.aliases.all():
            names[2][fold(alias.name)].append(article)
        for former in article.former_addresses.all():
            names[3][fold(former.slug)].append(article)
    leading, unwritten = defaultdict(set), defaultdict(set)
    for article in published:
        for word in article.body.split():
            if not word.startswith("[["):
                continue
            key = fold(word.removeprefix("[[").removesuffix("]]"))
            found = next((kind[key] for kind in names if kind.get(key)), [])
            if not found:
                unwritten[key].add(article.slug)
            elif len(found) == 1 and found[0] != article:
                leading[found[0].slug].add(article.slug)
    return dict(leading), {key: len(slugs) for key, slugs in unwritten.items()}


def by_query():
    leading = {}
    for article in Article.objects.published().with_parts():
        if found := {link.article.slug for link in links.backlinks(article)}:
            leading[article.slug] = found
    return leading, {each.key: each.articles for each in counted.wanted()}


NAMES = ["Ada", "Bert", "Cesar", "Dora", "Émile", "Fay"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "edit", "rename", "retitle", "publish", "withdraw", "alias", "wait", "wake", "remove"]
        ),
        st.integers(0, 20),
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(NAMES), max_size=3),
    ),
    max_size=14,
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_after_any_changes_links_are_what_counting_by_hand_finds(steps):
    with transaction.atomic():
        for kind, number, name, wants in steps:
            body = " ".join(f"[[{want}]]" for want in wants)
            stored = list(Article.objects.order_by("pk"))
            article = stored[number % len(stored)] if stored else None
            try:
                if kind == "write" or article is None:
                    editing.record(Article(), make_document(name, body=body, aliases=tuple(set(wants))), by=None)
                elif kind == "rename":
                    editing.rename(article, slugify(name), by=None)
                elif kind == "wait":
                    soon = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
                    editing.record(article, replace(editing.current(article), published=soon), by=None)
                elif kind == "wake":
                    past = timezone.now() - timedelta(days=1)
                    Article.objects.filter(published_at__gt=past).update(published_at=past)
                    Entry.objects.filter(waits=True).update(public_from=past)
                    editing.index_due()
                elif kind == "remove":
                    editing.remove(article, by=root_user(), reason="Asked for")
                elif kind in ("publish", "withdraw"):
                    getattr(editing, kind)(article, by=None)
                else:
                    changed = {
                        "edit": {"body": body},
                        "retitle": {"title": name},
                        "alias": {"aliases": tuple(set(wants))},
                    }
                    editing.record(article, replace(editing.current(article), **changed[kind]), by=None)
            except editing.SlugTaken:
                continue
        assert by_query() == by_hand()
        counted_on_the_way = set(NameCount.objects.values_list("key", "linking", "named"))
        assert list(counted.recount()) == [None]
        assert set(NameCount.objects.values_list("key", "linking", "named")) == counted_on_the_way
        transaction.set_rollback(True)


def test_links_between_a_thousand_articles_are_what_counting_by_hand_finds(monkeypatch):
    random = Random(4)
    titles = [f"Article {number}" for number in range(1_000)]
    documents = [
        make_document(
            title,
            body=" ".join(f"[[{random.choice(titles)}]]".replace("Article ", "article-") for _ in range(3))
            + f" [[Wanted{random.randrange(50)}]]",
            aliases=(f"Alias{number // 3}",),
            status="draft" if number % 7 == 0 else "published",
        )
        for number, title in enumerate(titles)
    ]
    record_all(documents, by=None)
    for article in random.sample(list(Article.objects.all()), 30):
        verb = editing.withdraw if article.status == Status.PUBLISHED else editing.publish
        verb(article, by=None)
    for article in random.sample(list(Article.objects.all()), 10):
        editing.rename(article, f"renamed-{article.pk}", by=None)
    leading, unwritten = by_hand()
    assert {each.key: each.articles for each in counted.wanted()} == unwritten
    rows = list(NameCount.objects.order_by("key").values_list("key", "linking", "named"))
    NameCount.objects.filter(pk__gt=NameCount.objects.first().pk + 100).update(linking=7, named=7)
    monkeypatch.setattr(counted, "RECOUNTED", 100)
    assert len(list(counted.recount())) > 9
    assert list(NameCount.objects.order_by("key").values_list("key", "linking", "named")) == rows
    for article in random.sample(list(Article.objects.published().with_parts()), 150):
        assert {link.article.slug for link in links.backlinks(article)} == leading.get(article.slug, set())


def test_an_article_that_ten_thousand_link_to_is_published_at_once(client):
    source = make_article("Source", body="[[Hub]]")
    row = Link.objects.get()
    articles = Article.objects.bulk_create(
        Article(
            title=f"A{n}", title_key=f"a{n}", slug=f"a{n}", slug_key=f"a{n}", status="published",
            published_at=source.published_at, updated_at=source.updated_at, body="[[Hub]]",
        )
        for n in range(10_000)
    )  # fmt: skip
    Link.objects.bulk_create(
        Link(article=article, position=0, name="Hub", key="hub", by_address=False) for article in articles
    )
    assert row.key == "hub"
    cost = Counter()
    cost["publish"] = count_queries(lambda: make_article("Hub"))
    assert cost["publish"] < 40
    assert 'href="/wiki/hub/"' in page(client, "/wiki/a9999/")
    assert "10001 articles" in page(client, "/wiki/hub/links/")
