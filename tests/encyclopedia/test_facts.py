"""What infoboxes say, across articles: how it is counted, and how readers find it."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from threading import Barrier
from urllib.parse import quote, urlsplit

import pytest
from django.db import connections
from django.utils import timezone

from encyclopedia import editing, rendering, snapshots
from encyclopedia.browsing import facts
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Infobox, InfoboxField, Reference
from encyclopedia.editing.batches import record_all
from encyclopedia.models import Article, Fact, FactLabel, Holding
from encyclopedia.models import InfoboxField as Row
from encyclopedia.models.index.fact import address
from tests.builders import count_queries, make_article, make_document, make_user

pytestmark = pytest.mark.django_db


def box(**labels):
    """An infobox: labels with a value or a list of values, `_` for a space."""
    return box_of({label.replace("_", " "): value for label, value in labels.items()})


def box_of(labels):
    pairs = [
        (label, value)
        for label, values in labels.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return Infobox(fields=tuple(InfoboxField(label, value) for label, value in pairs))


def change(article, **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=None)


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def words_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main_of(response))).split())


def links_in(response):
    """Addresses by words, of what the page lists."""
    found = re.findall(r'<a href="([^"]*)"><bdi>(.*?)</bdi></a>', main_of(response).partition("</h1>")[2])
    return {unescape(words): unescape(href) for href, words in found}


def counted():
    """What is counted now: labels with articles and values, facts with articles, holdings with titles."""
    labels = FactLabel.objects.filter(articles__gt=0)
    held = Fact.objects.filter(articles__gt=0)
    return (
        {label.key: (label.articles, label.values) for label in labels},
        {(fact.label.key, fact.key): fact.articles for fact in held.select_related("label")},
        sorted(Holding.objects.values_list("article", "fact__label__key", "fact__key", "title_key")),
    )


def recounted():
    """The same, counted anew from the infoboxes of published articles."""
    said = {
        (row.article_id, row.label_key, fold(re.sub(r"\[@[^\]]*\]|[\[\]*]", "", row.value)), row.article.title_key)
        for row in Row.objects.filter(article__in=Article.objects.published()).select_related("article")
    }
    said = {each for each in said if each[2]}
    pairs = {each[1:3] for each in said}
    labels = {label for label, _ in pairs}
    return (
        {
            label: (len({each[0] for each in said if each[1] == label}), sum(pair[0] == label for pair in pairs))
            for label in labels
        },
        {pair: len({each[0] for each in said if each[1:3] == pair}) for pair in pairs},
        sorted(said),
    )


LABELS = ["Licence", "licence", "Field", "FÍELD", "Born", "A b", "A  B"]
VALUES = ["MIT", "mit", "M\u00edt", "[[MIT]]", "MIT[@a]", "**GPL**", "GPL", "[@a]", "x y", "X  Y", "1", "2", "3"]


def some_box(chance):
    fields, seen = {}, set()
    for _ in range(chance.randrange(5)):
        label, value = chance.choice(LABELS), chance.choice(VALUES)
        if (fold(label), fold(value)) not in seen:
            seen.add((fold(label), fold(value)))
            fields.setdefault(next((each for each in fields if fold(each) == fold(label)), label), []).append(value)
    return box_of(fields)


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_exact_after_whatever_has_happened(seed):
    chance = random.Random(seed)
    root = make_user("root", is_staff=True, is_superuser=True)
    articles, made = [], 0
    for step in range(40):
        act = chance.choice(["new", "save", "save", "save", "title", "status", "status", "remove", "import"])
        if act == "new" or not articles:
            status = chance.choice(["published", "published", "draft"])
            articles.append(make_article(f"T{made}", infobox=some_box(chance), status=status))
            made += 1
        elif act == "import":
            new = [make_document(f"T{made + n}", infobox=some_box(chance)) for n in range(chance.randrange(5))]
            articles += [each.article for each in record_all(new, by=None)]
            made += len(new)
        else:
            article = chance.choice(articles)
            if act == "save":
                change(article, infobox=some_box(chance))
            elif act == "title":
                change(article, title=f"Title {chance.randrange(100)}")
            elif act == "status":
                change(article, status=chance.choice(["draft", "published", "archived"]))
            else:
                articles.remove(article)
                editing.remove(article, by=root, reason="Because.")
        assert counted() == recounted(), (step, act)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_lose_no_count_and_do_not_lock_each_other_out():
    labels = ["A", "B", "C"]
    make_article("There", infobox=box(A="1", B="1", C="1"))
    ready = Barrier(4)

    def work(number):
        chance = random.Random(number)
        ready.wait()
        try:
            article = make_article(f"Article {number}", infobox=box(A="1"))
            for n in range(6):
                chance.shuffle(labels_ := list(labels))
                change(article, infobox=box_of({each: [str(chance.randrange(3)), f"new {n}"] for each in labels_}))
            if number % 2:
                editing.withdraw(article, by=None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert counted() == recounted()
    assert counted()[0]["a"][0] == 3


def test_one_who_saves_again_costs_little_and_many_values_cost_no_more():
    little = make_article("Little", infobox=box(A="1", B="1"), status="draft")
    much = make_article(
        "Much", infobox=box_of({f"L{n}": [f"v{m}" for m in range(3)] for n in range(40)}), status="draft"
    )
    cost = count_queries(lambda: facts.index([little], shown=True))
    assert count_queries(lambda: facts.index([much], shown=True)) == cost
    assert count_queries(lambda: facts.index([much], shown=True)) == 2
    cost = count_queries(lambda: facts.index([little], shown=False))
    assert count_queries(lambda: facts.index([much], shown=False)) == cost


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1837[@menabrea]", "1837"),
        ("1837 [@menabrea, p. 4]", "1837"),
        ("[[BERT]]", "BERT"),
        ("[[BERT|the 2018 model]]", "the 2018 model"),
        ("*Apache*  **License** `2.0`", "Apache License 2.0"),
        ("R\\&D &amp; \\*", "R&D & *"),
        ("<https://example.org/>", "https://example.org/"),
        ("[@menabrea]", ""),
        ("a/b #1 50%", "a/b #1 50%"),
    ],
)
def test_a_value_is_counted_by_its_words(written, words):
    assert rendering.plain(written) == words


def test_an_article_that_writes_a_value_in_two_ways_counts_once():
    make_article("Ada", infobox=box(Licence=["MIT", "[[MIT]]", "MIT[@a]"]))
    make_article("Bob", infobox=box(licence="mit"))
    fact = Fact.objects.get()
    assert (str(fact.label), str(fact), fact.articles, fact.label.articles, fact.label.values) == (
        *("Licence", "MIT"),
        *(2, 2, 1),
    )


def test_the_first_spelling_stays_while_somebody_else_uses_it():
    ada, bob = make_article("Ada", infobox=box(licence="mit")), make_article("Bob", infobox=box(Licence="MIT"))
    change(bob, infobox=box(LICENCE="Mit"))
    assert [(str(fact.label), str(fact)) for fact in Fact.objects.all()] == [("licence", "mit")]
    change(ada, infobox=Infobox())
    change(bob, infobox=box(Licence="MIT"))
    assert [(str(fact.label), str(fact)) for fact in Fact.objects.all()] == [("Licence", "MIT")]


def test_labels_lead_to_values_and_values_to_articles(client):
    make_article("BERT", infobox=box(Licence="Apache License 2.0", Field=["Language", "Learning"]))
    make_article("Llama", infobox=box(Licence="Llama Licence", Field="Language[@a]"))
    make_article("Ada", infobox=box(Born="1815"))
    make_article("Plan", infobox=box(Field="Secrets", Secret="Yes"), status="draft")
    labels = client.get("/facts/")
    assert list(links_in(labels)) == ["Field", "Licence", "Born"]
    assert "Field 2 values in 2 articles" in words_of(labels)
    values = client.get(links_in(labels)["Field"])
    assert list(links_in(values)) == ["Language", "Learning"]
    assert "Language 2 articles Learning 1 article" in words_of(values)
    articles = client.get(links_in(values)["Language"])
    assert list(links_in(articles)) == ["BERT", "Llama"]
    assert "Llama in one sentence." in words_of(articles)
    assert articles["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/facts/licence/", "/facts/Licence/"),
        ("/facts/LÍCENCE/", "/facts/Licence/"),
        ("/facts/licence/apache%20%20license/", "/facts/Licence/Apache%20License/"),
        ("/facts/Licence/Apache%20L%C3%ADcense/?page=1&x=y", "/facts/Licence/Apache%20License/?page=1&x=y"),
        ("/facts/?label=licence&value=apache+license&page=1", "/facts/Licence/Apache%20License/?page=1"),
        ("/facts/?label=Licence", "/facts/Licence/"),
        ("/facts/Licence/./", "/facts/?label=Licence&value=."),
        ("/facts/Licence/A//B/?page=1", "/facts/?label=Licence&value=A%2F%2Fb&page=1"),
    ],
)
def test_another_spelling_leads_to_the_right_one(client, asked, found):
    make_article("BERT", infobox=box(Licence=["Apache License", ".", "A//b"]))
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, found)
    assert client.get(found).status_code == 200


ODD = [
    *(
        ".",
        "..",
        "...",
        "a//b",
        "/",
        "//",
        "a/",
        "/a",
        "a/./b",
        "a/../b",
        "AC/DC",
        "%",
        "%2e",
        "%2F",
        "%00",
        "#",
        "?",
        "&",
    ),
    *(
        "a?b=c",
        "\\",
        "\\\\",
        "+",
        "a b",
        ";",
        "'",
        '"><script>alert(1)</script>',
        "😀\ufe0f",
        "\u202eevil",
        "سلام",
        "日本",
    ),
    *("é" * 300, "x" * 300, "😀" * 300, "label", "-", "=1+1", "{{ 7|add:1 }}", "page", "ß", "İ"),
]


def path_in_browsers(href):
    """The path that a browser asks for: steps that are `.` and `..`, also percent-encoded, are gone from it."""
    url = urlsplit(href)
    steps = [re.sub("%2e", ".", step, flags=re.IGNORECASE) for step in url.path.split("/")]
    assert not {".", ".."} & set(steps)
    assert "//" not in url.path
    return href


def test_every_label_and_value_is_reached_by_the_links_that_are_printed(client):
    odd = [value.replace("[", "").strip() for value in ODD]
    labels = [value[:80] for value in odd if "/" not in value]
    make_article("Odd", infobox=box_of({"L": [value.replace("\\", "\\\\") for value in odd]}))
    make_article("Odder", infobox=box_of({label: ["a", label.replace("\\", "\\\\")] for label in labels}))
    found = links_in(client.get("/facts/L/"))
    assert {fold(words) for words in found} == {fold(value) for value in odd}
    for words, href in found.items():
        response = client.get(path_in_browsers(href))
        assert response.status_code == 200, words
        assert list(links_in(response)) == ["Odd"]
        assert unescape(re.search(r"<h1><bdi>(.*?)</bdi>", main_of(response))[1]) == words
    found = links_in(client.get("/facts/"))
    assert {fold(words) for words in found} >= {fold(label) for label in labels}
    for words, href in found.items():
        response = client.get(path_in_browsers(href))
        assert response.status_code == 200, words
        assert "<script>" not in main_of(response)
        for inner in links_in(response).values():
            assert client.get(path_in_browsers(inner)).status_code == 200, inner


def test_an_address_is_a_path_wherever_a_path_can_carry_it():
    assert address("Band", "AC/DC") == "/facts/Band/AC/DC/"
    assert address("A b", "50%?#") == "/facts/A%20b/50%25%3F%23/"
    assert address("..") == "/facts/?label=.."


@pytest.mark.parametrize("path", ["/facts/", "/facts/Nothing/", "/facts/L/Nothing/"])
@pytest.mark.parametrize(
    "odd", ["\x00", "'", '"><script>', "x" * 3000, "%FF", "\u202e", "\ud800", "[[" * 500, "\u0301"]
)
def test_odd_addresses_are_no_faults(client, path, odd):
    make_article("Ada", infobox=box(L="1"))
    text = quote(odd, errors="surrogatepass")
    for asked in (f"{path}{text}/", f"{path}?label={text}", f"{path}?label=L&value={text}", f"{path}?page={text}"):
        response = client.get(asked)
        assert response.status_code in {200, 301, 400, 404}
        assert "<script>" not in response.content.decode().partition("<main")[2]


def test_what_nobody_says_is_not_found_and_near_ones_are_offered(client):
    make_article("BERT", infobox=box(Licence="Apache License 2.0", Field="Language"))
    make_article("Plan", infobox=box(Licences="Apache Licence 2.0"), status="draft")
    near = client.get("/facts/License/")
    assert near.status_code == 404
    assert list(links_in(near)) == ["Licence"]
    near = client.get("/facts/Licence/Apache/")
    assert near.status_code == 404
    assert links_in(near) == {"Apache License 2.0": "/facts/Licence/Apache%20License%202.0/"}
    editing.withdraw(Article.objects.get(title="BERT"), by=None)
    for gone in ("/facts/Licence/", "/facts/Licence/Apache%20License%202.0/"):
        assert client.get(gone).status_code == 404
        assert not links_in(client.get(gone))
    assert "No article has a box of facts yet." in words_of(client.get("/facts/"))


def test_an_article_that_cannot_be_read_yet_is_not_shown_even_where_it_is_counted(client):
    make_article("Now", infobox=box(L="v"))
    later = make_article("Later", infobox=box(L="v"))
    Article.objects.filter(pk=later.pk).update(published_at=timezone.now() + timezone.timedelta(hours=1))
    assert "Later" not in words_of(client.get("/facts/L/v/"))


def test_lists_go_on_to_their_last_page_and_cost_the_same(client):
    make_article("A0", infobox=box(L="v"))
    paths = ["/facts/", "/facts/L/", "/facts/L/v/"]
    costs = [count_queries(lambda path=path: client.get(path)) for path in paths]
    record_all(
        [make_document(f"A{n}", infobox=box_of({"L": ["v", f"v{n}"], f"L{n}": "v"})) for n in range(1, 221)], by=None
    )
    for path, cost, last, size in zip(paths, costs, (3, 3, 5), (100, 100, 50), strict=True):
        titles = []
        for number in range(1, last + 1):
            page = f"{path}?page={number}"
            assert count_queries(lambda page=page: client.get(page)) == cost, page
            titles.append(list(links_in(client.get(page))))
        assert [len(each) for each in titles[:-1]] == [size] * (last - 1)
        assert len({title for each in titles for title in each}) == sum(map(len, titles)) == 221
        assert client.get(f"{path}?page={last + 1}").status_code == 404
    assert titles == [sorted(each) for each in titles]


def test_beside_an_article_what_others_share_is_a_link(client):
    make_article("Apache License")
    shared = box(Field="Logic", Born="1815[@a]", Licence="[[Apache License]] 2.0", Own="1", Odd="x")
    make_article("Ada", infobox=shared, references=(Reference("a", title="Source"),))
    alone = client.get("/wiki/ada/")
    assert "/facts/" not in main_of(alone)
    bob = make_article(
        "Bob", infobox=box(field="logic", Born="1815", Licence="Apache License 2.0", Odd="y", Much=["1", "2"])
    )
    page = main_of(client.get("/wiki/ada/"))
    assert '<a href="/facts/Field/Logic/">Logic</a>' in page
    assert '<a href="/facts/Field/">Field</a>' in page
    assert '<a href="/facts/Odd/">Odd</a>' in page
    assert (
        'href="/facts/Licence/Apache%20License%202.0/" aria-label="Articles with Licence: Apache License 2.0">' in page
    )
    assert 'href="/facts/Born/1815/" aria-label="Articles with Born: 1815">' in page
    assert "/facts/Own" not in page
    assert "/facts/Odd/x/" not in page
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", page)
    assert "/facts/" not in main_of(client.get("/wiki/ada/history/1/"))
    article = Article.objects.with_parts().get(pk=bob.pk)
    without = count_queries(lambda: rendering.render(snapshots.document_of(article)))
    assert count_queries(lambda: rendering.render_article(article)) == without + 1
