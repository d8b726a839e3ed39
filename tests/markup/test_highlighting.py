"""Fenced code: coloured by classes where its language is known, plain where it is not or would take too long."""

import re
from itertools import count
from pathlib import Path

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from encyclopedia.markup import highlighting, parse, render_comment, renderer
from encyclopedia.markup.highlighting import LANGUAGES, MAX_CODE_LENGTH

from .reader import elements, read, show

STYLES = Path(__file__).parents[2] / "static" / "css"
HEX = "#[0-9a-f]{6}"


def code(language: str, source: str) -> str:
    return show(parse(f"```{language}\n{source}\n```"))


def test_known_languages_are_coloured_by_classes() -> None:
    shown = code("python", 'def f(x):\n    return "<b>"  # é')
    assert {span["class"] for span in elements(shown, "span")} == {"k", "nf", "p", "n", "s2", "c1"}
    assert elements(shown, "code") == [{"class": "language-python"}]
    assert read(shown).text == 'def f(x):\n    return "<b>"  # é\n\n'
    assert read(shown).problems == []


@pytest.mark.parametrize("language", ["", "nonsense", "guess", "../../etc", "PYTHON<b>", "python,linenos"])
def test_unknown_languages_are_plain(language: str) -> None:
    shown = code(language, "def f(x): pass")
    assert not elements(shown, "span")
    assert "def f(x): pass" in read(shown).text


def test_the_language_is_known_in_any_case_and_with_words_after_it() -> None:
    assert elements(code("Python title", "def f(): pass"), "span")


def test_indented_code_and_comments_are_plain() -> None:
    assert not elements(show(parse("    def f(): pass")), "span")
    assert "<span" not in render_comment("```python\ndef f(): pass\n```")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_changes_a_character_of_the_code(language: str) -> None:
    get_lexer_by_name(language)
    source = "\n\n  <?php \"é'\t`$x` \\ /* 東京 */ {{ a }} # -- // \U0001f600\r \n\n  "
    assert read(code(language, source)).text == read(code("", source)).text
    assert read(code(language, source)).problems == []


def test_very_long_code_is_plain() -> None:
    lines = "".join(f"{number:03} + x\n" for number in range(2_000))
    assert elements(code("python", lines[: MAX_CODE_LENGTH - 1]), "span")
    assert not elements(code("python", lines[:MAX_CODE_LENGTH]), "span")


# Each takes the language's lexer more than ten seconds for as many characters, where nothing bounds it.
@pytest.mark.parametrize(
    ("language", "source"),
    [("c", "\n"), ("c", "\t"), ("cpp", " "), ("cpp", "/"), ("console", "("), ("markdown", "a "), ("perl", "\\\n")],
)
def test_code_that_would_take_its_lexer_long_is_plain_at_once(language: str, source: str) -> None:
    for ending in ("", "a", ")]}"):
        assert not elements(code(language, (source * MAX_CODE_LENGTH)[: MAX_CODE_LENGTH - 10] + ending), "span")


def test_the_code_of_one_text_takes_no_longer_however_much_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "```python\n" + "x = {'a': [1, 2.0, f(y)]}\n" * 300 + "```\n\n"
    clock = count()
    monkeypatch.setattr(highlighting, "thread_time", lambda: next(clock))  # a second for each word
    monkeypatch.setattr(renderer, "MAX_SECONDS", 10_000)
    blocks = show(parse(source * 100)).split("<pre")[1:]
    assert [len(blocks), "<span" in blocks[0], "<span" in blocks[-1]] == [100, True, False]
    assert next(clock) < 10_000 + 4 * 100


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_can_be_read_by_day_and_by_night() -> None:
    surface = re.search(rf"--surface: light-dark\(({HEX}), ({HEX})\)", (STYLES / "tokens.css").read_text())
    colours = re.findall(rf"light-dark\(({HEX}), ({HEX})\)", (STYLES / "code.css").read_text())
    assert surface
    assert len(colours) == 6
    assert all(
        contrast(colour, ground) >= 4.5
        for pair in colours
        for colour, ground in zip(pair, surface.groups(), strict=True)
    )


def test_the_style_sheet_knows_no_class_that_pygments_does_not() -> None:
    rules = re.sub(r"/\*.*?\*/|[0-9]+\.[0-9]+", "", (STYLES / "code.css").read_text())
    assert set(re.findall(r"\.([a-z][a-z0-9]*)", rules)) <= set(STANDARD_TYPES.values())
