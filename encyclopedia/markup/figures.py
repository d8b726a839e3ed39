"""A picture with a title, alone in its paragraph, becomes a figure, and the title its caption:

    ![A red fox in snow](/media/fox.jpg "Foxes hunt all winter.")
    *Ada Lovelace, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)*

An emphasised line right below is the credit. Elsewhere the same Markdown shows a picture above a line in italics.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .hidden import without_hidden

_FEWEST_WITH_CREDIT = 5  # picture, end of line, the emphasis with at least one word in it


def figures(md: MarkdownIt) -> None:
    """Find and show figures."""
    md.core.ruler.after("inline", "figures", _find)
    md.add_render_rule("credit_open", _open_credit)
    md.add_render_rule("credit_close", _close_credit)


def _find(state: StateCore) -> None:
    for place, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children or token.children[0].type != "image":
            continue
        opening, closing = state.tokens[place - 1], state.tokens[place + 1]
        if opening.type != "paragraph_open" or opening.hidden:
            continue
        credit = _credit(token.children)
        image = token.children[0]
        if credit or (image.attrs.get("title") and len(token.children) == 1):
            opening.type, closing.type = "figure_open", "figure_close"
            opening.tag = closing.tag = "figure"
            token.children = [image, *_caption(without_hidden(str(image.attrs.pop("title", ""))), credit)]


def _credit(line: Sequence[Token]) -> Sequence[Token]:
    """What is within the emphasis, if that is all there is below the picture."""
    if len(line) < _FEWEST_WITH_CREDIT or line[1].type not in ("softbreak", "hardbreak"):
        return []
    if line[2].type != "em_open" or line[-1].type != "em_close":
        return []
    inner = line[3:-1]
    ends_early = any(token.type == "em_close" and token.level <= line[2].level for token in inner)
    return [] if ends_early else inner


def _caption(title: str, credit: Sequence[Token]) -> list[Token]:
    made = [Token("softbreak", "br", 0), Token("figcaption_open", "figcaption", 1)]
    if title:
        made.append(Token("text", "", 0, content=title))
    if credit:
        made += [Token("softbreak", "br", 0)] if title else []
        made += [Token("credit_open", "span", 1), *credit, Token("credit_close", "span", -1)]
    return [*made, Token("figcaption_close", "figcaption", -1)]


def _open_credit(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return '<span class="credit">'


def _close_credit(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return "</span>"
