"""`H<sub>2</sub>O`: of HTML, `<sub>`, `<sup>`, `<kbd>`, `<mark>` and `<br>`, without attributes.

A tag counts when it is closed within what it was opened in: a line, a link, an emphasis. All others are text.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

TAGS = ("sub", "sup", "kbd", "mark")

# Within each other; more are text.
_DEEPEST = 6

_TAG = re.compile(rf"<(?:(/)?({'|'.join(TAGS)})|br) ?(/)?>", re.IGNORECASE)


def tags(md: MarkdownIt) -> None:
    """Read these tags, and pair them once the line around them is read."""
    md.inline.ruler.before("autolink", "tag", _read)
    md.core.ruler.after("inline", "tags", _pair_all)


def _read(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax)
    if not found or (found[2] and found[3]):
        return False
    if not silent:
        if found[2]:
            token = state.push("tag", found[2].lower(), 0)
            token.content, token.meta = found[0], {"closes": bool(found[1])}
        else:
            state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _pair_all(state: StateCore) -> None:
    waiting = [token.children for token in state.tokens if token.children]
    while waiting:
        line = waiting.pop()
        _pair(line)
        waiting += [token.children for token in line if token.children]


def _pair(line: Sequence[Token]) -> None:
    """Tell the tags that are pairs from those that are text. Each is looked at once when opened and once when left."""
    open_: list[Token] = []
    for token in line:
        if token.type == "tag":
            if token.meta["closes"]:
                _close(open_, token)
            else:
                open_.append(token)
        elif token.nesting > 0:
            open_.append(token)
        elif token.nesting < 0:
            while open_ and (left := open_.pop()).type == "tag":
                _as_text(left)
    for left in open_:
        if left.type == "tag":
            _as_text(left)


def _close(open_: list[Token], closing: Token) -> None:
    begun = _begun(open_, closing.tag)
    if begun < 0:
        _as_text(closing)
        return
    for left in open_[begun + 1 :]:
        _as_text(left)
    opening = open_[begun]
    del open_[begun:]
    if sum(token.type == "tag" for token in open_[-_DEEPEST:]) >= _DEEPEST:
        _as_text(opening)
        _as_text(closing)
        return
    opening.type, opening.nesting = "tag_open", 1
    closing.type, closing.nesting = "tag_close", -1


def _begun(open_: Sequence[Token], tag: str) -> int:
    """Where the innermost open tag of this name is among the last few, with no emphasis or link begun since."""
    for place in range(len(open_) - 1, max(-1, len(open_) - 1 - _DEEPEST), -1):
        if open_[place].type != "tag":
            break
        if open_[place].tag == tag:
            return place
    return -1


def _as_text(token: Token) -> None:
    token.type, token.tag = "text", ""
