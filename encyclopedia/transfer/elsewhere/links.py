"""Links and pictures of a text that lead to files beside it, rewritten to lead to articles and pictures of ours."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote

from encyclopedia.document.names import fold
from encyclopedia.site.picture_kinds import ANY_ENDING_ELSEWHERE
from encyclopedia.site.prefixes import UPLOADS

from .changes import Changes


class Named(NamedTuple):
    """The article that a file becomes. `name` is one that leads to no other: its title, else its slug."""

    title: str
    slug: str
    name: str


class Beside(Protocol):
    """What lies beside a file, by the addresses that its text uses."""

    def article(self, address: str) -> Named | None: ...

    def note(self, name: str) -> Named | None: ...

    def picture(self, address: str) -> str | None:
        """The address of the picture here, once it is taken in."""


FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?(`{3,}|~{3,})")
TEMPLATE = (
    r"\{\{[<%]\s*(?:rel)?ref\s+\"?(?P<ref>[^\"\s<>%]+)\"?[^{}]*\}\}|\{%\s*(?:link|post_url)\s+(?P<post>[^%\s]+)\s*%\}"
)
ADDRESS = (
    rf"(?:{TEMPLATE}|<(?P<angled>[^<>\n]*)>|(?P<bare>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)"
    rf"|(?P<spaced>[^()<>\n]*?\.(?:md|markdown|{ANY_ENDING_ELSEWHERE})(?:#[^()<>\n]*)?))"
)
TITLE = r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?"
LINK = re.compile(
    r"(?P<skip>\\.|(?<!`)(?P<ticks>`++)[\s\S]+?(?<!`)(?P=ticks)(?!`)|`++)"
    r"|(?P<embed>!?)\[\[(?P<wiki>[^\[\]\n]+)\]\](?!\()"
    rf"|(?P<picture>!?)\[(?P<words>(?:\\.|[^\[\]\\]|!?\[[^\[\]]*+\])*+)\]\(\s*{ADDRESS}{TITLE}\s*\)"
    r"|<img\s(?P<img>[^<>]*)>"
    r"|^(?P<label>[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*)(?P<defined><[^<>\n]*>|[^\s<>]+)",
    re.MULTILINE,
)
ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
ELSEWHERE = re.compile(rf"[a-z][a-z0-9+.-]*:|//|#|$|/wiki/|{UPLOADS}", re.IGNORECASE)
DOCUMENT = re.compile(r"\.(?:md|markdown|mdx)$", re.IGNORECASE)
PICTURE = re.compile(rf"\.(?:{ANY_ENDING_ELSEWHERE})$", re.IGNORECASE)
ATTACHED = re.compile(r"\.[A-Za-z0-9]{2,5}$")
#: What a title may not hold to be written between double brackets as it is.
SIGNS = re.compile(r"[\\|#\[\]&]")
SIZE = re.compile(r"\d+(?:x\d+)?")


def leads_beside(body: str) -> bool:
    """Whether the text may have a link that leads to a file; most have none, and need not be read."""
    return "[[" in body or "](" in body or "]:" in body or "<img" in body


def relinked(body: str, beside: Beside, changes: Changes, *, line: int) -> str:
    """The body with such links rewritten; what leads nowhere stays and is named. `line` is where the body begins."""
    written = []
    for text, is_code in _pieces(body):
        rewriting = _Rewriting(text, beside, changes, line)
        written.append(text if is_code or not leads_beside(text) else LINK.sub(rewriting.link, text))
        line += text.count("\n")
    return "".join(written)


def _pieces(body: str) -> Iterator[tuple[str, bool]]:
    """The text by paragraphs, and whether each is fenced code."""
    kept: list[str] = []
    fence = ""
    for row in body.splitlines(keepends=True):
        found = FENCE.match(row)
        if fence:
            kept.append(row)
            if found and found[1].startswith(fence) and not row[found.end() :].strip():
                yield "".join(kept), True
                kept, fence = [], ""
            continue
        if found or not row.strip():
            yield "".join(kept), False
            kept, fence = [], found[1] if found else ""
        kept.append(row)
    yield "".join(kept), bool(fence)


@dataclass
class _Rewriting:
    """The links of one paragraph, which begins at a line."""

    text: str
    beside: Beside
    changes: Changes
    line: int

    def link(self, found: re.Match[str]) -> str:
        if found["skip"]:
            return found[0]
        if found["wiki"]:
            return self._wiki(found)
        if found["img"] is not None:
            return self._img(found)
        if found["label"]:
            target = self._target(found, found["defined"].strip("<>"), picture=False)
            return f"{found['label']}{target}" if isinstance(target, str) else self._defined(found, target)
        return self._inline(found)

    def _inline(self, found: re.Match[str]) -> str:
        address = next(found[name] for name in ("ref", "post", "angled", "spaced", "bare") if found[name] is not None)
        words = found["words"]
        if "[" in words:
            within = _Rewriting(words, self.beside, self.changes, self.line + self._row(found.start()))
            words = LINK.sub(within.link, words)
        target = self._target(found, address, picture=bool(found["picture"]))
        if isinstance(target, str):
            return f"{found['picture']}[{words}]({target})"
        if target is None:
            return found[0] if words == found["words"] else found[0].replace(found["words"], words, 1)
        section = _decoded(address.partition("#")[2])
        return self._to_article(found, target, section, words.strip() or target.title)

    def _target(self, found: re.Match[str], address: str, *, picture: bool) -> Named | str | None:
        """The article, or the address of the picture, to which an address of this text leads; None where it stays."""
        if ELSEWHERE.match(address):
            return None
        place = _decoded(re.split(r"[?#]", address, maxsplit=1)[0])
        if PICTURE.search(place):
            return self._picture(found, place)
        if picture or not place:
            return None
        article = self.beside.article(place)
        if article is None and DOCUMENT.search(place):
            self._name(found, f"the link to “{place[:200]}” leads to no article of this import; it stays")
        return article

    def _picture(self, found: re.Match[str], place: str) -> str | None:
        address = self.beside.picture(place)
        if address is None:
            self._name(found, f"“{place[:200]}” is no picture that can be taken in; the link to it stays")
        return address

    def _to_article(self, found: re.Match[str], target: Named, section: str, words: str) -> str:
        """Between double brackets, but where other signs around or within would be taken for ours."""
        if SIGNS.search(target.name) or SIGNS.search(section) or "[" in words or self._is_in_row(found):
            return f"[{words}]({_address(target, section)})"
        name = f"{target.name}#{section}" if section else target.name
        return f"[[{name}]]" if fold(words) == fold(name) else f"[[{name}|{words}]]"

    def _is_in_row(self, found: re.Match[str]) -> bool:
        """Whether a bar stands beside the link: then the line may be one of a table."""
        bars = self._bars[self._row(found.start()) : self._row(found.end()) + 1]
        return sum(bars) > found[0].count("|")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def _bars(self) -> list[int]:
        return [row.count("|") for row in self.text.split("\n")]

    def _row(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _defined(self, found: re.Match[str], target: Named | None) -> str:
        section = _decoded(found["defined"].strip("<>").partition("#")[2])
        return f"{found['label']}{_address(target, section)}" if target else found[0]

    def _wiki(self, found: re.Match[str]) -> str:
        written, bar, words = re.match(r"(.*?)(?:(\\?\|)(.*))?$", found["wiki"], re.DOTALL).groups(default="")
        name, _, section = written.partition("#")
        name = name.strip()
        if PICTURE.search(name):
            address = self._picture(found, name)
            alt = words if words and not SIZE.fullmatch(words) else name.rpartition("/")[2].rpartition(".")[0]
            return found[0] if address is None else f"{found['embed']}[{alt}]({address})"
        article = self.beside.note(name) if name else None
        if article is None:
            if found["embed"] and ATTACHED.search(name) and not DOCUMENT.search(name):
                self._name(found, f"“{name[:200]}” is neither article nor picture; the link to it stays")
            return found[0]
        # Blocks have no address here, and of headings within headings the last is meant.
        section = "" if section.startswith("^") else section.rpartition("#")[2].partition("^")[0].strip()
        shown = words or ("" if fold(name) == fold(article.name) else name.rpartition("/")[2].removesuffix(".md"))
        if SIGNS.search(article.name) or (shown and not words and self._is_in_row(found)):
            return f"[{shown or name}]({_address(article, section)})"
        named = article.name if shown else name
        return f"{found['embed']}[[{named}{'#' if section else ''}{section}{(bar or '|') if shown else ''}{shown}]]"

    def _img(self, found: re.Match[str]) -> str:
        values = {
            each[1].lower(): unescape(each[2] or each[3] or each[4] or "") for each in ATTRIBUTE.finditer(found["img"])
        }
        source = values.get("src", "")
        target = self._target(found, source, picture=True)
        alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(values.get("alt", "").split()))
        return f"![{alt}]({target})" if isinstance(target, str) else found[0]

    def _name(self, found: re.Match[str], what: str) -> None:
        self.changes.leave_out(self.line + self._row(found.start()), what)


def _decoded(address: str) -> str:
    return unquote(address).strip()


def _address(target: Named, section: str) -> str:
    return f"/wiki/{quote(target.slug)}/{'#' + quote(section) if section else ''}"
