"""What a reader typed -> published articles."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encyclopedia import editing, reads, search
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, TimelineEvent
from encyclopedia.models import Article, Category, Entry, Fact, SynonymGroup
from encyclopedia.search.words import stem, words
from tests.builders import count_queries, make_article
from tests.growth import MOST, growth
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db


def found(text):
    ids = search.search(text).ids
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
        ("zzz qqq", []),
        ("reading directions", ["BERT"]),
        ('"reading directions"', []),
        ("the directions of the", ["BERT"]),
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
def test_no_question_breaks_the_search(client, library, number):
    response = client.get("/search/", {"q": HOSTILE[number][:2_500]})
    assert response.status_code == 200
    assert client.get("/search/suggest/", {"q": HOSTILE[number][:2_500]}).status_code == 200
    search.search(HOSTILE[number])


@pytest.mark.parametrize(
    "repeated", ["x", "%", "word ", '"', '"a" ', "-a ", "a-", "a OR ", "(", "*", "\u0301", "东", "東 ", "ﬃ", "\\", "🜚 "]
)
def test_four_times_the_question_takes_about_four_times_as_long(library, repeated):
    def ask(times):
        text = repeated * (times // len(repeated))
        search.search(text)
        search.suggest(text)
        search.similar(text)
        search.answer(text)

    assert growth(ask, 25_000, 100_000) < MOST


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(max_size=60))
def test_every_text_is_a_question(library, text):
    text = text.replace("\x00", "")
    search.search(text)
    search.suggest(text)
    search.similar(text)


@settings(max_examples=examples(200), deadline=None)
@given(st.text())
def test_words_are_stable(text):
    assert words(" ".join(words(text))) == words(text) or any(len(word) == 2 for word in words(text))


def test_words_that_say_little_take_the_place_of_no_others(library):
    asked = "do i have to have some of it if i am with you or not or would it be for me to do so with"
    assert [word for term in search.parse(f"{asked} bert pytorch").wanted for word in term.words] == ["bert", "pytorch"]


def test_the_article_that_is_named_is_found_whatever_else_is_asked(db):
    make_article("BERT", summary="A model of language.")
    for n in range(5):
        make_article(f"Money {n}", body="How to make money. " * 5)
    assert found("make money with bert, is that permitted")[0] == "BERT"


def test_the_article_whose_title_was_typed_in_another_order_comes_first(db):
    make_article("Open-source licence", summary="What others may do.")
    make_article("!!!", slug="exclamation", summary="Project, source, project.")
    for n in range(5):
        make_article(f"Project {n}", body="The best project of all is open and has a source. " * 5)
    assert found("best license for my open source project")[0] == "Open-source licence"


@pytest.mark.parametrize("typed", ["money whatever -bert", "make money -bert", "bert money -summary"])
def test_an_article_that_is_named_stays_out_where_it_is_excluded(db, typed):
    make_article("BERT", summary="A summary.")
    make_article("Money", body="How to make money.")
    assert "BERT" not in found(typed)


@pytest.mark.parametrize("page", ["-1", "0", "2", "1e3", "100000000000000000000", "١", "%00", "", "1 "])
def test_there_are_no_pages_but_those_there_are(client, library, page):
    assert client.get(f"/search/?q=bert&page={page}").status_code == 404


def test_a_search_costs_the_same_however_much_it_finds(client, library):
    def variants(first, last):
        for n in range(first, last):
            make_article(
                f"BERT variant {n}",
                category=("Technology", f"Subject {n % 5}"),
                tags=(f"Tag {n % 3}",),
                infobox=Infobox(fields=(InfoboxField("Kind", f"Model {n % 2}"),)),
                body="bert",
                updated=date(2020 + n % 3, 1, 1),
            )

    variants(0, 6)
    cost = count_queries(lambda: client.get("/search/?q=bert"))
    variants(6, 36)
    assert count_queries(lambda: client.get("/search/?q=bert")) == cost


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("models", {"BERT", "Llama"}),
        ("modelling", {"BERT", "Llama"}),
        ("libraries", {"PyTorch"}),
        ("writing", {"Llama"}),
        ("favorites", {"PyTorch"}),
        ('"models"', {"Llama"}),
        ("model -libraries", {"BERT", "Llama"}),
    ],
)
def test_words_are_found_in_all_their_forms(library, typed, titles):
    assert set(found(typed)) == titles


@pytest.mark.parametrize(
    "forms",
    [
        "spell spells spelling spelled spelt",
        "drill drilling drilled",
        "quell quelled",
        "model modelling modeling modelled modeler",
        "install installing installed installer",
        "fuel fuelled fueling",
        "license licence licensing licenced",
        "colour colors coloured",
        "organise organized organising",
        "choose chose chosen",
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len(set(map(stem, forms.split()))) == 1


@pytest.mark.parametrize(
    "part",
    [
        {"title": "The quokka"},
        {"aliases": ("Quokka",)},
        {"summary": "About a quokka."},
        {"short_answer": "It is a *quokka*."},
        {"infobox": Infobox(caption="A quokka.")},
        {"infobox": Infobox(fields=(InfoboxField("Animal", "Quokka"),))},
        {"timeline": (TimelineEvent(parse_event_date("1905"), "A quokka is seen."),)},
        {"faq": (Faq("Is it a quokka?", "Yes."),)},
        {"faq": (Faq("Is it?", "It is a quokka."),)},
        {"tags": ("Quokka",)},
        {"body": "## Quokkas\n\nText."},
    ],
)
def test_every_part_is_searched(db, part):
    make_article(**({"title": "Animal"} | part))
    make_article("Another")
    assert len(found("quokkas")) == 1


def test_the_weightier_part_comes_first(db):
    make_article("In the text", body="A quokka.")
    make_article("In the answer", short_answer="A quokka.")
    make_article("In a longer title, the quokka")
    make_article("Quokka island")
    make_article("Other", aliases=("Quokka",))
    assert found("quokka") == [
        "Other",
        "Quokka island",
        "In a longer title, the quokka",
        "In the answer",
        "In the text",
    ]


def test_who_says_it_more_comes_first_in_the_text(db):
    make_article("Once", body=f"A quokka. {'Another word. ' * 40}")
    make_article("Often", body=f"{'A quokka is a quokka. ' * 10} {'Another word. ' * 20}")
    make_article("Also once", body=f"A quokka. {'Another word. ' * 40}")
    assert found("quokka")[0] == "Often"


def test_what_is_linked_more_comes_first_among_equals(db):
    for name in ("One", "Two", "Three"):
        make_article(f"Quokka {name}", slug=name.lower(), body="Same.")
    for n in range(12):
        make_article(f"Linking {n}", body="[[Quokka Two]]")
    assert found("quokka")[0] == "Quokka Two"
    two = Entry.objects.get(article__slug="two")
    assert (two.linked, two.prior) == (12, 1)
    for article in Article.objects.filter(title__startswith="Linking"):
        editing.withdraw(article, by=None)
    two.refresh_from_db()
    assert (two.linked, two.prior) == (0, 0)
    assert "Quokka Two" in found("quokka")


def test_what_is_read_more_comes_first_among_equals(client, db):
    reads.write()  # what other tests have read
    for name in ("One", "Two"):
        make_article(f"Quokka {name}", slug=name.lower(), body="Same.")
    assert found("quokka") == ["Quokka Two", "Quokka One"]
    client.head("/wiki/one/")
    for _ in range(101):
        client.get("/wiki/one/")
    reads.write()
    assert Entry.objects.get(article__slug="one").reads == 101
    assert found("quokka") == ["Quokka One", "Quokka Two"]


# Forgiving


@pytest.mark.parametrize(
    ("typed", "mended", "first"),
    [
        ("pytroch", "pytorch", "PyTorch"),
        ("pytorchh", "pytorch", "PyTorch"),
        ("py torch", "pytorch", "PyTorch"),
        ("brt", "bert", "BERT"),
        ("lama", "llama", "Llama"),
        ("bidirectionel encodr", "bidirectional encoder", "BERT"),
        ("bothdirections", "both directions", "BERT"),
    ],
)
def test_a_misspelt_word_is_looked_for_as_it_was_meant(client, library, typed, mended, first):
    results = search.search(typed)
    assert results.mended.replace('"', "") == mended
    assert found(typed)[0] == first
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f"No article holds <strong><bdi>{typed}</bdi></strong>" in page


def test_what_was_typed_goes_before_what_it_may_be_meant_as(client, library):
    make_article("Lama", body="A teacher.")
    assert found("lama") == ["Lama"]
    for n in range(12):
        make_article(f"Colour {n}", body="Colour.")
    make_article("Misprint", body="The colur of it.")
    results = search.search("colur")
    assert (results.mended, results.offered) == ("", "colour")
    assert found("colur") == ["Misprint"]
    assert '">colour</bdi>' in client.get("/search/?q=colur").content.decode().replace("<bdi>", '">')


def test_a_word_of_a_draft_is_no_word_to_be_meant(library):
    make_article("Hidden", body="quetzalcoatl", status="draft")
    assert search.search("quetzalcoatll").mended == ""


def test_some_words_are_better_than_nothing(client, library):
    assert found("bert encoder submarine")[0] == "BERT"
    page = client.get("/search/?q=bert+encoder+submarine").content.decode()
    assert "None holds all the words" in page


def test_what_is_named_comes_before_what_only_mentions_it_in_its_lead(library):
    make_article("Wombat", body="It is made of fur.")
    make_article("Burrow", summary="A hole that a wombat made.")
    make_article("Fence", body="Made against each wombat.")
    assert found("who made wombat") == ["Wombat", "Burrow", "Fence"]


def test_a_page_says_which_words_it_holds_where_none_of_those_typed_are_anywhere(client, library):
    make_article("Wombat", summary="An animal.")
    results = search.search("wombatt zxqvj")
    assert (results.mended, len(results.partial)) == ("wombat zxqvj", 1)
    page = client.get("/search/?q=wombatt+zxqvj").content.decode()
    assert "These are for <strong><bdi>wombat zxqvj</bdi></strong>: 1 article." in page
    assert "None holds all the words; these hold some." in page
    # One that is held says enough.
    assert search.search("wombatt encoder").mended == ""


def test_synonyms_find_each_other(library):
    group = SynonymGroup.objects.create(words="LLM\nlarge language model\nBERT")
    search.index_synonyms(group)
    make_article("Chat", body="An LLM that talks.")
    assert "Chat" in found("large language models")
    assert "Chat" in found("bert")
    assert "BERT" in found("llm")
    group.delete()
    assert "Chat" not in found("bert")


@pytest.mark.parametrize("typed", ["large language model brt", "large language model zzz", "large language modle"])
def test_a_name_of_several_words_and_a_misspelt_one_are_looked_for_together(client, library, typed):
    search.index_synonyms(SynonymGroup.objects.create(words="LLM\nlarge language model"))
    assert client.get("/search/", {"q": typed}).status_code == 200


def test_what_is_offered_is_written_as_it_was_typed(library):
    search.index_synonyms(SynonymGroup.objects.create(words="LLM\nencoding libraries"))
    make_article("Codes", summary="A library for encoding Unicorns.")
    results = search.search("encoding libraries unicrons")
    assert results.mended == "encoding libraries unicorns"


# Filters


@pytest.fixture
def zoo(db):
    def animal(title, kind, **parts):
        fields = (InfoboxField("Kind", kind), InfoboxField("Legs", "4/5"))
        make_article(title, infobox=Infobox(fields=fields), body="An animal.", **parts)

    animal("Wombat", "Marsupial", category=("Nature", "Australia"), tags=("Brown",), updated=date(2024, 3, 1))
    animal("Quokka", "Marsupial", category=("Nature", "Australia"), tags=("Small",), updated=date(2025, 7, 1))
    animal("Lion", "Cat", category=("Nature", "Africa"), tags=("Brown",), updated=date(2025, 8, 1))
    make_article("Zoo", category=("Towns",), body="For an animal.", updated=date(2025, 8, 2))
    make_article("Secret", category=("Nature", "Australia"), body="An animal.", status="draft")


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ("category=nature", {"Wombat", "Quokka", "Lion"}),
        ("category=australia", {"Wombat", "Quokka"}),
        ("tag=brown", {"Wombat", "Lion"}),
        ("tag=brown&category=africa", {"Lion"}),
        ("fact=Kind/Marsupial", {"Wombat", "Quokka"}),
        ("fact=kind/marsupial&tag=small", {"Quokka"}),
        ("fact=Legs/4/5", {"Wombat", "Quokka", "Lion"}),
        ("changed=2025", {"Quokka", "Lion", "Zoo"}),
        ("changed=2025-08", {"Lion", "Zoo"}),
    ],
)
@pytest.mark.parametrize("words", ["animal", "animals -town", ""])
def test_results_are_filtered(client, zoo, filters, titles, words):
    page = client.get(f"/search/?q={words}&{filters}").content.decode()
    assert set(re.findall(r'<li>\s<a href="/wiki/(\w+)/">', page)) == {title.lower() for title in titles}


def test_filters_show_how_many_articles_they_leave(client, zoo):
    def shown(address):
        page = client.get(address).content.decode()
        links = re.findall(
            r'<a rel="nofollow" href="([^"]+)">(?:<bdi>)?([^<]+)(?:</bdi>)?</a> <span class="muted">(\d+)', page
        )
        return {name: (unescape(link), int(number)) for link, name, number in links}

    offered = shown("/search/?q=animal")
    assert {name: number for name, (_, number) in offered.items()} == {
        "Nature": 3,
        "Towns": 1,
        "Brown": 2,
        "Small": 1,
        "Marsupial": 2,
        "4/5": 3,
        "2025": 3,
        "2024": 1,
    }
    for name, (address, number) in offered.items():
        page = client.get(f"/search/{address}").content.decode()
        assert f"{number} article" in page, name
    assert {"Australia": 2, "Africa": 1}.items() <= {
        name: number for name, (_, number) in shown("/search/?q=animal&category=nature").items()
    }.items()


@pytest.mark.parametrize(
    "filters",
    [
        *("category=none", "tag=none", "fact=x", "fact=Kind/None", "changed=yesterday", "changed=2025-13"),
        *("tag=brown&tag=none", "fact=" + "x" * 3_000, "changed=٢٠٢٥", "&".join(f"tag=t{n}" for n in range(500))),
    ],
)
def test_an_unknown_filter_is_a_page_that_helps(client, zoo, filters):
    response = client.get(f"/search/?q=animal&{filters}")
    assert response.status_code == 404
    page = response.content.decode()
    assert "Search without filters" in page and 'value="animal"' in page


def test_the_filter_of_a_subject_follows_it_when_it_moves(client, zoo):
    category = Category.objects.get(slug="australia")
    category.parent = Category.objects.get(slug="towns")
    category.place()
    category.save()
    page = client.get("/search/?q=animal&category=towns").content.decode()
    assert set(re.findall(r'<li>\s<a href="/wiki/(\w+)/">', page)) == {"wombat", "quokka", "zoo"}


# Suggestions


def test_a_name_is_suggested_within_three_letters_and_what_is_linked_most_comes_first(client, db):
    for n in range(40):
        make_article(f"Tensor {n}", slug=f"tensor-{n}", body="[[TensorFlow]]")
    make_article("TensorFlow", summary="A library.")
    make_article("A tensor in between")
    for typed in ("t", "te", "ten", "TEN", "tën"):
        assert client.get("/search/suggest/", {"q": typed}).json()[0]["title"] == "TensorFlow", typed
    assert client.get("/search/suggest/?q=tensor+7").json()[0]["title"] == "Tensor 7"
    assert client.get("/search/suggest/?q=in+bet").json()[0]["title"] == "A tensor in between"
    assert client.get("/search/suggest/?q=tensorfolw").json()[0]["title"] == "TensorFlow"


@pytest.mark.parametrize("typed", ["GPT-3", "gpt-3", "gpt 3", "gpt 3 "])
def test_the_very_name_is_suggested_before_longer_ones_with_whatever_signs(client, db, typed):
    make_article("GPT-3 Turbo")
    for n in range(20):
        make_article(f"Links {n}", body="[[GPT-3 Turbo]]")
    make_article("GPT-3")
    titles = [row["title"] for row in client.get("/search/suggest/", {"q": typed}).json()]
    assert titles == ["GPT-3", "GPT-3 Turbo"]


def test_suggestions_cost_the_same_and_show_nothing_that_is_not_public(client, library):
    cost = count_queries(lambda: client.get("/search/suggest/?q=ber"))
    for n in range(30):
        make_article(f"Bertram {n}")
    make_article("Berta", status="draft")
    make_article("Bertie", published=datetime(2990, 1, 1, tzinfo=UTC))
    assert count_queries(lambda: client.get("/search/suggest/?q=ber")) == cost
    titles = {row["title"] for row in client.get("/search/suggest/?q=berti").json()}
    assert "Bertie" not in titles and "Berta" not in titles


# The index


def test_an_article_that_waits_for_its_time_is_found_by_nobody_before(client, db):
    soon = timezone.now() + timedelta(seconds=900)
    fields = (InfoboxField("Animal", "Quokka"),)
    make_article("Later", body="quokka", published=soon.replace(microsecond=0), infobox=Infobox(fields=fields))
    assert found("quokka") == []
    assert not Fact.objects.filter(articles__gt=0).exists()
    past = timezone.now() - timedelta(seconds=5)
    Article.objects.update(published_at=past)
    Entry.objects.update(public_from=past)
    assert client.get("/facts/animal/", follow=True).status_code == 200
    assert found("quokka") == ["Later"]


def test_the_index_can_be_made_anew(library):
    asked = ("bert", "both directions", "models", "pytroch", "東京")
    before = [found(text) for text in asked]
    with connection.cursor() as cursor:
        for table in ("search", "question_search", "event_search", "word", "suggestion", "entry"):
            cursor.execute(f"DELETE FROM encyclopedia_{table}")
    assert found("bert") == [] and editing.is_stale()
    call_command("reindex", stdout=StringIO())
    assert not editing.is_stale()
    assert [found(text) for text in asked] == before
    call_command("reindex", stdout=StringIO())
    assert [found(text) for text in asked] == before


def test_what_an_older_version_has_indexed_is_stale_until_it_is_made_anew(library):
    assert not editing.is_stale()
    Entry.objects.filter(article__title="BERT").update(index_version=0)
    assert editing.is_stale()
    call_command("reindex", stdout=StringIO())
    assert not editing.is_stale()


def test_scripts_without_spaces_are_found(db):
    make_article("機械学習", body="機械学習は人工知能の一分野である。")
    make_article("ปัญญาประดิษฐ์", body="ปัญญาประดิษฐ์เป็นสาขาหนึ่งของวิทยาการคอมพิวเตอร์")
    make_article("人工智能", body="开源人工智能")
    assert found("人工知能") == ["機械学習"]
    assert found("開源") == []
    assert found("开源") == ["人工智能"]
    assert found("คอมพิวเตอร์") == ["ปัญญาประดิษฐ์"]


def test_the_article_that_is_named_comes_before_those_that_speak_of_it(db):
    make_article("PyTorch", body="Its licence is short, and much else is said about it here. " * 20)
    for n in range(4):
        make_article(f"Other {n}", summary="Licences.", body="A licence, as PyTorch has one, PyTorch.")
    assert Article.objects.get(pk=search.search("pytorch licence").ids[0]).title == "PyTorch"
