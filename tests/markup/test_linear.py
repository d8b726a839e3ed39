"""Twice the text takes twice the time, and no text is deep enough to end in a RecursionError."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from encyclopedia.markup import Contents, Numbering, Target, parse, render_comment
from tests.growth import growth
from tests.thoroughness import some

SMALL, TIMES = 5_000, 4

# What the longer text may take: two doublings, each with a margin.
MOST = 2.3**2

# What is repeated until the text is long enough; or what stands before, what is repeated, and what stands behind.
REPEATED = [
    *["[", "[[", "[a", "[*a", "[]", "[a]", "[a][b]", "[a](", "[a](b", "[a](/b)", '[a](/b "', "[a](<", "]", "]]"],
    *["[@", "[@a]", "[@a, p", "[@a](/b)", "[[a]]", "[[a|", "[[a|b ", "[[a|`", "[[a] ", "[[a]](b", "[[Nobody|*b*]]"],
    *["[^", "[^a]", "[^a]: ", "[^a]: b\n\n", "^[", "![", "![a](/b)", "![a](http://b)", "[[a|![b](/c)]]"],
    *["*", "*a ", "**a* ", "a**b c* ", "_a", "*a_ ", "~~", "~~a ", "~", "*[", "`", "`a ", "`a``"],
    *["&", "&amp;", "&#12;", ":", "http://", "http://a ", "(http://_", "a@b "],
    *["<", "<a ", "<http:", "<http://a> ", "<!--", "<?", "<![CDATA[", "\\", "\\["],
    *["> ", ">", "> a\n", "> a\n\n", "- ", "- a\n", "- a\n* b\n", "1. a\n", "> - ", "- > a\n", "- [ ] a\n"],
    *["a\n: b\n", "a\n: b\n\n", ": ", "# a\n", "# a\n## b\n# a\n", "#", "a\n=\n", "a\n-\n", "---\n", "-"],
    *["|a", "|a|b|\n|-|-|\n", "|a|\n|:-|\n|b|\n\n", "a|b\n", "-|-\n", "|", "\\|", "    a\n", "```\n", "~~~ a\n"],
    *["[a]: /b\n", "[a]:\n", "[a\n", '[a]: /b "\n', "a", "a ", "a\n", "a\n\n", "\t", " ", "\n", " \n", "a  \n"],
    *["$", "$a", "$a ", "$a$ ", "$a$", "$$", "$$a", "$$a$$ ", "$a\\$ ", "$\n", "$$\na\n$$\n", "- $$a\n", "> $$a\n"],
    *["$$a\n", "$\\sqrt{$ ", "$($ ", "$x'$ ", "```c\nint a;\n```\n", "```c\n", "``` c\n\n", "> ```c\n> a\n"],
    *["![a](/media/b 'c')\n\n", "![a](/media/b)\n*c*\n\n", "![a](/media/b)\n*", "*c*\n![a](/media/b 'd')\n"],
    *["> [!NOTE]\n> a\n\n", "> [!NOTE]\n", "> [!TIP]\n\n", "[!NOTE]\n", "> > [!NOTE]\n", "- > [!NOTE]\n"],
    *["é", "東", "\u202ea ", "\u200b", "\x00", "\U0001f600"],
]  # fmt: skip
SURROUNDED = [
    ("[^a]: b\n\n", "[^", "]"),
    ("[^a]: b\n\n", "[^a]", ""),
    ("[a]: /" + "b" * 1_900 + "\n\n", "[a]", ""),
    ("[a]: /b '", "c\n", ""),
    ("[", "a\n", ""),
    ("[", "@a; ", "@a]"),
    ("[@a, ", "p ", "]"),
    ("[@a, ", " ", "]"),
    ("[@", "a", "]"),
    ("[[", "a", "]]"),
    ("[[a|", "*b* ", "]]"),
    ("[[", "#", "]]"),
    ("[[", "|", "]]"),
    ("[[", "\\", "]]"),
    ("[a](http://", "東", ")"),
    ("<http://", "a.", ">"),
    ("http://a", "(", ")"),
    ("[a](/", "%", ")"),
    ("[a]: http://", "東", ""),
    (">" * 16 + "a\n", "b\n", ""),
    ("- " * 8 + "a\n", "b\n", ""),
    ("> - " * 5 + "a\n", "b\n", ""),
    ("a|b\n-|-\n", "c|d\n", ""),
    ("|a" * 20 + "|\n" + "|-" * 20 + "|\n", "|b" * 15 + "|\n", ""),
    ("# ", "a", ""),
    ("# ", "a b ", ""),
    ("```\n", "a\n", ""),
    ("```python\n", "a = 'b'\n", ""),
    ("```c\n", "\n", "a"),
    ("$", "a", "$"),
    ("$$\n", "a\n", "$$"),
    ("$a", "\\$", ""),
    ("$$", "a$", ""),
    ("![a](/media/b 'c')\n*", "d ", "*"),
    ("![a](/media/b 'c')\n", "*d* ", ""),
    ("> [!NOTE]\n", "> a\n", ""),
    ("x[^1]\n\n[^1]:\n\n", "    - a\n", ""),
]
MIRRORED = [
    *[("[", "]"), ("[[", "]"), ("[[", "]]"), ("![", "](/a)"), ("[[a|", "]]"), ("^[", "]"), ("(", ")")],
    *[("*a ", "a* "), ("**a ", "a** "), ("~~a ", "a~~ ")],
]


def article(source: str) -> object:
    part = parse(source)
    part.html(find_article=lambda title: Target("/a/", title), citations=Numbering(["a"]), contents=Contents([]))
    return part.text, part.links, part.citations


def line(source: str) -> None:
    parse(source, is_line=True).html(find_article=lambda title: None, citations=Numbering(["a"]))


def in_between(before: str, repeated: str, behind: str) -> Callable[[int], str]:
    return lambda length: before + repeated * (length // len(repeated)) + behind


def mirrored(opening: str, closing: str) -> Callable[[int], str]:
    def make(length: int) -> str:
        times = length // len(opening + closing)
        return opening * times + closing * times

    return make


def depths(length: int) -> range:
    """As many lines, each longer by one than the last, as make a text of this length."""
    return range(int((2 * length) ** 0.5))


TEXTS = {
    **{repr(repeated): in_between("", repeated, "") for repeated in REPEATED},
    **{f"{before[:20]!r} {repeated!r} {behind!r}": in_between(before, repeated, behind)
       for before, repeated, behind in SURROUNDED},
    **{f"{opening!r} {closing!r}": mirrored(opening, closing) for opening, closing in MIRRORED},
    "headings of all numbers": lambda length: "".join(f"# a\n# a {n}\n" for n in range(length // 12)),
    "notes of all numbers": lambda length: "".join(f"[^{n}]\n\n[^{n}]: a\n\n" for n in range(length // 24)),
    "links of all titles": lambda length: "".join(f"[[a{n}]] " for n in range(length // 10)),
    "backticks of all lengths": lambda length: " ".join("`" * n for n in depths(length)),
    "quotes of all depths": lambda length: "\n".join(">" * n for n in depths(length)),
    "lists of all depths": lambda length: "\n".join("  " * n + "- a" for n in depths(length // 2)),
    "definitions of all depths": lambda length: "\n".join(f"{'  ' * n}a\n{'  ' * n}: b" for n in depths(length // 4)),
}  # fmt: skip


@pytest.mark.parametrize("make", some(TEXTS.values()), ids=some(TEXTS))
@pytest.mark.parametrize("render", [article, line, render_comment], ids=["article", "line", "comment"])
def test_four_times_the_text_takes_about_four_times_as_long(
    render: Callable[[str], object], make: Callable[[int], str]
) -> None:
    assert growth(render, make(SMALL), make(SMALL * TIMES), most=MOST) < MOST


def test_so_it_is_with_a_very_long_article() -> None:
    section = (
        "## Section {}\n\n"
        + "A *fine* sentence about [[BERT]] and `code`.[@a] " * 20
        + "\n\n- one\n- two\n\n|a|b|\n|-|-|\n|c|d|\n\n"
    )
    quarter, whole = ("".join(section.format(number) for number in range(sections)) for sections in (75, 300))
    assert growth(article, quarter, whole, most=MOST) < MOST


@contextmanager
def little_stack(frames: int) -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("make", some(TEXTS.values()), ids=some(TEXTS))
def test_no_text_is_too_deep(make: Callable[[int], str]) -> None:
    source = make(3_000)
    with little_stack(200):
        article(source)
        line(source)
        render_comment(source)
