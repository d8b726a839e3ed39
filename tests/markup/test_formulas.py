"""Mathematics: LaTeX between dollars as MathML; prices and what cannot be read stay as they were typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.markup import parse
from encyclopedia.markup.formulas import MAX_FORMULA_LENGTH
from tests.thoroughness import examples

from .reader import elements, read, show


def html(source: str) -> str:
    return show(parse(source)).strip()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("$E = mc^2$", "E=mc2"),
        ("so ($a<b$), $c$-like, “$d$”.", "so (a<b), c-like, “d”."),
        (r"$\frac{1}{2}$", "12"),
        (r"$\text{if } x > 0$", "if x>0"),
        (r"$x \text{ or } y$", "x or y"),
        (r"$\sin\phi\tan h$", "sin ϕ tan h"),
        (r"$2\sin^2 x + \cos\left(y\right)\log n$", "2 sin2 x+cos(y) log n"),
        (r"$\lim_{n} a_n = \max(a,b)$", "limn an=max(a,b)"),
        (r"$\operatorname{lcm} a\,\frac{1}{\ln x}$", "lcm a1ln x"),
        (r"$5\$$", "5$"),
        ("$x$ is 5", "x is 5"),
        ("*$a*b$* c", "a*b c"),
        ("$a_1$ and $b_2$", "a1 and b2"),
        ("$x\n= y$", "x=y"),
        ("| $a$ |\n|---|\n| $b$ |", "a b"),
    ],
)
def test_a_formula_stands_in_a_line(source: str, words: str) -> None:
    shown = html(source)
    assert elements(shown, "math")
    assert read(shown).text.split() == words.split()
    assert read(shown).problems == []


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "US$5 and US$6",
        "from $5-$10",
        "$20,000 to $30,000",
        "$ 5 or 6 $",
        "$HOME/$USER",
        "a$b$c",
        "$",
        "$$",
        "$$$",
        "$$$$",
        r"\$x\$",
        r"$x\$",
        "costs 5$ or 6$",
        "`$x$`",
        "$x",
        "$x\n\ny$",
        "$$x\n\ny$$",
        "    $$x$$",
        "$5/$6",
    ],
)
def test_other_dollars_are_text(source: str) -> None:
    assert not elements(html(source), "math")
    assert "$" in read(html(source)).text


def test_a_formula_on_lines_of_its_own_has_a_frame_to_scroll_in() -> None:
    for source in ("$$x$$", "$$\nx\n$$", "$$x\n$$", "a\n\n$$\nx\n$$\nb"):
        shown = html(source)
        assert elements(shown, "math") == [{"display": "block"}]
        assert elements(shown, "div") == [
            {"class": "formula", "role": "group", "tabindex": "0", "aria-label": "Formula"}
        ]


def test_the_lines_of_a_formula_are_no_markdown() -> None:
    shown = html("$$\na\n= b\n- c\n> d\n# e\n$$")
    assert {tag for tag, _ in read(shown).elements} <= {"div", "math", "mi", "mo", "mrow"}


def test_a_formula_within_a_sentence_may_stand_out() -> None:
    assert elements(html("so\n$$x$$\nand"), "math") == [{"display": "block"}]


def test_a_formula_ends_with_its_list_item_and_its_quote() -> None:
    for source in ("- $$a\n- b$$", "> $$a\n\nb$$", "1. $$a\n\nb$$"):
        assert not elements(html(source), "math")
    assert elements(html("- $$\n  a\n  $$"), "math")
    assert elements(html("> $$\n> a\n> $$"), "math")


def test_a_formula_is_read_before_links_as_code_is() -> None:
    assert not elements(html("[a $x](/b) y$"), "a")
    assert elements(html("[a $x$](/b) [[BERT|$y$]]"), "math") == [{"display": "inline"}] * 2
    assert [link["href"] for link in elements(html("[[BERT|a $5]] [b](/c)"), "a")] == ["/wiki/bert/", "/c"]


def test_one_line_has_formulas_too() -> None:
    assert elements(show(parse("Energy: $E=mc^2$, $5", is_line=True)), "math")


def test_the_words_of_a_formula_are_its_source() -> None:
    assert parse("a $x^2$ b\n\n$$\ny\n$$").text == "a x^2 b\ny"


def test_columns_are_aligned_by_class() -> None:
    shown = html(r"$$\begin{align*}a&=b\\c&=d\end{align*}$$")
    assert [cell["class"] for cell in elements(shown, "mtd") if "class" in cell] == ["align-right", "align-left"] * 2
    assert not any("style" in attributes for _, attributes in read(shown).elements)


@pytest.mark.parametrize(
    "latex",
    [
        r"\nonsense",
        "x^",
        r"\left(",
        r"\begin{matrix}",
        r"\htmlId{a}{x}",
        r"\includegraphics{a}",
        r"\newcommand{\a}{b}\a",
        r"\def\a{\a\a}\a",
        r"\eqref{location}",
        r"\newenvironment{a}{b}{c}",
        r"\DeclareMathOperator{\a}{b}",
        "x" * (MAX_FORMULA_LENGTH + 1),
        "{" * 100 + "}" * 100,
    ],
)
def test_what_cannot_be_read_is_shown_as_its_source_with_a_hint(latex: str) -> None:
    shown = html(f"a ${latex}$ b")
    (source,) = elements(shown, "code")
    assert source["class"] == "unreadable"
    assert source["title"].startswith("This formula cannot be read: ")
    assert read(shown).text == f"a {latex} (This formula cannot be read) b"
    assert read(shown).problems == []


def test_words_in_a_formula_are_not_live() -> None:
    shown = html(r"$\text{<script>alert(1)</script><img src=x onerror=alert(1)>}$ $\operatorname{<b>}$ $\mathrm{<b>}$")
    assert {tag for tag, _ in read(shown).elements} <= {"p", "math", "mtext", "mi", "mo", "mrow", "mspace"}
    assert read(shown).problems == []


def test_an_address_in_a_formula_leads_nowhere() -> None:
    shown = html(r"$\href{javascript:alert(1)}{x}$ $\style{color:red}{x}$ $\class{a}{x}$ $\color{red}{x}$")
    assert read(shown).problems == []


def test_formulas_without_end_are_shown_as_typed_from_some_point_on() -> None:
    shown = html(f"${'x^2' * 300}$ " * 1_000)
    assert elements(shown, "math")
    assert len(elements(shown, "code")) > 800


PIECES = [
    r"\frac",
    r"\sqrt",
    "{",
    "}",
    "^",
    "_",
    "x",
    "1",
    "&",
    r"\\",
    r"\left(",
    r"\right)",
    r"\begin{matrix}",
    " ",
    "<",
]
PIECES += [r"\end{matrix}", r"\text{", r"\hat", r"\color{red}", r"\hspace{9em}", "'", "é", "[", "]", "%", "#", "~", '"']


@given(st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=3), max_size=30).map("".join))
@settings(max_examples=examples(400), deadline=None)
def test_any_formula_is_shown_safely(latex: str) -> None:
    for source in (f"${latex}$", f"$${latex}$$", f"a\n\n$$\n{latex}\n$$"):
        assert read(html(source)).problems == []
