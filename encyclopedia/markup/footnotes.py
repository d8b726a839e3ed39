"""`[^1]` and its `[^1]: text`: notes, shown below the part that has them.

Notes have letters, since numbers are the references', and the letters go on from part to part: `[b]` means one note on
a page.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

_LABEL = re.compile(r"\[\^[^\]\s]{1,100}\]")


def footnotes(md: MarkdownIt) -> None:
    """Read notes with mdit-py-plugins, and show them with ids of our own: the plugin's repeat in every part."""
    md.use(footnote_plugin, inline=False)
    md.inline.ruler.at("footnote_ref", _read_reference)
    md.add_render_rule("footnote_ref", _show_reference)
    md.add_render_rule("footnote_block_open", _open_notes)
    md.add_render_rule("footnote_block_close", _close_notes)
    md.add_render_rule("footnote_open", _open_note)
    md.add_render_rule("footnote_close", _close_note)
    md.add_render_rule("footnote_anchor", _show_way_back)


def _read_reference(state: StateInline, silent: bool) -> bool:
    # The plugin looks for the end of a label as far as the text goes: `[^` without end takes it quadratic time.
    return _LABEL.match(state.src, state.pos, state.posMax) is not None and footnote_ref(state, silent)


def _number(token: Token, env: EnvType) -> int:
    number: int = env["notes_before"] + token.meta["id"] + 1
    return number


def _letters(number: int) -> str:
    """a, b, ... z, aa, ab: as a browser counts a list of type `a`."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _show_reference(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    number, use = _number(tokens[idx], env), tokens[idx].meta["subId"] + 1
    letters = _letters(number)
    label = f"{escapeHtml(env['wording'].note)} {letters}"
    link = f'<a id="note-{number}-{use}" href="#note-{number}" aria-label="{label}">[{letters}]</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def _open_notes(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    # Only the body has headings of its own; the other parts are sections under a heading of the page.
    words = escapeHtml(env["wording"].notes)
    title = f'<p class="footnotes-title">{words}</p>' if env["anchors"] is None else f"<h2>{words}</h2>"
    return f'<section class="footnotes">\n{title}\n<ol type="a" start="{env["notes_before"] + 1}">\n'


def _close_notes(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return "</ol>\n</section>\n"


def _open_note(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return f'<li id="note-{_number(tokens[idx], env)}">'


def _close_note(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return "</li>\n"


def _show_way_back(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    use = f"note-{_number(tokens[idx], env)}-{tokens[idx].meta['subId'] + 1}"
    # The selector after the arrow keeps it from being drawn as an emoji.
    return f' <a class="footnote-backref" href="#{use}" aria-label="{escapeHtml(env["wording"].back)}">↩\ufe0e</a>'
