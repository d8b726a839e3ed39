"""The headings of a page: their anchors, and the table of contents that they make."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .text import inline_text

MAX_ANCHOR_LENGTH = 80

# The ids that references, citations and notes have.
_NUMBERED = re.compile("(?:ref|cite|note)-[0-9]+(?:-[0-9]+)?")

# An element's id is also a property of `window` where no script has defined one of that name. Libraries ask for these
# to find out where they run: a heading "Exports" or "Module" would keep them from starting.
_SHADOWING = frozenset(["define", "django", "exports", "global", "htmx", "module", "process", "require"])


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of a table of contents, with those below it."""

    level: int
    text: str
    anchor: str
    children: tuple["Heading", ...] = ()


def anchor(words: str) -> str:
    """The words as the end of an address: `Early history` becomes `early-history`, in any script, and never empty.

    A heading and a link to its section get the same one. An anchor is its own anchor.
    """
    folded = unicodedata.normalize("NFC", words.lower())
    kept = "".join(_kept(character) for character in folded)
    made = "-".join(filter(None, kept.split("-")))[:MAX_ANCHOR_LENGTH].rstrip("-")
    return _of_a_heading(made)


def _of_a_heading(made: str) -> str:
    return made if is_anchor(made) else f"section-{made}".rstrip("-")


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # joiners and marks of direction, which nobody sees
        return ""
    return character if category[0] in "LMN" else "-"


def is_anchor(value: str) -> bool:
    """Whether a heading may have this id: letters, marks, digits and hyphens, and no name that means something else."""
    return (
        value != ""
        and value not in _SHADOWING
        and not _NUMBERED.fullmatch(value)
        and all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in value)
    )


class Contents:
    """Gives each heading of a page an anchor, and keeps them as a table of contents.

    The first heading of the same words has them as its anchor, whatever other headings there are. Others are qualified
    by the heading above them (`asia-history`), and numbered where that is not enough. `reserved` are the other ids of
    the page.
    """

    def __init__(self, reserved: Collection[str]) -> None:
        self._taken = set(reserved)
        self._next: dict[str, int] = {}
        self._headings: list[Heading] = []

    def add(self, headings: Sequence[tuple[int, str]]) -> list[str]:
        """Take the headings of one text, as levels and words, and answer with their anchors."""
        plain = [anchor(text) for _, text in headings]
        anchors = [made if self._take(made) else "" for made in plain]
        above: list[tuple[int, str]] = []
        for place, (level, text) in enumerate(headings):
            while above and above[-1][0] >= level:
                above.pop()
            if not anchors[place]:
                anchors[place] = self._make_free(f"{above[-1][1]}-{plain[place]}" if above else plain[place])
            above.append((level, anchors[place]))
            if text:
                self._headings.append(Heading(level, text, anchors[place]))
        return anchors

    def _take(self, wanted: str) -> bool:
        if wanted in self._taken:
            return False
        self._taken.add(wanted)
        return True

    def _make_free(self, wanted: str) -> str:
        made = _of_a_heading(wanted)
        while not self._take(made):
            # Counting goes on where it stopped: a thousand headings of one name take a thousand steps.
            number = self._next[wanted] = self._next.get(wanted, 1) + 1
            made = _of_a_heading(f"{wanted}-{number}")
        return made

    @property
    def entries(self) -> tuple[Heading, ...]:
        """The headings that have words, each with the lower ones that follow it."""
        waiting: list[Heading] = []  # from the last one up, each complete, until the heading above it comes along
        for heading in reversed(self._headings):
            children = []
            while waiting and waiting[-1].level > heading.level:
                children.append(waiting.pop())
            waiting.append(replace(heading, children=tuple(children)))
        return tuple(reversed(waiting))


def headings(md: MarkdownIt) -> None:
    """Show headings below the page's own, which is its `h1`, and give them their anchors."""
    md.core.ruler.push("heading_levels", _lower)
    md.add_render_rule("heading_open", _open)
    md.add_render_rule("heading_close", _close)


def read_headings(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """The headings of a text as levels and words."""
    return [
        (int(token.tag[1]), " ".join(inline_text(tokens[place + 1].children or []).split()))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _lower(state: StateCore) -> None:
    """Where a text begins with the first level, all its headings move down by one, so that they nest as written."""
    shown = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    if any(token.tag == "h1" for token in shown):
        for token in shown:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _open(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    if env["anchors"] is None:
        return f"<{tokens[idx].tag}>"
    made = env["heading"] = next(env["anchors"])
    return f'<{tokens[idx].tag} id="{escapeHtml(made)}">'


def _close(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    ending = f"</{tokens[idx].tag}>\n"
    if env["anchors"] is None:
        return ending
    label = escapeHtml(env["wording"].section_link)
    return f'<a class="anchor" href="#{escapeHtml(env["heading"])}" aria-label="{label}">#</a>{ending}'
