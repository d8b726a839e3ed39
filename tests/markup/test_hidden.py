"""What authors write for each other: `<!-- ... -->` and `%%...%%`."""

import pytest

from encyclopedia.markup import parse, render_comment, searchable

from .reader import read, show


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a <!-- x --> b", "a b"),
        ("a %%x%% b", "a b"),
        ("wo<!-- x -->rd", "word"),
        ("a <!-- x\nx --> b", "a b"),
        ("a %%x\nx%% b", "a b"),
        ("a %%\nx\n%% b\n\n%%\nx\n\nx\n%% c", "a b c"),
        ("a %%x%%\n%%\nx\n\nx\n%% b", "a b"),
        ("> a %%\n> x\n> %% b\n\na %%\nx\n%%", "a b a"),
        ("<!-- x -->", ""),
        ("<!-- x\n\nx\n-->\na", "a"),
        ("<!-- x\n\nx --> a *b*\nc", "a b c"),
        ("%%\nx\n\n# x\n\n- x\n%%\na", "a"),
        ("%% x %% a", "a"),
        ("a\n%%\nx\n\nx\n%%\nb", "a\nb"),
        ("<!--\n```\nx\n-->\na", "a"),
        ("> <!-- x\n>\n> x -->\n> a", "a"),
        ("- a\n\n  <!-- x\n\n  x -->\n- b", "a\nb"),
        ("- %%\n  x\n  %% a\n- b", "a\nb"),
        ("1. <!-- x -->\n2. a", "a"),
        ("a[^1]\n\n[^1]: <!-- x -->b", "a\nb"),
        ("## a <!-- x -->", "a"),
        ("a %%x%%\n===", "a"),
        ("|a|\n|-|\n|b <!-- x -->|\n<!-- x -->", "a\nb"),
        ("[a <!-- x ] --> b](/c)", "a b"),
        ("[[BERT %%x%%|a %%x%%]]", "a"),
        ("[[BERT<!-- x -->]]", "BERT"),
        ("![a %%x%%](/media/b.png)", "a"),
        ("> [!NOTE] a %%x%%\n> b", "a\nb"),
        ("*a <!-- x* --> b*", "a b"),
        ("<!--x--><!--x-->a<!---->b<!-->c<!--->d", "abcd"),
        ("<!-- x", ""),
        ("a\n\n<!-- x\n\nx", "a"),
        ("- <!-- x\n\na", "a"),
        ("<!-- x -- > x --> a", "a"),
    ],
)
def test_what_is_hidden_is_not_shown(source: str, text: str) -> None:
    part = parse(source)
    assert part.text.split() == text.split()
    assert "x" not in read(show(part)).text.split()
    assert searchable(source).split() == text.split()


@pytest.mark.parametrize(
    "source",
    ["a <!-- x", "a %% x", "%% x", "%% x\n\na", "50%% x", r"\<!-- x -->", r"\%%x%%", "a <!- x ->", "% x %", "a -->"],
)
def test_what_nothing_closes_is_text(source: str) -> None:
    assert read(show(parse(source))).text.split() == source.replace("\\", "").split()


@pytest.mark.parametrize(
    "source", ["`<!-- x --> %%x%%`", "```\n<!-- x -->\n%%\nx\n%%\n```", "    %%x%%\n    <!-- x -->"]
)
def test_in_code_it_is_code(source: str) -> None:
    assert "%%" in parse(source).text
    assert "x" in read(show(parse(source))).text


def test_links_sources_headings_and_pictures_that_are_hidden_are_none() -> None:
    part = parse("<!-- [[A]] [@a]\n\n## B\n\n![[c.png]] --> %%[[D]][@d]%% [@turing1950, p. <!-- x -->4]")
    assert (part.links, part.embeds, part.anchors([])) == ((), (), [])
    assert [(citation.key, citation.locator) for citation in part.citations] == [("turing1950", "p. 4")]


def test_lines_hide_as_texts_do_and_comments_of_readers_do_not() -> None:
    assert show(parse("a<!-- x -->%%x%%b", is_line=True)) == "ab"
    assert "x" in read(render_comment("a <!-- x --> %%x%%")).text


def test_a_text_that_hides_nothing_is_searched_as_it_was_typed() -> None:
    for source in ("[a](https://example.org/b) *c*", "a < b", "`a`"):
        assert searchable(source) == source
