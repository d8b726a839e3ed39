"""The pipeline, in order: characters, blocks, lines, HTML, cleaning.

A new kind of markup is one more `use` in `_article_language`, and its tags in `cleaning`.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin

from .alerts import alerts
from .citations import Citation, Numbering, citations
from .cjk import Inline
from .cleaning import clean_article, clean_comment, is_article_address, is_external
from .contents import Contents, headings, read_headings
from .embeds import embeds
from .figures import figures
from .footnotes import footnotes
from .formulas import MAX_LATEX, formulas, line_formulas
from .hidden import hidden_blocks, hidden_words
from .highlighting import MAX_SECONDS, highlighted_code
from .limits import Definitions, bounded_nesting, bounded_tables, unclosed_brackets
from .links import MAX_ADDRESS_LENGTH, bare_addresses, images_as_text, links
from .page import NO_PAGE, Page
from .tags import TAGS, tags
from .text import inline_text, isolated, plain_text, showable
from .wikilinks import Target, WikiLink, wikilinks
from .wording import ENGLISH, Wording

RENDERER_VERSION = 3
"""Goes up when the same source gives other HTML, so that stored HTML can be told from what would be made now."""

MAX_SOURCE_LENGTH = 1_000_000

_UNLIKE_ITS_WORDS = re.compile(rf"<!--|%%|</?(?:{'|'.join(TAGS)}|br)\b", re.IGNORECASE)


class MarkupError(ValueError):
    """The text cannot be rendered; the message is a sentence for its author."""


class Parsed:
    """One text, read once. It tells what it needs (`links`, `citations`) before it is shown with what was found."""

    def __init__(self, language: MarkdownIt, tokens: Sequence[Token]) -> None:
        self._language = language
        self._tokens = tokens

    @cached_property
    def links(self) -> tuple[WikiLink, ...]:
        """The links to articles, in order, repeated as often as they stand in the text."""
        found = []
        for line in self.lines:
            for place, token in enumerate(line):
                if token.type == "wikilink_open":
                    start = place
                elif token.type == "wikilink_close":
                    found.append(WikiLink(**line[start].meta, words=" ".join(inline_text(line[start:place]).split())))
        return tuple(found)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citations, in order, known or not, repeated as often as they stand in the text."""
        return tuple(
            citation
            for line in self.lines
            for token in line
            if token.type == "citation"
            for citation in token.meta["citations"]
        )

    @cached_property
    def embeds(self) -> tuple[str, ...]:
        """The names of the files that the text shows by `![[name]]`, in order."""
        return tuple(token.meta["embed"] for line in self.lines for token in line if "embed" in token.meta)

    def anchors(self, reserved: Collection[str]) -> list[str]:
        """The anchors that the headings get on a page with these other ids."""
        return Contents(reserved).add(read_headings(self._tokens))

    @cached_property
    def text(self) -> str:
        """The words without markup, one block a line, for search and snippets."""
        return plain_text(self._tokens)

    def html(
        self,
        *,
        find_article: Callable[[str], Target | None],
        citations: Numbering,
        contents: Contents | None = None,
        wording: Wording = ENGLISH,
        page: Page = NO_PAGE,
    ) -> str:
        """The text as clean HTML; its citations, notes and headings are entered into what the page has in common.

        `find_article` is asked for each title, and answers None where nobody has written the article. Without
        `contents` headings have neither an id nor a link to themselves.
        """
        notes = sum(token.type == "footnote_open" for token in self._tokens)
        own = [] if contents is None else contents.add(read_headings(self._tokens))
        env: dict[str, Any] = {
            "find_article": find_article,
            "citations": citations,
            "notes_before": citations.take_notes(notes),
            "anchors": None if contents is None else iter(own),
            "own_sections": frozenset(own),
            "wording": wording,
            "closing": [],
            "page": page,
            "code_seconds": MAX_SECONDS,
            "latex_left": MAX_LATEX,
        }
        return clean_article(_html(self._language, self._tokens, env), frozenset(page.image_hosts))

    @property
    def lines(self) -> list[list[Token]]:
        """The tokens of each line or paragraph."""
        return [token.children or [] for token in self._tokens if token.type == "inline"]


def parse(source: str, *, is_line: bool = False) -> Parsed:
    """Read the Markdown of a body, a short answer or an answer.

    With `is_line` it is read as one line of text, an event or a caption: emphasis, code, links and citations. Raises
    `MarkupError`.
    """
    if is_line:
        one_line = " ".join(line.strip() for line in _checked(source).splitlines())
        return Parsed(_LINE, _LINE.parseInline(one_line))
    # Link definitions are held in a table that pays for what it hands out.
    env = {"references": Definitions(len(source))}
    return Parsed(_ARTICLE, _ARTICLE.parse(_checked(source), env))


def searchable(source: str, *, is_line: bool = False) -> str:
    """The words of a text for search: as it was typed, unless something in it is hidden, or tags part its words."""
    return parse(source, is_line=is_line).text if _UNLIKE_ITS_WORDS.search(source) else source


def render_comment(source: str) -> str:
    """A reader's comment as clean HTML, in a smaller language. Raises `MarkupError`."""
    env: dict[str, Any] = {"closing": []}
    return clean_comment(_html(_COMMENT, _COMMENT.parse(_checked(source)), env))


def _checked(source: str) -> str:
    if len(source) > MAX_SOURCE_LENGTH:
        raise MarkupError(f"This text has {len(source):,} characters; at most {MAX_SOURCE_LENGTH:,} can be shown.")
    return showable(source)


def _html(language: MarkdownIt, tokens: Sequence[Token], env: EnvType) -> str:
    # The entity `&#12;` brings in a character that the source could not have.
    return showable(language.renderer.render(tokens, language.options, env))


class _Renderer(RendererHTML):
    """HTML of what is CommonMark's or GitHub's; what is our own brings its rules. Methods are named as tokens are."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return isolated(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{isolated(tokens[idx].content)}</code>"

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # A wide table scrolls within its own frame, which the keyboard has to reach and a voice to name.
        label = escapeHtml(env["wording"].table)
        return f'<div class="table" role="group" tabindex="0" aria-label="{label}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table>\n</div>\n"

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        opening = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return opening
        done: bool = tokens[idx].meta["checked"]
        label = escapeHtml(env["wording"].done if done else env["wording"].not_done)
        attributes = f'type="checkbox" disabled{" checked" if done else ""} aria-label="{label}"'
        return f'{opening}<input class="task-list-item-checkbox" {attributes}> '


class _Language(MarkdownIt):
    """A choice of rules, with the addresses that its links may have."""

    def __init__(self, preset: str, may_link: Callable[[str], bool], **options: Any) -> None:
        super().__init__(preset, options, renderer_cls=_Renderer)
        self.inline = Inline()
        self.configure(preset, options)
        self._may_link = may_link

    def validateLink(self, url: str) -> bool:  # noqa: N802, as markdown-it calls it
        return not url or self._may_link(url)  # CommonMark has links without an address, shown as words

    def normalizeLink(self, url: str) -> str:  # noqa: N802, as markdown-it calls it
        return super().normalizeLink(url) if len(url) <= MAX_ADDRESS_LENGTH else ""


def _article_language() -> MarkdownIt:
    # With the 100 levels that are the default of this preset, each of many brackets costs five times as much.
    language = _Language("js-default", is_article_address, maxNesting=20, tasklists=True)
    language.use(footnotes)
    language.use(deflist_plugin)
    language.use(citations)
    language.use(wikilinks)
    language.use(embeds)
    language.use(unclosed_brackets)
    language.use(links)
    language.use(formulas)
    language.use(hidden_blocks)
    language.use(tags)
    language.use(highlighted_code)
    language.use(figures)
    language.use(alerts)
    language.use(headings)
    language.use(bounded_tables)
    language.use(_aligned_cells)
    language.use(bounded_nesting)
    return language


def _line_language() -> MarkdownIt:
    language = _Language("zero", is_article_address, maxNesting=20)
    language.enable(["escape", "entity", "backticks", "emphasis", "link", "autolink", "image"])
    language.use(citations)
    language.use(wikilinks)
    language.use(line_formulas)
    language.use(hidden_words)
    language.use(tags)
    language.use(unclosed_brackets)
    language.use(links)
    language.use(images_as_text)
    return language


def _comment_language() -> MarkdownIt:
    language = _Language("zero", is_external, maxNesting=20, breaks=True)
    language.enable(["blockquote", "list", "code", "fence"])
    language.enable(["newline", "escape", "entity", "backticks", "emphasis", "link", "autolink", "image"])
    language.use(unclosed_brackets)
    language.use(links)
    language.use(images_as_text)
    language.use(bare_addresses)
    language.use(bounded_nesting)
    return language


def _aligned_cells(md: MarkdownIt) -> None:
    """Say the alignment of a column by class: the site's security policy has no place for styles within pages."""

    def style_to_class(state: StateCore) -> None:
        for token in state.tokens:
            if token.type in ("th_open", "td_open") and (style := str(token.attrs.pop("style", ""))):
                token.attrs["class"] = style.replace("text-align:", "align-")

    md.core.ruler.push("aligned_cells", style_to_class)


_ARTICLE = _article_language()
_LINE = _line_language()
_COMMENT = _comment_language()
