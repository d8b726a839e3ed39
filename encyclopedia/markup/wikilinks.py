"""`[[Title]]`, `[[Title|words]]`, `[[Title#Section]]` and `[[Title#Section|words]]`: links to articles by their titles.

`[[#Section]]` and `[[#Section|words]]` lead to a heading of the same page. In a title or section, a backslash takes the
meaning from `|`, `#` and brackets: `[[C\\#]]`. The words are Markdown, but hold no further link. Where CommonMark sees
a link of its own, as in `[[1]](https://example.org/)`, that link stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.helpers import parseLinkLabel
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .contents import anchor
from .hidden import without_hidden
from .text import inline_text

MAX_TITLE_LENGTH = 200
_PARTS = re.compile(r"((?:\\.|[^\\\[\]|#])*)(?:#((?:\\.|[^\\\[\]|])*))?(?:\|(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A link to an article as its author wrote it; without a section, `section` is empty."""

    title: str
    section: str
    words: str


@dataclass(frozen=True, slots=True)
class Target:
    """The article that a title leads to."""

    url: str
    title: str


def wikilinks(md: MarkdownIt) -> None:
    """Read and show links to articles, and to sections of the same page."""
    md.inline.ruler.after("link", "wikilink", read)
    md.add_render_rule("wikilink_open", _open)
    md.add_render_rule("wikilink_close", _close)
    md.add_render_rule("section_open", _open_section)
    md.add_render_rule("section_close", _close)


def read(state: StateInline, silent: bool) -> bool:
    """Read a link at this place, as markdown-it asks its rules to."""
    start, limit = state.pos, state.posMax
    if not state.src.startswith("[[", start, limit):
        return False
    # markdown-it remembers what it found at each place, so that looking for the end again and again stays linear. It
    # skips code, and gives up at a link within the words.
    end = parseLinkLabel(state, start + 1, True)
    if end < 0 or not state.src.startswith("]]", end, limit):
        return False
    parts = _PARTS.fullmatch(state.src, start + 2, end)
    title, section = (_plain(parts[1]), _plain(parts[2] or "")) if parts else ("", "")
    if not parts or not (title or section) or max(len(title), len(section)) > MAX_TITLE_LENGTH:
        return False
    if not silent:
        kind = "wikilink" if title else "section"
        state.push(f"{kind}_open", "a", 1).meta = {"title": title, "section": section}
        if parts[3] and not parts[3].isspace():
            state.pos, state.posMax = parts.start(3), end
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
        else:
            state.push("text", "", 0).content = " § ".join(filter(None, [title, section]))
        state.push(f"{kind}_close", "a", -1)
    state.pos, state.posMax = end + 2, limit
    return True


def _plain(source: str) -> str:
    return " ".join(unescapeAll(without_hidden(source)).split())


def _open(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    title, section = tokens[idx].meta["title"], tokens[idx].meta["section"]
    found: Target | None = env["find_article"](title)
    if found is None:
        env["closing"].append(f'<span class="visually-hidden"> ({escapeHtml(env["wording"].unwritten)})</span></span>')
        return '<span class="unwritten">'
    env["closing"].append("</a>")
    url = f"{found.url}#{anchor(section)}" if section else found.url
    end = next(place for place in range(idx + 1, len(tokens)) if tokens[place].type == "wikilink_close")
    # The article's own title is worth telling only where the words are others.
    same = inline_text(tokens[idx + 1 : end]).casefold() == found.title.casefold()
    told = "" if same else f' title="{escapeHtml(found.title)}"'
    return f'<a class="wikilink" href="{escapeHtml(url)}"{told}>'


def _open_section(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    section = tokens[idx].meta["section"]
    page = env["page"]
    # `[[#Asia#History]]` is the history below Asia, where several headings have that name.
    wanted = [anchor(section), anchor(section.rpartition("#")[2])]
    found = next((each for each in wanted if each in env["own_sections"] or each in (page.sections or ())), None)
    if found is not None and not any(env["closing"]):
        env["closing"].append("</a>")
        return f'<a href="#{escapeHtml(found)}">'
    if found is not None or page.sections is None:
        env["closing"].append("")
        return ""
    env["closing"].append(f'<span class="visually-hidden"> ({escapeHtml(env["wording"].no_section)})</span></span>')
    return '<span class="unwritten">'


def _close(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    closing: str = env["closing"].pop()
    return closing
