"""Plain characters: which can be shown, how they become HTML, and what a stream of tokens says without its markup."""

import re
from collections.abc import Iterable

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

# What neither XML nor a database can hold: control characters, lone surrogates, U+FFFE and U+FFFF.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def showable(text: str) -> str:
    """The text with each character that no page can hold replaced by the sign for a missing one."""
    return _UNSHOWABLE.sub("\ufffd", text)


def isolated(text: str) -> str:
    """The text as HTML; where it overrides the direction of writing, it does so within itself only."""
    escaped = escapeHtml(text)
    return f"<bdi>{escaped}</bdi>" if _DIRECTION.search(text) else escaped


def inline_text(tokens: Iterable[Token]) -> str:
    """The words of a line or paragraph: links as their words, pictures as their description, formulas as typed."""
    words = []
    for token in tokens:
        if token.type in ("text", "code_inline", "formula"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(inline_text(token.children or []))
    return "".join(words)


def plain_text(tokens: Iterable[Token]) -> str:
    """The words of a whole text, one block a line; blocks of code are kept as they are."""
    blocks = []
    for token in tokens:
        if token.type == "inline":
            blocks.append(" ".join(inline_text(token.children or []).split()))
        elif token.type in ("fence", "code_block", "formula_block"):
            blocks.append(token.content.rstrip("\n"))
    return "\n".join(block for block in blocks if block)
