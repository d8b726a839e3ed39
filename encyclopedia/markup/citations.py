"""`[@key]`, `[@key, p. 4]` and `[@one; @two]`: the references that a sentence rests on.

A key is any run of characters but spaces, commas, semicolons, `@` and brackets. `[@name](/address)` stays an ordinary
link.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .hidden import without_hidden
from .text import isolated

# Ends at the next bracket of either kind, so that no character is looked at from two beginnings.
_BRACKET = re.compile(r"\[(@[^\[\]]*)\]")
_BETWEEN = re.compile(r";(?=\s*@)")
_KEY = re.compile(r"@([^\s,;@]+)")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference cited once; the locator ("p. 4") may be empty."""

    key: str
    locator: str


class Numbering:
    """The references of one article, numbered as a reader meets them.

    Every part of the page is rendered with the same numbering, in reading order. Afterwards `order` is the list of
    references to show, each with the id `ref-<number>`, and `uses` has the places in the text that cite one. The notes
    of all parts are lettered in one row for the same reason: an id, and a letter, stands once on a page.

    A citation of any other key is not shown; where `unknown` says in a sentence what is wrong with it, as a mark with
    that title, for those who can put it right.
    """

    def __init__(self, keys: Iterable[str], *, unknown: str = "") -> None:
        self.unknown = unknown
        self._uses: dict[str, list[str]] = {key: [] for key in keys}
        self._numbers: dict[str, int] = {}
        self._notes = 0

    def cite(self, key: str) -> tuple[int, str] | None:
        """Enter one use of a reference: its number and the anchor of this use, or None for an unknown key."""
        if key not in self._uses:
            return None
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        use = f"cite-{number}-{len(self._uses[key]) + 1}"
        self._uses[key].append(use)
        return number, use

    def take_notes(self, count: int) -> int:
        """Reserve letters for the notes of one part; answers how many were taken before."""
        taken, self._notes = self._notes, self._notes + count
        return taken

    @property
    def order(self) -> list[str]:
        """All keys: the cited ones in the order of their first use, then the others as the article lists them."""
        return [*self._numbers, *(key for key in self._uses if key not in self._numbers)]

    def number(self, key: str) -> int | None:
        """The place of a reference in `order`, from 1; None for an unknown key."""
        if key not in self._uses:
            return None
        return self._numbers.get(key) or self.order.index(key) + 1

    def uses(self, key: str) -> tuple[str, ...]:
        """The anchors of the places that cite this reference, in reading order."""
        return tuple(self._uses.get(key, ()))


def citations(md: MarkdownIt) -> None:
    """Read and show citations."""
    md.inline.ruler.after("link", "citation", _read)
    md.add_render_rule("citation", _show)


def _read(state: StateInline, silent: bool) -> bool:
    bracket = _BRACKET.match(state.src, state.pos, state.posMax)
    if bracket is None:
        return False
    found = [_one(part) for part in _BETWEEN.split(without_hidden(bracket[1]))]
    cited = tuple(citation for citation in found if citation)
    if len(cited) < len(found):
        return False
    if not silent:
        state.push("citation", "", 0).meta = {"citations": cited}
    state.pos = bracket.end()
    return True


def _one(source: str) -> Citation | None:
    head, _, locator = source.partition(",")
    key = _KEY.fullmatch(head.strip())
    return Citation(key[1], " ".join(unescapeAll(locator).split())) if key else None


def _show(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    shown = []
    numbering: Numbering = env["citations"]
    for citation in tokens[idx].meta["citations"]:
        if use := numbering.cite(citation.key):
            number, anchor = use
            label = escapeHtml(", ".join(filter(None, [f"{env['wording'].reference} {number}", citation.locator])))
            visible = f"{number}, {isolated(citation.locator)}" if citation.locator else number
            shown.append(f'<a id="{anchor}" href="#ref-{number}" aria-label="{label}">[{visible}]</a>')
        elif numbering.unknown:
            # An anchor without an address: a link that leads nowhere yet.
            shown.append(f'<a title="{escapeHtml(numbering.unknown)}">[?{isolated(citation.key)}]</a>')
    return f'<sup class="citation">{"".join(shown)}</sup>' if shown else ""
