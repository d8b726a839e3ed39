"""Which articles a text links to, each with the sentence around the link."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import unquote

from markdown_it.token import Token

from .contents import anchor
from .renderer import Parsed
from .text import inline_text

#: The most of a sentence that is kept, in characters.
MAX_SENTENCE_LENGTH = 300

_ARTICLE = re.compile(r"/wiki/([^/?#]+?)(?:\.md)?/?(?:#(.*))?")
# A sentence ends at a full stop before a space and a capital, or at one of a script without spaces.
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[^\W\d_a-z])|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to an article: by a name, `[[BERT#History]]`, or by its address, `[the model](/wiki/bert/#history)`.

    `name` is the title as written, or the slug; `section` an anchor, empty where the link leads to the whole article.
    """

    name: str
    section: str
    by_address: bool
    sentence: str


def mentions(parsed: Parsed, site: str = "") -> Iterator[Mention]:
    """The links to articles, in order. `site` is the address of the site, which links may name in full."""
    for line in parsed.lines:
        places = {start: found for start, token in enumerate(line) if (found := _link(token, site))}
        if not places:
            continue
        # Each word is read once: a paragraph may have tens of thousands of links.
        pieces = [inline_text([token]) for token in line]
        text = "".join(pieces)
        ends = sorted({0, *(match.end() for match in _END.finditer(text)), len(text)})
        for start, at in enumerate(accumulate(map(len, pieces), initial=0)):
            if start in places:
                name, section, by_address = places[start]
                yield Mention(name, section, by_address, _sentence(text, ends, at))


def _link(token: Token, site: str) -> tuple[str, str, bool] | None:
    if token.type == "wikilink_open":
        section = token.meta["section"]
        return token.meta["title"], anchor(section) if section else "", False
    if token.type != "link_open":
        return None
    address = str(token.attrs.get("href", ""))
    found = _ARTICLE.fullmatch(address.removeprefix(site) if site else address)
    return (unquote(found[1]), unquote(found[2] or ""), True) if found else None


def _sentence(text: str, ends: Sequence[int], at: int) -> str:
    """The sentence in which something stands; of a long one as much as fits around it."""
    following = bisect_right(ends, at)
    start = ends[following - 1]
    end = ends[following] if following < len(ends) else len(text)
    if end - start > MAX_SENTENCE_LENGTH:
        start = max(start, at - MAX_SENTENCE_LENGTH // 2)
        end = min(end, start + MAX_SENTENCE_LENGTH)
    return " ".join(text[start:end].split())
