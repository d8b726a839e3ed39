"""Ordinary links and pictures: where they may lead, and what becomes of those that may not be shown as such."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .cjk import CJK_SIGNS, is_cjk
from .cleaning import ELSEWHERE, is_external, is_picture_address
from .hidden import without_hidden
from .text import inline_text, isolated

# Servers take no longer ones. It also bounds how often a bare address is looked at, once from each `://` within it.
MAX_ADDRESS_LENGTH = 2_000

# A sentence goes on behind these; none stands in an address as browsers write it.
_ENDS = "“”„‟«»‹›…" + CJK_SIGNS
_BARE = re.compile(rf"https?://[^\W_][^\s<>\[\]\"`\\^{{|}}{re.escape(_ENDS)}]*")
_SCHEME = re.compile(r"https?$")
_BEFORE = frozenset("*_~\"'’")
_OPENING = frozenset(["Ps", "Pi", "Pf"])  # brackets and quotation marks


def links(md: MarkdownIt) -> None:
    """Show links and pictures."""
    md.add_render_rule("link_open", _open_link)
    md.add_render_rule("link_close", _close_link)
    md.add_render_rule("image", _show_image)


def images_as_text(md: MarkdownIt) -> None:
    """Leave the source of a picture standing where pictures are not welcome."""
    md.inline.ruler.at("image", _leave_image)


def find_addresses(text: str) -> Iterator[re.Match[str]]:
    """The bare addresses of a text: behind a space, a bracket, a quotation mark, or text that has no spaces."""
    return (found for found in _BARE.finditer(text) if _may_begin(text, found.start()))


def _may_begin(text: str, start: int) -> bool:
    before = text[start - 1] if start else " "
    return before.isspace() or before in _BEFORE or category(before) in _OPENING or is_cjk(before)


def bare_addresses(md: MarkdownIt) -> None:
    """Make links of `http://` and `https://` addresses in plain text, as GitHub does.

    The plugin for this in mdit-py-plugins copies the rest of the text at every colon, and swallows an address that it
    finds and may not link.
    """
    md.inline.ruler.push("bare_address", _read_bare_address)


def _open_link(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    attributes = tokens[idx].attrs
    # CommonMark lets `<https://...>` stand within the words of a link, HTML does not.
    if not attributes.get("href") or any(env["closing"]):
        env["closing"].append("")
        return ""
    env["closing"].append("</a>")
    return _link(str(attributes["href"]), without_hidden(str(attributes.get("title", ""))))


def _close_link(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    closing: str = env["closing"].pop()
    return closing


def _show_image(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[idx]
    address, title = str(token.attrs.get("src", "")), without_hidden(str(token.attrs.get("title", "")))
    words = inline_text(token.children or [])
    if name := token.meta.get("embed"):
        found: str | None = env["page"].find_picture(name)
        if found is None:
            told = escapeHtml(env["wording"].no_picture)
            return f'<span class="unwritten">{isolated(name)}<span class="visually-hidden"> ({told})</span></span>'
        address = found
    if is_picture_address(address, env["page"].image_hosts):
        told = f' title="{escapeHtml(title)}"' if title else ""
        width = f' width="{token.attrs["width"]}"' if "width" in token.attrs else ""
        return f'<img src="{escapeHtml(address)}" alt="{escapeHtml(words)}"{told}{width} loading="lazy">'
    shown = isolated(words or address)
    return f"{_link(address, title)}{shown}</a>" if address and not any(env["closing"]) else shown


def _link(address: str, title: str) -> str:
    told = f' title="{escapeHtml(title)}"' if title else ""
    rel = f' rel="{ELSEWHERE}"' if is_external(address) else ""
    return f'<a href="{escapeHtml(address)}"{told}{rel}>'


def _leave_image(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not image(state, True):
        return False
    if not silent:
        state.append_pending(state.src[start : state.pos])
    return True


def _read_bare_address(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("://", state.pos, state.posMax):
        return False
    scheme = _SCHEME.search(state.src, max(0, state.pos - 5), state.pos)
    if not scheme or not state.pending.endswith(scheme[0]) or not _may_begin(state.src, scheme.start()):
        return False
    start = scheme.start()
    found = _BARE.match(state.src, start, min(state.posMax, start + MAX_ADDRESS_LENGTH + 1))
    if not found:
        return False
    address = _without_punctuation(found[0])
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _without_punctuation(address: str) -> str:
    """The address without what belongs to the sentence around it: its full stop, or a bracket that opened before it."""
    while True:
        if address[-1] in "?!.,:;*_~'’" or (address.endswith(")") and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            return address
