"""What is found by those who type it otherwise than it is written."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command

from encyclopedia import editing, search
from encyclopedia.document.schema import Faq, Infobox, InfoboxField
from encyclopedia.links import links, wanted
from encyclopedia.models import Alias, Article, Entry, Link, Synonym, SynonymGroup
from tests.builders import make_article

pytestmark = pytest.mark.django_db

#: As a text has it, and as somebody types it; or the other way round.
PAIRS = [
    ("Łódź", "lodz"),
    ("Ørsted", "orsted"),
    ("Đuro", "duro"),
    ("Siðumúli", "sidumuli"),
    ("Þórshöfn", "thorshofn"),
    ("Æthelred", "aethelred"),
    ("Phœnix", "phoenix"),
    ("Iğdır", "igdir"),
    ("Għarb", "gharb"),
    ("Hawaiʻi", "hawaii"),
    ("H₂O", "H2O"),
    ("CO₂", "CO2"),
    ("m²", "m2"),
    ("ＮＨＫ", "NHK"),
    ("Ⅷ", "VIII"),
    ("ﾊﾝｶｸ", "ハンカク"),
    ("hyphen\u00adated", "hyphenated"),
    ("zero\u200bwidth", "zerowidth"),
    ("word\u2060joiner", "wordjoiner"),
    ("می\u200cخواهم", "میخواهم"),
    ("كتـــاب", "كتاب"),
    ("Wi-Fi", "wifi"),
    ("Hi\u2011Fi", "hifi"),
    ("COVID-19", "covid19"),
    ("GPT-3", "gpt3"),
    ("e-commerce", "ecommerce"),
    ("Node.js", "nodejs"),
    ("U.S.A.", "USA"),
    ("O’Brien", "obrien"),
]
BOTH_WAYS = [*PAIRS, *((typed, written) for written, typed in PAIRS)]


def found(typed):
    titles = Article.objects.in_bulk(ids := search.search(typed).ids)
    return [titles[pk].title for pk in ids]


def test_a_word_is_found_however_it_is_typed(client):
    """In a title, a text and an infobox; from a link, while it is typed, and as a question."""
    for number, (written, _) in enumerate(PAIRS):
        make_article(written, slug=f"a{number}", short_answer="So it is.")
    for written, typed in PAIRS:
        assert found(typed)[:1] == [written], typed
        assert [each.title for each in search.suggest(typed)][:1] == [written], typed
        answer = search.answer(f"What is {typed}?")
        assert answer and answer.article_id == Article.objects.get(title=written).pk, typed
        page = client.get("/search/", {"q": typed}).content.decode()
        assert "No article holds" not in page, typed
    make_article("Linking", body=" ".join(f"[[{typed}]]" for _, typed in PAIRS))
    page = client.get("/wiki/linking/").content.decode()
    assert len(re.findall(r'class="wikilink" href="/wiki/a\d+/"', page)) == len(PAIRS)
    for number in range(len(PAIRS)):
        assert "Linking" in client.get(f"/wiki/a{number}/links/").content.decode()
    assert not [each.name for each in wanted.wanted()]
    assert "Linking" in [each.title for each in links.orphans()] and links.orphans().count() == 1


def test_a_text_is_found_however_it_is_typed():
    for number, (written, _) in enumerate(BOTH_WAYS):
        fields = (InfoboxField("Kind", written),)
        make_article(f"Number {number}", body=f"Of {written} it tells.", infobox=Infobox(fields=fields))
    for number, (_, typed) in enumerate(BOTH_WAYS):
        assert f"Number {number}" in found(typed), typed


def test_the_exact_name_goes_first(client):
    make_article("Lodz")
    make_article("Łódź", slug="lodz-pl")
    make_article("Linking", body="[[Lodz]] [[Łódź]] [[ŁODZ]]")
    assert found("lodz")[0] == "Lodz"
    assert found("łódź")[0] == "Łódź"
    assert search.suggest("łódź")[0].title == "Łódź"
    page = client.get("/wiki/linking/").content.decode()
    assert re.findall(r'class="wikilink" href="([^"]+)"', page) == ["/wiki/lodz/", "/wiki/lodz-pl/", "/wiki/lodz-pl/"]
    assert client.get("/wiki/lodz/links/").content.decode().count('href="/wiki/linking/"') == 1


def test_a_name_that_differs_by_a_sign_is_another(client):
    make_article("C", slug="c")
    make_article("2.0", slug="two")
    make_article("Linking", body=r"[[C++]] [[C\#]] [[20]]")
    assert 'class="wikilink"' not in client.get("/wiki/linking/").content.decode()


def test_names_that_are_alike_stand_beside_each_other():
    for name in ("Łódź", "Lodz", "ŁODŻ 2", "Lodz 2"):
        make_article(name, tags=(name,), category=(name,), infobox=Infobox(fields=(InfoboxField(name, name),)))
    assert Article.objects.count() == 4


def test_a_name_that_several_have_in_plain_letters_leads_to_a_choice(client):
    make_article("Ørsted", slug="a")
    make_article("Órsted", slug="b", aliases=("Orstéd X",))
    make_article("Łod", slug="c")
    make_article("Lođ", slug="d")
    response = client.get("/choice/", {"name": "lod"})
    assert response.status_code == 200 and "Łod" in response.content.decode()


def test_facts_and_tags_are_found_in_plain_letters(client):
    make_article(
        "Town", tags=("Łódź",), infobox=Infobox(fields=(InfoboxField("Größe", "ＮＨＫ"), InfoboxField("Wi-Fi", "H₂O")))
    )
    for path, leads in [
        ("/facts/wifi/", "/facts/Wi-Fi/"),
        ("/facts/wifi/h2o/", "/facts/Wi-Fi/H%E2%82%82O/"),
        ("/facts/Größe/nhk/", "/facts/Gr%C3%B6%C3%9Fe/%EF%BC%AE%EF%BC%A8%EF%BC%AB/"),
        ("/tags/lodz/", "/tags/%C5%82%C3%B3d%C5%BA/"),
    ]:
        response = client.get(path)
        assert (response.status_code, response.headers.get("Location")) == (302, leads), path
        assert client.get(leads).status_code == 200


def test_what_was_asked_is_marked_however_it_is_written(client):
    make_article(
        "Radio", summary="A short one.", body="Much is said. " * 60 + "Then Wi-Fi came to Łódź. " + "More. " * 60
    )
    assert "<mark>Wi-Fi</mark>" in client.get("/search/?q=wifi").content.decode()
    assert "<mark>Łódź</mark>" in client.get("/search/?q=lodz").content.decode()


def test_a_question_is_answered_however_its_words_are_typed():
    make_article("Łódź", faq=(Faq("Does the Wi-Fi of Łódź cost money?", "No."),))
    for typed in ("does the wifi of lodz cost money?", "Does the Wi-Fi in Łódź cost any money?"):
        answer = search.answer(typed)
        assert answer and answer.question, typed


@pytest.mark.parametrize(
    ("typed", "never"),
    [
        ("xylophonists zebra", "zero"),
        ("plonk", "plan"),
        ("zebra", "zero"),
        ("planet", "plants"),
        ("stone", "atom"),
        ("house", "mouth"),
    ],
)
def test_nothing_is_mended_by_chance(typed, never):
    make_article("Xylophonists", summary="They play the xylophone.", body=f"A {never}, and {never} again.")
    make_article(never.capitalize(), summary="Another.")
    results = search.search(typed)
    assert never not in f"{results.mended} {results.offered}".split()


def test_a_site_of_an_older_version_is_indexed_anew():
    make_article("Łódź")
    make_article("Linking", body="[[Lodz]]")
    group = SynonymGroup.objects.create(words="Łódź\nHolly Łódź")
    Synonym.objects.create(group=group, text="Łódź", key="łodz")
    Entry.objects.update(index_version=1)
    assert editing.is_stale()
    call_command("reindex", verbosity=0)
    assert not editing.is_stale()
    assert sorted(group.lines.values_list("key", flat=True)) == ["holli lodz", "lodz"]


def test_names_of_before_are_filled_in():
    make_article("Łódź", aliases=("Wi-Fi",))
    make_article("Linking", body="[[Lodz]] [[U.S.A.]]")
    for model, column in ((Article, "title_loose"), (Alias, "loose"), (Link, "loose")):
        before = list(model.objects.order_by("pk").values_list(column, flat=True))
        model.objects.update(**{column: ""})
        import_module("encyclopedia.migrations.0020_fill_loose_names").fill(apps, None)
        assert list(model.objects.order_by("pk").values_list(column, flat=True)) == before


def test_a_name_of_the_longest_forms_is_kept_within_its_room():
    make_article("㌖" * 200, slug="kilometres", aliases=("ﷺ" * 200,), body=f"[[{'㌖' * 200}]]")
    assert Article.objects.get().title_loose == ("キロメートル" * 200)[:600]
    assert Alias.objects.get().loose and Link.objects.get().loose
