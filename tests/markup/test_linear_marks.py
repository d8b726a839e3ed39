"""Signs of hidden words, tags, callouts, embeds and emphasis in scripts without spaces: no text of them takes long."""

import time
from collections.abc import Callable

import pytest

from encyclopedia.markup import Contents, Numbering, Page, parse, render_comment, searchable
from tests.thoroughness import some

SHORT, TIMES = 5_000, 4
#: Between what four times the text takes in proportion, and what it takes where each sign is compared with each.
MOST = 9

REPEATED = [
    *[
        "<!--",
        "<!-- ",
        "<!--\n",
        "<!-- a\n\n",
        "<!-->",
        "-->",
        "<!-- -->",
        "<!-- a --> b\n",
        "<!--\n--> a\n",
        "> <!--\n",
    ],
    *[
        "%%",
        "%% ",
        "%%\n",
        "%%\n\n",
        "%% a\n",
        "a %%\n",
        "a\n%% b\n",
        "%%%",
        "> %%\n",
        "- %%\n",
        "- %%\n\n",
        "- a\n  %%\n",
    ],
    *[
        "<sub>",
        "</sub>",
        "<sub></sub>",
        "<sub>a</sup>",
        "*<sub>",
        "*<sub>*</sub>",
        "<br>",
        "<kbd><sub></kbd>",
        "[<mark>",
    ],
    *["> [!a]\n", "> [!a]- b\n> c\n\n", "> [!a|", "> [!", "> > [!a]+\n", "[!a]"],
    *["![[", "![[a.png", "![[a.png|", "![[a.png]]", "![[a.png|b]]\n\n", "![[a]]", "![[#", "[[#", "[[#a]]", "[[#a|b]] "],
    *["**真，**她", "**真，", "*，", "“\ufe01**", "她**(", "葛\U000e0100*", "。http://a", "（http://a）", "“http://"],
    *["[@a <!--", "[@a %%", "[[a<!--", "|%%|\n", "|a|\n|-|\n|%%|\n\n", "# a\n", "$\\sin a", "$\\sin a$ "],
]
SURROUNDED = [
    ("[@a ", "<!-- ", "]"),
    ("[[", "%", "]]"),
    ("[[a|", "<!-- ", "]](-->"),
    ("[", "<!-- ", "](/-->)"),
    ("- <!--\n", "\n", "a"),
    ("%%\n", "- a\n", ""),
    ("a\n", "%% b\n", ""),
    ("<sub>", "*a* ", "</sub>"),
    ("![[", "a.png", "]]"),
    ("![[a.png|", "b ", "]]"),
    ("> [!a] ", "*b* ", ""),
    ("# a\n", "## a\n", ""),
]
TEXTS = [("", repeated, "") for repeated in REPEATED] + SURROUNDED


def article(source: str) -> object:
    page = Page(find_picture=lambda name: f"/media/{name}", sections=["a"])
    part = parse(source)
    part.html(find_article=lambda title: None, citations=Numbering(["a"]), contents=Contents([]), page=page)
    return part.text, part.embeds, searchable(source)


def line(source: str) -> None:
    parse(source, is_line=True).html(find_article=lambda title: None, citations=Numbering(["a"]))


def seconds(render: Callable[[str], object], source: str) -> float:
    began = time.process_time()
    render(source)
    return time.process_time() - began


@pytest.mark.parametrize("text", some(TEXTS), ids=lambda text: repr(text)[:50])
def test_four_times_the_signs_take_about_four_times_as_long(text: tuple[str, str, str]) -> None:
    for render in (article,) if "\n" in text[1] else (article, line, render_comment):
        assert_in_proportion(render, text)


def assert_in_proportion(render: Callable[[str], object], text: tuple[str, str, str]) -> None:
    before, repeated, behind = text
    short, long = (before + repeated * (length // len(repeated)) + behind for length in (SHORT, SHORT * TIMES))
    shortest = longest = float("inf")
    for _ in range(6):  # a busy machine makes some measurements long, and the least of several hardly
        shortest, longest = min(shortest, seconds(render, short)), min(longest, seconds(render, long))
        if longest < MOST * shortest:
            break
    assert longest < MOST * shortest
