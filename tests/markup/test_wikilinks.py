"""`[[Title]]` and its kin."""

import pytest

from encyclopedia.markup import Contents, Numbering, Page, Target, WikiLink, parse

from .reader import ARTICLES, elements, read, show


def html(source: str) -> str:
    return show(parse(source, is_line=True))


@pytest.mark.parametrize(
    ("source", "title", "section", "words"),
    [
        ("[[BERT]]", "BERT", "", "BERT"),
        ("[[BERT|the 2018 model]]", "BERT", "", "the 2018 model"),
        ("[[BERT#History]]", "BERT", "History", "BERT § History"),
        ("[[BERT#History|how it began]]", "BERT", "History", "how it began"),
        ("[[ BERT  large | a | b ]]", "BERT large", "", "a | b"),
        ("[[Open\nsource]]", "Open source", "", "Open source"),
        ("[[BERT|]]", "BERT", "", "BERT"),
        ("[[BERT| ]]", "BERT", "", "BERT"),
        ("[[BERT#]]", "BERT", "", "BERT"),
        (r"[[C\#]]", "C#", "", "C#"),
        (r"[[C\##History]]", "C#", "History", "C# § History"),
        (r"[[\|]]", "|", "", "|"),
        (r"[[a\[b\]]]", "a[b]", "", "a[b]"),
        ("[[AT&amp;T]]", "AT&T", "", "AT&T"),
        ("[[AT&T]]", "AT&T", "", "AT&T"),
        ("[[...]]", "...", "", "..."),
        ("[[東京#歴史]]", "東京", "歴史", "東京 § 歴史"),
        ("[[BERT|*a* `b` **c**]]", "BERT", "", "a b c"),
        ("[[BERT|see [1] there]]", "BERT", "", "see [1] there"),
        ("[[BERT|`a[0]]`]]", "BERT", "", "a[0]]"),
        ("[[BERT|a]b]]", None, None, None),
        ("[[[BERT]]]", "BERT", "", "BERT"),
        ("a[[BERT]]s", "BERT", "", "BERT"),
        ("*[[BERT]]*", "BERT", "", "BERT"),
        (f"[[{'a' * 200}]]", "a" * 200, "", "a" * 200),
    ],
)
def test_a_link_says_which_article_it_wants(source: str, title: str | None, section: str, words: str) -> None:
    assert parse(source).links == (() if title is None else (WikiLink(title, section, words),))


@pytest.mark.parametrize(
    "source",
    [
        "[[]]",
        "[[ ]]",
        "[[|a]]",
        "[[#]]",
        "[[a",
        "[[a]",
        "[a]]",
        "[ [a]]",
        r"\[[a]]",
        r"[[a\]]",
        f"[[{'a' * 201}]]",
        "[[a\n\nb]]",
    ],
)
def test_what_names_no_article_is_text(source: str) -> None:
    assert parse(source).links == ()
    assert read(show(parse(source))).text.split() == source.replace("\\", "").split()


@pytest.mark.parametrize("source", ["`[[BERT]]`", "    [[BERT]]", "```\n[[BERT]]\n```", "`` [[a ` b]] ``"])
def test_code_holds_no_links(source: str) -> None:
    assert parse(source).links == ()


def test_links_are_told_in_the_order_of_the_text_with_repetitions() -> None:
    source = "# [[a]]\n\n- [[b]]\n- [[a]]\n\n| [[c]] |\n|---|\n| [[d]] |\n\nx[^1]\n\n[^1]: [[e]]"
    assert [link.title for link in parse(source).links] == ["a", "b", "a", "c", "d", "e"]


def test_a_written_article_is_linked() -> None:
    assert html("[[BERT]]") == '<a class="wikilink" href="/wiki/bert/">BERT</a>'


def test_other_words_tell_the_title_of_the_article() -> None:
    assert html("[[BERT|it *all*]]") == '<a class="wikilink" href="/wiki/bert/" title="BERT">it <em>all</em></a>'


def test_an_unwritten_article_is_marked_and_said_to_be() -> None:
    assert html("[[Nobody|*me*]]") == (
        '<span class="unwritten"><em>me</em><span class="visually-hidden"> (not yet written)</span></span>'
    )


@pytest.mark.parametrize("section", ["History", "history", "Early history", "C#", "歴史 と 文化", "*odd* `code`!"])
def test_the_section_of_a_link_is_where_the_heading_is(section: str) -> None:
    (link,) = elements(show(parse(f"[[BERT#{section}|x]]")), "a")
    (heading,) = elements(show(parse(f"## {section}"), contents=Contents([])), "h2")
    assert link["href"] == f"/wiki/bert/#{heading['id']}"


def test_the_articles_are_found_by_whoever_asks() -> None:
    asked = []

    def find(title: str) -> Target | None:
        asked.append(title)
        return Target("/x/?a=1&b=2", 'a "title" & more')

    shown = parse("[[a]] [[b#c]]").html(find_article=find, citations=Numbering([]))
    assert asked == ["a", "b"]
    assert [link["href"] for link in elements(shown, "a")] == ["/x/?a=1&b=2", "/x/?a=1&b=2#c"]
    assert elements(shown, "a")[0]["title"] == 'a "title" & more'


def test_the_bar_is_escaped_in_a_table() -> None:
    part = parse("| a | b |\n|---|---|\n| [[BERT\\|it]] | [[BERT]] |")
    assert [(link.title, link.words) for link in part.links] == [("BERT", "it"), ("BERT", "BERT")]


class TestNextToOtherLinks:
    def test_an_ordinary_link_around_brackets_stays(self) -> None:
        assert html("[[1]](https://e.org)") == '<a href="https://e.org" rel="noopener external">[1]</a>'
        assert parse("[[1]][x]\n\n[x]: /y").links == ()
        assert html("[[BERT]](2018)") == '<a href="2018">[BERT]</a>'

    def test_words_in_brackets_may_follow(self) -> None:
        assert read(html("[[BERT]] (2018), [[BERT]](in 2018)")).text == "BERT (2018), BERT(in 2018)"
        assert len(parse("[[BERT]] (2018), [[BERT]](in 2018)").links) == 2

    def test_a_link_wins_over_a_definition_of_the_same_words(self) -> None:
        assert parse("[[BERT]]\n\n[BERT]: /x").links == (WikiLink("BERT", "", "BERT"),)

    @pytest.mark.parametrize("inner", ["[b](/c)", "[[BERT]]", "[@turing1950]"])
    def test_the_words_hold_no_link(self, inner: str) -> None:
        shown = html(f"[[Nobody|a {inner} d]]")
        assert "unwritten" not in shown
        assert len(elements(shown, "a")) == 1

    def test_the_words_may_hold_an_address_that_is_no_link_there(self) -> None:
        shown = html("[[BERT|a <https://e.org>]]")
        assert [link["class"] for link in elements(shown, "a")] == ["wikilink"]

    def test_an_article_within_an_ordinary_link_is_the_link(self) -> None:
        shown = html("[a [[BERT]] b](/c)")
        assert [link["href"] for link in elements(shown, "a")] == ["/wiki/bert/"]

    def test_a_picture_may_be_the_words(self) -> None:
        shown = show(parse("[[BERT|![A fox](/media/fox.png)]]"))
        assert (len(elements(shown, "a")), len(elements(shown, "img"))) == (1, 1)
        outside = show(parse("[[BERT|![A fox](https://e.org/fox.png)]]"))
        assert (len(elements(outside, "a")), read(outside).text) == (1, "A fox\n")


@pytest.mark.parametrize(
    ("link", "anchor", "words"),
    [
        ("[[#Early history]]", "early-history", "Early history"),
        ("[[#early HISTORY|*here*]]", "early-history", "here"),
        ("[[#Asia#Trade]]", "asia-trade", "Asia#Trade"),
        ("[[#Europe#Trade|there]]", "trade", "there"),
        ("[[#Timeline|then]]", "timeline", "then"),
        ("![[#Early history|as said]]", "early-history", "as said"),
    ],
)
def test_a_link_leads_to_a_section_of_its_own_page(link: str, anchor: str, words: str) -> None:
    part = parse(f"## Early history\n\n## Europe\n\n### Trade\n\n## Asia\n\n### Trade\n\n{link}")
    shown = part.html(
        find_article=ARTICLES.get, citations=Numbering([]), contents=Contents([]), page=Page(sections=["timeline"])
    )
    assert f'<a href="#{anchor}">' in shown
    assert read(shown.rpartition("<p>")[2].removesuffix("</p>\n")).text == words
    assert part.links == ()


def test_a_section_that_the_page_does_not_have_is_marked() -> None:
    def shown(source: str, sections: list[str] | None) -> str:
        return parse(source).html(find_article=ARTICLES.get, citations=Numbering([]), page=Page(sections=sections))

    marked = '<span class="unwritten">{}<span class="visually-hidden"> (no section of this page)</span></span>'
    for source, words in [("[[#a]]", "a"), ("[[#^block]]", "^block"), ("[[#a|*b*]]", "<em>b</em>")]:
        assert shown(source, []) == f"<p>{marked.format(words)}</p>\n"
        assert shown(source, None) == f"<p>{words}</p>\n"
    assert shown("[[[#a]](/b)", ["a"]).count("<a") == 1
