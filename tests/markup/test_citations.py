"""`[@key]`, and the numbers that references have on a page."""

import pytest

from encyclopedia.markup import Citation, Numbering, parse

from .reader import elements, read, show, unwritten

KEYS = ["turing1950", "brown2020", "ref-1", "doi:10.1/a_b(c)"]


def html(source: str) -> str:
    return show(parse(source, is_line=True), keys=KEYS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[@turing1950]", [("turing1950", "")]),
        ("[@turing1950, p. 434]", [("turing1950", "p. 434")]),
        ("[@turing1950,p. 434, note 2]", [("turing1950", "p. 434, note 2")]),
        ("[@a; @b, p. 4;@c]", [("a", ""), ("b", "p. 4"), ("c", "")]),
        ("[@a,\n  pp. 4\n5]", [("a", "pp. 4 5")]),
        ("[@a, p. 4; p. 5; @b]", [("a", "p. 4; p. 5"), ("b", "")]),
        ("[@ref-1]", [("ref-1", "")]),
        ("[@doi:10.1/a_b(c)]", [("doi:10.1/a_b(c)", "")]),
        ("[@мир; @東京]", [("мир", ""), ("東京", "")]),
        ("[@a, R&amp;D \\*]", [("a", "R&D *")]),
        ("[@a , p. 4 ]", [("a", "p. 4")]),
        ("[@a,]", [("a", "")]),
        ("x[@a][@b]y", [("a", ""), ("b", "")]),
        ("# [@a]\n\n> [@b]\n\n| [@c] |\n|---|\n\nx[^1]\n\n[^1]: [@d]", [("a", ""), ("b", ""), ("c", ""), ("d", "")]),
    ],
)
def test_a_text_tells_what_it_cites(source: str, expected: list[tuple[str, str]]) -> None:
    assert parse(source).citations == tuple(Citation(*each) for each in expected)


@pytest.mark.parametrize(
    "source",
    [
        "[a@b]",
        "[a@b.org]",
        "@a",
        "[@]",
        "[@ a]",
        "[@a b]",
        "[@a;]",
        "[;@a]",
        "[@a; b]",
        "[see @a]",
        "[@a",
        "@a]",
        r"\[@a]",
        "[@a@b]",
        "[-@a]",
    ],
)
def test_what_only_looks_like_a_citation_is_text(source: str) -> None:
    assert parse(source).citations == ()
    assert read(show(parse(source))).text.strip() == source.replace("\\", "")


@pytest.mark.parametrize(
    "source", ["`[@a]`", "    [@a]", "```\n[@a]\n```", "[@a](/b)", "[@a][b]\n\n[b]: /c", "![@a](/b.png)"]
)
def test_code_and_ordinary_links_cite_nothing(source: str) -> None:
    assert parse(source).citations == ()


def test_an_ordinary_link_to_a_name_stays() -> None:
    assert html("[@turing1950](https://e.org)") == '<a href="https://e.org" rel="noopener external">@turing1950</a>'


def test_a_citation_links_to_its_reference() -> None:
    assert html("a[@turing1950]") == (
        'a<sup class="citation"><a id="cite-1-1" href="#ref-1" aria-label="Reference 1">[1]</a></sup>'
    )


def test_the_page_cited_is_there_to_be_read() -> None:
    assert html("[@turing1950, p. *4* & <b>]") == (
        '<sup class="citation"><a id="cite-1-1" href="#ref-1" aria-label="Reference 1, p. *4* &amp; &lt;b&gt;">'
        "[1, p. *4* &amp; &lt;b&gt;]</a></sup>"
    )


def test_several_in_one_bracket_stand_together() -> None:
    shown = html("[@brown2020; @turing1950, p. 4]")
    assert len(elements(shown, "sup")) == 1
    assert read(shown).text == "[1][2, p. 4]"


def test_an_unknown_key_is_not_shown_to_readers() -> None:
    assert html("a[@nobody].") == "a."
    assert read(html("a[@nobody; @brown2020].")).text == "a[1]."


def test_an_unknown_key_is_marked_for_those_who_can_put_it_right() -> None:
    numbering = Numbering(["brown2020"], unknown="No <such> reference")
    part = parse("a[@nobody, p. 4; @brown2020; @nobody].", is_line=True)
    shown = part.html(find_article=unwritten, citations=numbering)
    assert read(shown).problems == []
    assert read(shown).text == "a[?nobody][1][?nobody]."
    assert [link.get("title") for link in elements(shown, "a") if "href" not in link] == ["No <such> reference"] * 2
    assert numbering.order == ["brown2020"]


def test_a_mark_of_an_unknown_key_is_text() -> None:
    numbering = Numbering([], unknown="?")
    shown = parse('[@<b>"x"\u202e]', is_line=True).html(find_article=unwritten, citations=numbering)
    assert read(shown).problems == []
    assert read(shown).text == '[?<b>"x"\u202e]'


def test_references_are_numbered_as_they_are_met_on_the_page() -> None:
    numbering = Numbering(["a", "b", "c", "d", "b"])
    for source in ("x[@c]", "y[@a; @c]", "z[@nobody]"):
        parse(source).html(find_article=unwritten, citations=numbering)
    assert numbering.order == ["c", "a", "b", "d"]
    assert [numbering.number(key) for key in numbering.order] == [1, 2, 3, 4]
    assert numbering.uses("c") == ("cite-1-1", "cite-1-2")
    assert numbering.uses("a") == ("cite-2-1",)
    assert numbering.uses("b") == ()


def test_a_key_that_no_reference_has_is_nowhere() -> None:
    numbering = Numbering(["a"])
    assert (numbering.number("b"), numbering.uses("b"), numbering.cite("b")) == (None, (), None)
    assert numbering.order == ["a"]


def test_every_use_has_an_id_of_its_own() -> None:
    numbering = Numbering(KEYS)
    parts = [parse("[@turing1950] [@brown2020, p. 1] [@turing1950]") for _ in range(3)]
    shown = "".join(part.html(find_article=unwritten, citations=numbering) for part in parts)
    ids = [link["id"] for link in elements(shown, "a")]
    assert len(set(ids)) == len(ids) == 9
    assert set(ids) == {*numbering.uses("turing1950"), *numbering.uses("brown2020")}
