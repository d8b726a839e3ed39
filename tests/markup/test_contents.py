"""Headings: their anchors and the table of contents."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encyclopedia.markup import Contents, Heading, Numbering, parse
from encyclopedia.markup.contents import anchor, is_anchor

from .reader import elements, read, show, unwritten

HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def page(source: str, reserved: tuple[str, ...] = ()) -> tuple[str, Contents]:
    contents = Contents(reserved)
    return show(parse(source), contents=contents), contents


def anchors(source: str, *reserved: str) -> list[str]:
    shown, _ = page(source, reserved)
    return [attributes["id"] for tag, attributes in read(shown).elements if tag in HEADINGS]


def test_a_heading_links_to_itself() -> None:
    shown, _ = page("## Early *history* & [[BERT]][@turing1950]")
    (heading,) = elements(shown, "h2")
    itself = [link for link in elements(shown, "a") if link.get("class") == "anchor"]
    assert heading["id"] == "early-history-bert"
    assert itself == [{"class": "anchor", "href": "#early-history-bert", "aria-label": "Link to this section"}]


def test_headings_outside_of_the_body_have_no_anchors() -> None:
    assert show(parse("## a")) == "<h2>a</h2>\n"


def test_contents_nest_as_the_headings_do() -> None:
    _, contents = page("## A\n\n#### B\n\n## *C*\n\n### D\n\n#### E\n\n### F\n\n## G")
    assert contents.entries == (
        Heading(2, "A", "a", (Heading(4, "B", "b"),)),
        Heading(2, "C", "c", (Heading(3, "D", "d", (Heading(4, "E", "e"),)), Heading(3, "F", "f"))),
        Heading(2, "G", "g"),
    )


def test_contents_of_a_text_that_begins_at_the_first_level_nest_as_well() -> None:
    _, contents = page("# A\n\n## B\n\n# C")
    assert contents.entries == (Heading(2, "A", "a", (Heading(3, "B", "b"),)), Heading(2, "C", "c"))


def test_contents_may_begin_low() -> None:
    _, contents = page("#### A\n\n### B\n\n## C")
    assert [(entry.text, entry.children) for entry in contents.entries] == [("A", ()), ("B", ()), ("C", ())]


def test_contents_of_a_text_without_headings_are_empty() -> None:
    assert page("a")[1].entries == ()


def test_headings_in_quotes_and_lists_count() -> None:
    assert anchors("> ## A\n\n- ## B") == ["a", "b"]


def test_a_heading_without_words_is_not_listed() -> None:
    shown, contents = page("##\n\n## A")
    assert [heading["id"] for heading in elements(shown, "h2")] == ["section", "a"]
    assert [entry.text for entry in contents.entries] == ["A"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Early history", "early-history"),
        ("  What?  Why!  ", "what-why"),
        ("1990–1999", "1990-1999"),
        ("C++ & C#", "c-c"),
        ("snake_case", "snake-case"),
        ("Ünïcödé", "ünïcödé"),
        ("U\u0308ber", "über"),
        ("歴史", "歴史"),
        ("История и культура", "история-и-культура"),
        ("التاريخ", "التاريخ"),
        ("हिन्दी का इतिहास", "हिन्दी-का-इतिहास"),
        ("می\u200cخواهم", "میخواهم"),
        ("\u202eevil", "evil"),
        ("🎉", "section"),
        ("", "section"),
        ("---", "section"),
        ("Module", "section-module"),
        ("Exports", "section-exports"),
        ("Ref 3", "section-ref-3"),
        ("Note 1-2", "section-note-1-2"),
        ("Cite 1 2", "section-cite-1-2"),
        ("References", "references"),
        ("a" * 100, "a" * 80),
    ],
)
def test_words_become_an_anchor(words: str, expected: str) -> None:
    assert anchor(words) == expected


@given(st.text())
def test_any_words_have_an_anchor_that_is_its_own(words: str) -> None:
    made = anchor(words)
    assert is_anchor(made)
    assert anchor(made) == made


def test_the_same_words_are_qualified_by_the_heading_above() -> None:
    assert anchors("## Asia\n\n### History\n\n## Europe\n\n### History\n\n## History") == [
        "asia",
        "history",
        "europe",
        "europe-history",
        "history-2",
    ]


def test_the_same_words_under_the_same_heading_are_numbered() -> None:
    assert anchors("## A\n\n### B\n\n### B\n\n### B\n\n### B") == ["a", "b", "a-b", "a-b-2", "a-b-3"]


def test_an_anchor_stays_when_other_headings_come_and_go() -> None:
    before = dict(zip("abcd", anchors("## a\n\n## b\n\n### c\n\n## d"), strict=True))
    after = anchors("## x\n\n## a\n\n### y\n\n## d\n\n## b\n\n### c")
    assert set(before.values()) <= set(after)
    assert anchors("## Asia\n\n### History\n\n## Asia history") == ["asia", "history", "asia-history"]
    assert anchors("## Asia\n\n## History\n\n## Asia\n\n### History\n\n## Asia history")[-1] == "asia-history"


def test_anchors_never_meet_the_other_ids_of_the_page() -> None:
    assert anchors("## Timeline\n\n## A\n\n### Timeline", "timeline", "a-timeline") == [
        "timeline-2",
        "a",
        "a-timeline-2",
    ]


def test_numbers_lead_to_no_id_of_a_reference() -> None:
    for word in ("Ref", "Note", "Cite"):
        made = anchors(f"## {word}\n\n## {word}\n\n### 3\n\n### 3\n\n## {word} 2")
        assert not any(part.startswith(f"{word.lower()}-") and part[-1].isdigit() for part in made)
        assert len(set(made)) == len(made)


def test_no_two_ids_of_a_page_are_the_same() -> None:
    headings = "## Ref 1\n\n## Note 1\n\n### Cite 1 1\n\n# x\n\n# x\n\n# x 2\n\n# x\n\n"
    source = headings + "a[@turing1950][^1]\n\n[^1]: b[@turing1950]"
    shown, _ = page(source, ("x",))
    ids = [attributes["id"] for _, attributes in read(shown).elements if "id" in attributes]
    assert len(ids) == 11
    assert len(set(ids)) == len(ids)


@given(
    st.lists(
        st.tuples(st.integers(2, 6), st.sampled_from(["a", "b", "a b", "a 2", "a-b-2", "ref", "1", "🎉", ""])),
        max_size=30,
    )
)
def test_however_headings_repeat_each_has_its_own_anchor(headings: list[tuple[int, str]]) -> None:
    contents = Contents({"a-2", "section"})
    made = contents.add(headings)
    assert len(set(made)) == len(made)
    assert all(map(is_anchor, made))
    assert not {"a-2", "section"} & set(made)


def test_the_contents_of_several_texts_share_one_page() -> None:
    contents = Contents([])
    for source in ("## A", "## A"):
        parse(source).html(find_article=unwritten, citations=Numbering([]), contents=contents)
    assert [entry.anchor for entry in contents.entries] == ["a", "a-2"]


WORDS = st.one_of(
    st.sampled_from(
        ["", "🎉", "---", "歴史", "История", "التاريخ", "हिन्दी", "x" * 300, "Location", "Name", "Top", "Exports"]
    ),
    st.text(st.characters(categories=["L", "M", "N", "P", "Z"]), max_size=12),
)


@given(st.lists(WORDS, max_size=8, unique=True), st.lists(WORDS, max_size=8), st.randoms())
def test_an_anchor_stays_whatever_headings_come_and_go(kept: list[str], others: list[str], chance: Random) -> None:
    """The first heading of its words keeps its anchor, unless another one has the very same words before it."""
    before = dict(zip(kept, Contents([]).add([(2, words) for words in kept]), strict=True))
    anchors_kept = {anchor(words) for words in kept}
    added = [words for words in others if anchor(words) not in anchors_kept]
    mixed = [*kept, *added]
    chance.shuffle(mixed)
    after = Contents([]).add([(chance.randint(2, 6), words) for words in mixed])
    assert len(set(after)) == len(after)
    first = {anchor(words): words for words in reversed(kept)}
    for words in first.values():
        if before[words] == anchor(words) and sum(anchor(other) == anchor(words) for other in kept) == 1:
            assert after[mixed.index(words)] == before[words]


@pytest.mark.parametrize(
    "name", ["location", "name", "top", "parent", "self", "document", "closed", "status", "length"]
)
def test_no_anchor_takes_the_place_of_a_property_of_the_page(name: str) -> None:
    """A browser's own properties of `window` win over ids; those that only scripts ask for are kept free."""
    assert is_anchor(anchor(name))
    for asked in ("exports", "module", "define", "require", "process", "global", "htmx", "django"):
        assert anchor(asked) == f"section-{asked}"
