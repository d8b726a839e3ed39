"""What attackers type: none of it is live in what leaves the package."""

from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.markup import Contents, Numbering, Parsed, Target, parse, render_comment
from encyclopedia.markup.cleaning import clean_article, clean_comment
from tests.thoroughness import examples

from .reader import ARTICLE, COMMENT, PRESENTATION, read


def lines(name: str) -> list[str]:
    """A collection of attacks: `html.txt` is typed as it stands, the others are put into each place that takes them."""
    return (Path(__file__).parent / "hostile" / name).read_text().splitlines()


HTML = lines("html.txt")

ADDRESSES = lines("addresses.txt")
ADDRESS_PLACES = [
    "[a]({0})",
    "[a](<{0}>)",
    '[a]({0} "b")',
    "![a]({0})",
    "![a](<{0}>)",
    "<{0}>",
    "{0}",
    "[a]\n\n[a]: {0}",
    "[a][]\n\n[a]: <{0}> 'b'",
    "![a]\n\n[a]: {0}",
    "[![a]({0})]({0})",
    "[[BERT|![a]({0})]]",
    "[[{0}]]",
    "[a]({0}\n)",
    '![a]({0} "b")\n*[c]({0})*',
    "> [!TIP]\n> [a]({0})",
    "$\\href{{0}}{a}$",
    "![[{0}]]",
    "![[{0}.png|{0}]]",
    "[[#{0}|[a]({0})]]",
    "> [!tip]- [a]({0})\n> {0}",
    "<mark>[a]({0})</mark>",
    "见{0}。",
    "<!-- {0}",
    "%%a%% {0}",
]

WORDS = lines("words.txt")
WORD_PLACES = [
    "[{0}](/b)",
    '[a](/b "{0}")',
    "[a](/b '{0}')",
    "[a](/b ({0}))",
    "![{0}](/b.png)",
    "![{0}](https://e.org/b.png)",
    '![a](/b.png "{0}")',
    "[{0}]: /b '{0}'\n\n[{0}]",
    "[[{0}]]",
    "[[BERT|{0}]]",
    "[[BERT#{0}]]",
    "[[BERT#{0}|{0}]]",
    "[[Nobody|{0}]]",
    "[@{0}]",
    "[@turing1950, {0}]",
    "[@turing1950; @{0}, {0}]",
    "# {0}",
    "{0}\n===",
    "a[^{0}]\n\n[^{0}]: {0}",
    "| {0} |\n|:-:|\n| {0} |",
    "- [x] {0}",
    "1. {0}",
    "> {0}",
    "{0}\n: {0}",
    "```{0}\n{0}\n```",
    "    {0}",
    "``{0}``",
    "*{0}* ~~{0}~~",
    "**[{0}*](/b)**",
    "${0}$",
    "$$\n{0}\n$$",
    "$\\text{{0}}$",
    "$\\operatorname{{0}}$ $\\mathrm{{0}}$",
    "```python\n{0}\n'{0}' # {0}\n```",
    "```html\n{0}\n```",
    "```js {0}\n`${{0}}`\n```",
    '![{0}](/media/b.png "{0}")\n*{0}*',
    "![{0}](/media/b.png '{0}')",
    "![{0}](https://e.org/b.png '{0}')\n*[{0}](/b) {0}*",
    "> [!NOTE]\n> {0}",
    "> [!{0}]\n> {0}",
    "> [!WARNING]\n> # {0}\n> - ${0}$",
    "> [!{0}]- {0}\n> {0}",
    "> [!x|{0}]+ *{0}*",
    "![[{0}.png]]",
    "![[{0}.png|{0}]]",
    "![[{0}|{0}]]",
    "[[#{0}]] [[#{0}|{0}]]",
    "<!-- {0} -->{0}<!--{0}",
    "%% {0} %%{0}%%{0}",
    "<!--\n{0}\n\n{0} --> {0}",
    "<sub>{0}</sub><sup>{0}<mark>{0}</sup>",
    "<kbd>{0}<br>{0}</kbd {0}>",
    "**{0}，**她**（{0}）**",
]

CASES = [
    *HTML,
    *(place.replace("{0}", address) for place in ADDRESS_PLACES for address in ADDRESSES),
    *(place.replace("{0}", words) for place in WORD_PLACES for words in WORDS),
]


def articles(title: str) -> Target | None:
    """Someone has named an article after an attack."""
    return Target(f"/wiki/{title}/", title) if len(title) % 2 else None


def page(part: Parsed) -> str:
    keys = ["turing1950", *(citation.key for citation in part.citations[::2])]
    return part.html(find_article=articles, citations=Numbering(keys), contents=Contents(["references"]))


def problems(source: str) -> list[str]:
    return [
        *read(page(parse(source)), ARTICLE).problems,
        *read(page(parse(source, is_line=True)), ARTICLE).problems,
        *read(render_comment(source), COMMENT).problems,
    ]


def test_the_collection_is_large_enough() -> None:
    assert len(set(CASES)) > 1_500
    assert len(HTML) + len(ADDRESSES) + len(WORDS) > 150


@pytest.mark.parametrize("source", HTML)
def test_html_is_shown_as_it_was_typed(source: str) -> None:
    assert problems(source) == []
    assert problems(f"a {source} b\n\n{source}") == []
    shown = read(render_comment(source), COMMENT)
    assert {tag for tag, _ in shown.elements} <= {"p", "a", "code", "em"}


@pytest.mark.parametrize("source", HTML)
def test_html_that_came_past_the_renderer_is_cleaned(source: str) -> None:
    # A browser takes a link within a link apart; it is nothing that could run.
    assert set(read(clean_article(source), ARTICLE).problems) <= {"a link within a link"}
    assert set(read(clean_comment(source), COMMENT).problems) <= {"a link within a link"}


@pytest.mark.parametrize("place", ADDRESS_PLACES)
def test_no_address_leads_where_it_may_not(place: str) -> None:
    for address in ADDRESSES:
        assert problems(place.replace("{0}", address)) == [], address


@pytest.mark.parametrize("place", WORD_PLACES)
def test_no_words_break_out_of_their_place(place: str) -> None:
    for words in WORDS:
        assert problems(place.replace("{0}", words)) == [], words


@pytest.mark.parametrize("address", ADDRESSES)
def test_not_even_an_article_leads_where_it_may_not(address: str) -> None:
    shown = parse("[[a]]").html(find_article=lambda title: Target(address, address), citations=Numbering([]))
    assert read(shown).problems == []


def live(html: str) -> list[str]:
    """What a browser would find in this that may not be there: elements, their namespaces and their attributes."""
    found = []
    for element in html5lib.parseFragment(html).iter():
        if not isinstance(element.tag, str):
            found.append("a comment")
            continue
        namespace, _, tag = element.tag.rpartition("}")
        allowed = NAMESPACES.get(namespace.removeprefix("{"), {})
        if tag != "DOCUMENT_FRAGMENT" and not set(element.attrib) <= allowed.get(tag, {"not an element of ours"}):
            found.append(f"{element.tag} {dict(element.attrib)}")
        if tag != "DOCUMENT_FRAGMENT" and tag not in allowed:
            found.append(element.tag)
    return found


NAMESPACES = {
    "http://www.w3.org/1999/xhtml": {tag: names for tag, names in ARTICLE.items() if tag not in PRESENTATION},
    "http://www.w3.org/1998/Math/MathML": PRESENTATION,
}
SERIALIZER = html5lib.serializer.HTMLSerializer(omit_optional_tags=False, quote_attr_values="always")


def written_again(html: str) -> str:
    """As a script would that takes a page's HTML and puts it back: mutation XSS wakes up then."""
    again: str = SERIALIZER.render(html5lib.getTreeWalker("etree")(html5lib.parseFragment(html)))
    return again


@pytest.mark.parametrize("source", [*HTML, *(f"{one}{two}" for one, two in zip(HTML, HTML[7:], strict=False))])
def test_nothing_wakes_up_in_a_browser_that_reads_and_writes_it_again(source: str) -> None:
    for html in (clean_article(source), clean_article(f"<math><mtext>{source}"), page(parse(source))):
        for _ in range(3):
            assert live(html) == []
            html = written_again(html)  # noqa: PLW2901


@pytest.mark.parametrize("place", WORD_PLACES)
def test_no_words_wake_up_either(place: str) -> None:
    for words in WORDS:
        html = page(parse(place.replace("{0}", words)))
        assert live(html) == [], words
        assert live(written_again(html)) == [], words


@pytest.mark.parametrize(
    "opening",
    [
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "[[",
        "*",
        "**",
        "~~",
        "$",
        "> [!NOTE]\n> ",
        "#",
        "`",
        "<b>",
        "<sub>",
        "%%",
        "> [!a]- ",
        "![[",
    ],
)
def test_two_hundred_levels_are_shown_safely(opening: str) -> None:
    for source in (opening * 200 + "deep\n\ndeep", opening * 200 + "deep" + opening[::-1] * 200 + "\n\ndeep"):
        assert problems(source) == []
        assert "deep" in read(page(parse(source))).text


def test_the_reader_in_these_tests_sees_what_is_live() -> None:
    for html in (
        "<script>",
        "<p onclick=a></p>",
        '<a href="javascript:a">a</a>',
        '<a href="java\tscript:a">a</a>',
        '<a href="//e.org">a</a>',
        '<img src="https://e.org">',
        '<p class="other"></p>',
        "<!-- a -->",
        "<p>",
        "</p>",
        "<a href='/a'><a href='/b'>a</a></a>",
    ):
        assert read(html).problems


PIECES = lines("pieces.txt")
SPACED = [
    "\n",
    "\n\n",
    "\t",
    " ",
    "    ",
    "> ",
    "- ",
    "1. ",
    ": ",
    "# ",
    "[ ] ",
    "[^1]: ",
    "[a]: ",
    "\u202e",
    "\u200b",
    "\u2028",
]
MARKUP = st.lists(st.sampled_from([*PIECES, *SPACED]) | st.text(max_size=4), max_size=60).map("".join)


@given(st.one_of(st.text(st.characters(), max_size=200), MARKUP))
@settings(max_examples=examples(500), deadline=None)
def test_any_text_is_shown_safely(source: str) -> None:
    for part in (parse(source), parse(source, is_line=True)):
        html = page(part)
        assert read(html).problems == []
        assert clean_article(html) == html
        told = part.text + "".join(link.title for link in part.links)
        assert not set(told) & set("\x00\x0b\ud800\uffff")
    comment = render_comment(source)
    assert read(comment, COMMENT).problems == []
    assert clean_comment(comment) == comment


@given(st.one_of(st.text(), st.lists(st.sampled_from(HTML)).map("".join), MARKUP))
@settings(max_examples=examples(300), deadline=None)
def test_any_html_is_cleaned_for_good(html: str) -> None:
    html = html.encode(errors="replace").decode()
    for clean, allowed in ((clean_article, ARTICLE), (clean_comment, COMMENT)):
        # A browser may nest what is left in another way, and the cleaned text is cleaned as it would: nothing wakes up.
        for cleaned in (clean(html), clean(clean(html))):
            found = read(cleaned, allowed).problems
            assert [problem for problem in found if "live" in problem or "leads" in problem] == []
