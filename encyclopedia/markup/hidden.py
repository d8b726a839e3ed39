"""`<!-- ... -->` and `%%...%%`: what authors write for each other, and readers are not shown.

Both may stand within a line or over several; one that begins a line, over blank lines as well. In code they are code.
`<!--` at the beginning of a line that nothing closes hides all that follows, as CommonMark has it; elsewhere, and `%%`
anywhere, is text until it is closed.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_SIGNS = (("<!--", "-->"), ("%%", "%%"))
# These are closed by signs of their own.
_EMPTY = ("<!-->", "<!--->")


def hidden_blocks(md: MarkdownIt) -> None:
    """Leave out what is hidden, in lines and as blocks."""
    hidden_words(md)
    md.block.ruler.before("html_block", "hidden", _skip_block, {"alt": ["paragraph", "reference", "blockquote"]})


def hidden_words(md: MarkdownIt) -> None:
    """Leave out what is hidden in lines."""
    md.inline.ruler.before("autolink", "hidden", _skip)


def without_hidden(text: str) -> str:
    """A title, a locator or another text that is not Markdown, without what is hidden in it."""
    for opening, closing in _SIGNS:
        shown, at = [], 0
        while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
            shown.append(text[at:start])
            at = end + len(closing)
        text = "".join([*shown, text[at:]])
    return text


def _skip(state: StateInline, silent: bool) -> bool:
    signs = _begun(state.src, state.pos, state.posMax)
    if not signs:
        return False
    for empty in _EMPTY:
        if state.src.startswith(empty, state.pos, state.posMax):
            state.pos += len(empty)
            return True
    opening, closing = signs
    inside = state.pos + len(opening)
    # Where the last closing sign stands is remembered: looking on from each of many opening ones would take long.
    end = state.src.find(closing, inside, state.posMax) if state.html_terminator_last(closing) >= inside else -1
    if end < 0:
        return False
    state.pos = end + len(closing)
    return True


def _begun(text: str, start: int, end: int) -> tuple[str, str] | None:
    return next((signs for signs in _SIGNS if text.startswith(signs[0], start, end)), None)


def _skip_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begins, ends = _line(state, start)
    signs = None if state.is_code_block(start) else _begun(state.src, begins, ends)
    if not signs:
        return False
    closing = signs[1]
    # In `<!-->` the signs have hyphens in common.
    last, found = start, state.src.find(closing, begins + 2, ends)
    if found >= 0 and state.src[found + len(closing) : ends].strip():
        return False  # it is part of a paragraph
    while found < 0 and last + 1 < end and (state.isEmpty(last + 1) or state.sCount[last + 1] >= state.blkIndent):
        last += 1
        found = state.src.find(closing, *_line(state, last))
    if closing == "%%" and (found < 0 or (silent and _closes_what_is_open(state, start))):
        return False
    if not silent:
        state.line = last if found >= 0 and _has_rest(state, last, found + len(closing)) else last + 1
    return True


def _closes_what_is_open(state: StateBlock, line: int) -> bool:
    """Whether `%%` at the beginning of this line closes what began in an earlier line of the same paragraph."""
    if state.parentType != "paragraph":
        return False
    known: tuple[int, int, bool] = state.env.get("hidden", (-1, -1, False))
    first, looked_at, is_open = known
    if first != state.line or looked_at > line:
        looked_at, is_open = state.line, False
    is_open ^= state.src.count("%%", state.bMarks[looked_at], state.bMarks[line]) % 2 == 1
    state.env["hidden"] = state.line, line, is_open
    return is_open


def _line(state: StateBlock, line: int) -> tuple[int, int]:
    return state.bMarks[line] + state.tShift[line], state.eMarks[line]


def _has_rest(state: StateBlock, line: int, at: int) -> bool:
    """Whether the line goes on behind a closing sign; if it does, let it begin there."""
    rest = state.src[at : state.eMarks[line]]
    if not rest.strip():
        return False
    state.bMarks[line], state.tShift[line] = at + len(rest) - len(rest.lstrip()), 0
    state.sCount[line] = state.blkIndent
    return True
