"""`$E = mc^2$` in a line, `$$...$$` on lines of its own: mathematics in LaTeX's notation, shown as MathML.

The rules are stricter than those of mdit-py-plugins, whose `dollarmath` reads past the end of a link's words and takes
quadratic time for lists: prices such as `$5 and $10`, `US$5` and `$HOME/$USER` stay text.
"""

import re
from collections.abc import Sequence
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MAX_FORMULA_LENGTH = 1_000
MAX_LATEX = 100_000
"""Characters in all formulas of a text: a second or two of work at most. Later ones are shown as they were typed."""

# latex2mathml calls itself for each level.
_DEEPEST = 30

_INLINE = re.compile(r"\$(?![\s$])((?:[^$\\]++|\\.)*+)(?<!\s)\$(?![\w$])", re.DOTALL)
_DISPLAYED = re.compile(r"\$\$((?:[^$\\]++|\\.|\$(?!\$))*+)\$\$(?![\w$])", re.DOTALL)

# A few names of one's own stand for endless text.
_REFUSED = re.compile(r"\\(?:def|newcommand|newenvironment|DeclareMathOperator)(?![a-zA-Z])")
_UNKNOWN = re.compile(r"\\[a-zA-Z]+")
_NO_BREAK, _THIN = "\u00a0", "\u2009"
_ROWS = frozenset(["math", "mpadded", "mphantom", "mrow", "mstyle", "mtd"])
_SCRIPTED = frozenset(["mover", "msub", "msubsup", "msup", "munder", "munderover"])
_CLOSING = frozenset(")]}⟩⌉⌋")
_ALIGNED = {"left": "align-left", "right": "align-right"}


class FormulaError(ValueError):
    """The formula cannot be read; the message says why."""


def formulas(md: MarkdownIt) -> None:
    """Read and show formulas, in lines and as blocks."""
    line_formulas(md)
    md.block.ruler.before("fence", "formula", _read_block)


def line_formulas(md: MarkdownIt) -> None:
    """Read and show formulas in lines."""
    md.inline.ruler.before("escape", "formula", _read)
    md.add_render_rule("formula", _show)
    md.add_render_rule("formula_block", _show_block)


def mathml(latex: str, *, displayed: bool) -> str:
    """The formula as a `<math>` element, still to be cleaned. Raises `FormulaError`."""
    if len(latex) > MAX_FORMULA_LENGTH:
        raise FormulaError(f"it has {len(latex):,} characters, more than {MAX_FORMULA_LENGTH:,}")
    if _depth(latex) > _DEEPEST:
        raise FormulaError(f"its brackets are more than {_DEEPEST} deep")
    if refused := _REFUSED.search(latex):
        raise FormulaError(f"{refused[0]} is not allowed")
    try:
        math = Converter(display="block" if displayed else "inline").convert_to_element(latex)
        for element in math.iter():
            _settle(element)
        for element in math.iter():
            _space(element)
        made = tostring(math, encoding="unicode", short_empty_elements=False)
    except FormulaError:
        raise
    except Exception as error:  # the library lets whatever it runs into through, from StopIteration to RecursionError
        raise FormulaError(f"{type(error).__name__.removesuffix('Error')}") from None
    return made


def _settle(element: Element) -> None:
    """Make it what HTML and our style sheets know. Raises `FormulaError` for a command that is not known."""
    # The library writes signs as `&#x003C0;` and counts on nobody escaping them, nor the words of the formula.
    element.text = unescape(element.text or "")
    if unknown := _UNKNOWN.fullmatch(element.text):
        raise FormulaError(f"{unknown[0]} is not known")
    if side := _ALIGNED.get(element.attrib.pop("columnalign", "")):
        element.set("class", side)
    if element.tag == "mtext":
        # Browsers drop ordinary spaces at the ends.
        inside = element.text.strip(" ")
        lead, _, trail = element.text.partition(inside) if inside else (element.text, "", "")
        element.text = f"{_NO_BREAK * len(lead)}{inside}{_NO_BREAK * len(trail)}"
    elif element.tag == "mo" and _is_name(element):
        # Browsers would keep it apart from brackets as well.
        element.set("lspace", "0em")
        element.set("rspace", "0em")


def _space(row: Element) -> None:
    """Keep names such as `sin` apart from what stands beside them, as TeX does, for eyes and for whoever copies it."""
    if row.tag not in _ROWS:
        return
    children = list(row)
    for place in range(len(children) - 1, 0, -1):
        before, after = children[place - 1], children[place]
        if (_is_name(before) and _is_term(after)) or (_is_name(after) and (_is_term(before) or _closes(before))):
            space = Element("mtext")
            space.text = _THIN
            row.insert(place, space)


def _is_name(element: Element) -> bool:
    base = _base(element)
    return base.tag in ("mi", "mo") and len(base.text or "") > 1 and "".join((base.text or "").split()).isalpha()


def _is_term(element: Element) -> bool:
    """Whether this is a number, a letter, a fraction or a name, rather than a sign, a space or a bracket."""
    base = _base(element)
    while base.tag in _ROWS and len(base):
        base = _base(base[0])
    return base.tag in ("mi", "mn", "mfrac", "mroot", "msqrt") or (base.tag == "mo" and _is_name(base))


def _closes(element: Element) -> bool:
    base = _base(element)
    while base.tag in _ROWS and len(base):
        base = _base(base[-1])
    return base.tag == "mo" and (base.text or "") in _CLOSING


def _base(element: Element) -> Element:
    """What carries the indices and accents."""
    while element.tag in _SCRIPTED and len(element):
        element = element[0]
    return element


def _depth(latex: str) -> int:
    """How many brackets are open at once at most; an escaped one counts, so the answer may be too high."""
    deepest = depth = 0
    for sign in latex:
        if sign in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "}]":
            depth -= 1
    return deepest


def _read(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "$" or (start and (state.src[start - 1].isalnum() or state.src[start - 1] == "$")):
        return False
    displayed = state.src.startswith("$$", start, state.posMax)
    found = (_DISPLAYED if displayed else _INLINE).match(state.src, start, state.posMax)
    # The end of a link's words is no end of a word.
    if not found or not found[1].strip() or state.src[found.end() : found.end() + 1].isalnum():
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = found[1].strip(), "$$" if displayed else "$"
    state.pos = found.end()
    return True


def _read_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("$$", first, state.eMarks[start]):
        return False
    lines = [state.src[first + 2 : state.eMarks[start]].rstrip()]
    last = start
    while not lines[-1].endswith("$$"):
        last += 1
        if last >= end or state.isEmpty(last) or state.sCount[last] < state.blkIndent:
            return False
        lines.append(state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]].rstrip())
    content = "\n".join(lines)[:-2].strip()
    if "$$" in content or not content:
        return False
    if not silent:
        token = state.push("formula_block", "math", 0)
        token.block, token.content, token.markup, token.map = True, content, "$$", [start, last + 1]
    state.line = last + 1
    return True


def _show(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    latex, displayed = tokens[idx].content, tokens[idx].markup == "$$"
    try:
        env["latex_left"] -= len(latex)
        if env["latex_left"] < 0:
            raise FormulaError("the text has too many of them")
        return mathml(latex, displayed=displayed)
    except FormulaError as error:
        wording = env["wording"]
        hint, why = escapeHtml(wording.unreadable_formula), escapeHtml(f"{wording.unreadable_formula}: {error}")
        return (
            f'<code class="unreadable" title="{why}">{escapeHtml(latex)}</code>'
            f'<span class="visually-hidden"> ({hint})</span>'
        )


def _show_block(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    # A wide formula scrolls within its own frame, as a table does.
    label = escapeHtml(env["wording"].formula)
    shown = _show(self, tokens, idx, options, env)
    return f'<div class="formula" role="group" tabindex="0" aria-label="{label}">{shown}</div>\n'
