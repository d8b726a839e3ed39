"""Emphasis in scripts without spaces."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from encyclopedia.markup import parse, render_comment
from encyclopedia.markup.cjk import CJK_SIGNS, Inline, is_cjk

from .reader import show

BARE = MarkdownIt("commonmark")
AMENDED = MarkdownIt("commonmark")
AMENDED.inline = Inline()
AMENDED.configure("commonmark")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**真，**她", "<strong>真，</strong>她"),
        ("她**，真**好", "她<strong>，真</strong>好"),
        ("**「重要」**です", "<strong>「重要」</strong>です"),
        ("これは**「重要」**です。", "これは<strong>「重要」</strong>です。"),
        ("*真。*她", "<em>真。</em>她"),
        ("***真！***她", "<em><strong>真！</strong></em>她"),
        ("她**(real)**她", "她<strong>(real)</strong>她"),
        ("패키지**`npm`**를", "패키지<strong><code>npm</code></strong>를"),
        ("말했다**(안녕)**고", "말했다<strong>(안녕)</strong>고"),
        ("**真。**\U00020bb7", "<strong>真。</strong>\U00020bb7"),
        ("葛\U000e0100**(真)**葛", "葛\U000e0100<strong>(真)</strong>葛"),
        ("塚\ufe00**(真)**她", "塚\ufe00<strong>(真)</strong>她"),
        ("**“真”\ufe01**她", "<strong>“真”\ufe01</strong>她"),
        ("**ﾊﾝｶｸ｡**她", "<strong>ﾊﾝｶｸ｡</strong>她"),
        ("a**b.**c", "a**b.**c"),
        ("**b⭐.**c", "**b⭐.**c"),
        ("_真_她", "_真_她"),
    ],
)
def test_emphasis_ends_and_begins_beside_signs(source: str, shown: str) -> None:
    assert render_comment(source) == f"<p>{shown}</p>\n"
    assert show(parse(source)) == f"<p>{shown}</p>\n"


def test_what_was_struck_out_as_well() -> None:
    assert show(parse("~~真。~~她")) == "<p><s>真。</s>她</p>\n"


@given(st.lists(st.sampled_from(["*", "**", "_", "__", "a", "é", "я", ".", "(", ")", "“", "”", "…", "⭐", " ", "`x`"])))
def test_text_of_other_scripts_is_read_as_before(pieces: list[str]) -> None:
    assert AMENDED.render("".join(pieces)) == BARE.render("".join(pieces))


def test_a_character_belongs_to_these_scripts_by_its_width() -> None:
    told = {sign: is_cjk(sign) for sign in ("a", "…", "“", "⭐", "😀", "真", "ー", "한", "ᅡ", "，", "ａ", "ｱ", "\u3000")}
    assert [sign for sign, wide in told.items() if wide] == ["真", "ー", "한", "ᅡ", "，", "ａ", "ｱ", "\u3000"]
    wide = {chr(at) for at in range(0x2E80, 0xFFFF) if unicodedata.east_asian_width(chr(at)) in "WFH"}
    assert {sign for sign in wide if not is_cjk(sign)} == set()
    assert {"。", "、", "，", "」", "）", "…"} - set(CJK_SIGNS) == {"…"}
    assert not any(is_cjk(chr(at)) for at in range(0x1100))
