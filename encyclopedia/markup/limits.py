"""What keeps the longest and strangest text within time and space in proportion to its length.

markdown-it is linear in most of what it does. The rules here add what it lacks, and `test_linear.py` measures them.
`footnotes` and `links` have one such guard each.
"""

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_def

# How deep quotes and lists nest, a list counting twice; and quotes alone, since each reads all lines within it again.
_DEEPEST = 16
_DEEPEST_QUOTE = 6

_MAX_FILLED_CELLS = 20_000


class Definitions(dict[str, Any]):
    """The addresses that `[label]: address` names. They are handed out until they come to more than the text itself.

    Otherwise one long address and a thousand short `[label]` make a page out of all proportion. cmark has this limit.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._left = max(100_000, size)

    def get(self, label: str, default: Any = None, /) -> Any:
        found = super().get(label, default)
        if found:
            self._left -= len(found["href"]) + len(found["title"])
        return found if self._left >= 0 else default


def unclosed_brackets(md: MarkdownIt) -> None:
    """Pass over brackets that nothing closes. Each would be tried as every kind of link that there is."""

    def skip(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "[" or state.html_terminator_last("]") > state.pos:
            return False
        if not silent:
            state.append_pending("[")
        state.pos += 1
        return True

    md.inline.ruler.before("link", "unclosed_bracket", skip)


def bounded_tables(md: MarkdownIt) -> None:
    """Stop reading tables once their short rows have been filled up with very many cells.

    markdown-it does so within each table; a text of many wide tables would still grow a hundredfold.
    """

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        filled = state.env.get("filled_cells", 0)
        before = len(state.tokens)
        if filled > _MAX_FILLED_CELLS or not table(state, start, end, silent):
            return False
        filled += sum(token.type == "inline" and not token.content for token in state.tokens[before:])
        state.env["filled_cells"] = filled
        return True

    md.block.ruler.at("table", bounded, {"alt": ["paragraph", "reference"]})


def bounded_nesting(md: MarkdownIt) -> None:
    """Let quotes and lists nest only so deep. markdown-it would leave out what is deeper, this shows it as text."""

    def bounded(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
        return lambda state, start, end, silent: state.level < _DEEPEST and rule(state, start, end, silent)

    def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        depth = state.env.get("quotes", 0)
        if depth >= _DEEPEST_QUOTE:
            return False
        state.env["quotes"] = depth + 1
        read = blockquote(state, start, end, silent)
        state.env["quotes"] = depth
        return read

    ruler = md.block.ruler
    ruler.at("blockquote", bounded(quote), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("list", bounded(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    if "footnote_def" in ruler.get_all_rules():
        ruler.at("footnote_def", bounded(footnote_def), {"alt": ["paragraph", "reference"]})
