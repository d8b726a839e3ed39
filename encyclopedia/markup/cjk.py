"""Emphasis beside Chinese, Japanese and Korean, whose sentences have no spaces around what is emphasised.

By CommonMark `**真，**她` is no emphasis: a sign ends it, and a letter follows. The rule here is that of the
CJK-friendly amendments to CommonMark (https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md), by
which signs of these scripts count as letters do. Text without their characters is read as before.
"""

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

_FIRST = "\u1100"
# Pictures are wide as well, and stand in texts of all scripts.
_PICTURES = ("\u2300", "\u2bff"), ("\U0001f000", "\U0001faff")
_HANGUL = ("\u1100", "\u11ff"), ("\ud7b0", "\ud7ff")
# Quotation marks that are as wide as a Chinese character where this selector follows.
_QUOTES, _WIDE = "‘’“”", "\ufe01"


def is_cjk(character: str) -> bool:
    """Whether this is a letter or sign of Chinese, Japanese or Korean, by its width; pictures are not."""
    if character < _FIRST:
        return False
    if any(first <= character <= last for first, last in _HANGUL):
        return True
    if any(first <= character <= last for first, last in _PICTURES):
        return False
    return unicodedata.east_asian_width(character) in "WFH"


def _signs(first: int, last: int) -> str:
    return "".join(sign for sign in map(chr, range(first, last)) if unicodedata.category(sign)[0] in "PS")


CJK_SIGNS = _signs(0x3001, 0x3040) + _signs(0xFE10, 0xFE70) + _signs(0xFF01, 0xFFF0)
"""The signs of these scripts, opening and closing; the dot within a name, as in エイダ・ラブレス, is not among them."""


class Inline(ParserInline):
    """Reads lines as markdown-it does, but for emphasis beside CJK characters."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, as markdown-it calls it
        usual = super().scanDelims(start, canSplitWord)
        end = start + usual.length
        after = self.src[end] if end < self.posMax else " "
        before, selected = self._before(start)
        if not is_cjk(after) and not selected and not is_cjk(before):
            return usual
        sign_before, sign_after = _is_sign(before), _is_sign(after)
        cjk_before = selected or is_cjk(before)
        blank_before, blank_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        opens = not blank_after and (not sign_after or is_cjk(after) or blank_before or sign_before or cjk_before)
        closes = not blank_before and (not sign_before or cjk_before or blank_after or sign_after or is_cjk(after))
        return Scanned(
            opens and (canSplitWord or not closes or sign_before),
            closes and (canSplitWord or not opens or sign_after),
            usual.length,
        )

    def _before(self, start: int) -> tuple[str, bool]:
        """What stands before a place, past a selector of its variant; and whether one makes it CJK."""
        before = self.src[start - 1] if start else " "
        if "\U000e0100" <= before <= "\U000e01ef":
            return before, True
        if "\ufe00" <= before <= "\ufe0e" and start > 1:
            base = self.src[start - 2]
            if is_cjk(base) or (base in _QUOTES and before == _WIDE):
                return base, True
        return before, False


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
