"""`> [!NOTE]` above the lines of a quote: what readers should note, in the notations of GitHub and of Obsidian.

A title may follow, and a sign before it says that the box can be folded: `> [!tip]- Title` begins closed, `+` open.
There are NOTE, TIP, IMPORTANT, WARNING and CAUTION; any other name makes a note with that name as its title.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .text import inline_text
from .wording import Wording

KINDS = frozenset(["note", "tip", "important", "warning", "caution"])

# What stands behind `|` says how a box looks elsewhere.
_MARK = re.compile(r"\[!([^\[\]|]{1,40})(?:\|[^\[\]]{0,40})?\]([+-]?)(?:[ \t]+(.*))?")


def alerts(md: MarkdownIt) -> None:
    """Read and show alerts."""
    md.block.ruler.before("table", "alert_title", _read_title)
    md.core.ruler.after("block", "alerts", _close_all)
    md.add_render_rule("alert_open", _open)
    md.add_render_rule("alert_title_open", _open_title)


def _read_title(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open" or state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    mark = _MARK.fullmatch(line.rstrip())
    if not mark or not mark[1].strip():
        return False
    box = state.tokens[-1]
    box.type, box.tag = "alert_open", "details" if mark[2] else "div"
    box.meta = {"name": mark[1].strip(), "open": mark[2] != "-"}
    title = state.push("alert_title_open", "summary" if mark[2] else "p", 1)
    title.meta = box.meta
    if mark[3]:
        words = state.push("inline", "", 0)
        words.content, words.map, words.children = mark[3].strip(), [start, start + 1], []
    state.push("alert_title_close", title.tag, -1)
    state.line = start + 1
    return True


def _close_all(state: StateCore) -> None:
    """Let each alert end as it began, not as the quote that it was read as."""
    open_: list[Token] = []
    for token in state.tokens:
        if token.type in ("blockquote_open", "alert_open"):
            open_.append(token)
        elif token.type == "blockquote_close" and (opening := open_.pop()).type == "alert_open":
            token.type, token.tag = "alert_close", opening.tag


def _open(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    box = tokens[idx]
    kind = box.meta["name"].lower()
    classes = f"alert alert-{kind if kind in KINDS else 'note'}"
    if box.tag == "details":
        return f'<details class="{classes}"{" open" if box.meta["open"] else ""}>\n'
    words = tokens[idx + 2]
    title = inline_text(words.children or []) if words.type == "inline" else _usual_title(box, env["wording"])
    return f'<div class="{classes}" role="note" aria-label="{escapeHtml(title)}">\n'


def _open_title(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    opening = f'<{tokens[idx].tag} class="alert-title">'
    if tokens[idx + 1].type == "inline":
        return opening
    # It is a word of the page, not of the text; search has no use for it.
    return opening + escapeHtml(_usual_title(tokens[idx], env["wording"]))


def _usual_title(box: Token, wording: Wording) -> str:
    name: str = box.meta["name"]
    if name.lower() in KINDS:
        return str(getattr(wording, f"alert_{name.lower()}"))
    spaced = " ".join(name.replace("-", " ").replace("_", " ").split()) or name
    return spaced[0].upper() + spaced[1:]
