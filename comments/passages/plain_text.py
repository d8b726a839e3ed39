"""The text of an article as comments quote it.

It is what the body shows: the texts of its HTML in their order, without what `_OMITTED` names, with a space where a
block begins or ends, each run of white space as one space, and none at either end. `static/js/passages.js` reads the
page by the same rule; a test compares the two.
"""

import re
from dataclasses import dataclass
from html import unescape

#: Markers and signs beside the words rather than among them; what the script adds is in its list alone.
_OMITTED = re.compile(r'class="(?:anchor|citation|footnote-backref|footnote-ref|visually-hidden)"')
_VOID = frozenset(["br", "hr", "img", "input"])
_BLOCKS = frozenset(["blockquote", "br", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr", "li"])
_BLOCKS |= {
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
# The HTML is our own cleaner's: every `<` opens a tag, and every value stands in double quotes.
_PIECE = re.compile(r'<(/?)([a-z0-9-]+)((?:[^>"]|"[^"]*")*)>|([^<]+)')
_HEADING = re.compile(r'h[2-6] id="([^"]*)"')
# Named one by one, as Python and JavaScript differ in what `\s` is.
_SPACE = re.compile("[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of an article, with what a link needs to know about it."""

    text: str
    seams: list[int]
    """Where something was left out or a block begins or ends: no browser finds a text across these."""
    headings: list[tuple[int, str]]
    """Where each heading begins, with its anchor."""


def one_spaced(text: str) -> str:
    """Words as a text has them: each run of white space as one space, none at either end."""
    return _SPACE.sub(" ", text).strip(" ")


def read(html: str) -> Reading:
    """The text of HTML that `clean_article` gave back, in linear time."""
    parts: list[str] = []
    seams: list[int] = []
    headings: list[tuple[int, str]] = []
    length, spaced, omitted = 0, True, 0

    for closing, name, attributes, piece in _PIECE.findall(html):
        if omitted:
            if name and name not in _VOID:
                omitted += -1 if closing else 1
            continue
        if name:
            if not closing and _OMITTED.search(attributes):
                omitted = 0 if name in _VOID else 1
                seams.append(length)
                continue
            if name not in _BLOCKS:
                continue
            if not closing and (heading := _HEADING.fullmatch(name + attributes)):
                headings.append((length, unescape(heading[1])))
        found = " " if name else _SPACE.sub(" ", unescape(piece))
        if spaced:
            found = found.removeprefix(" ")
        if found:
            parts.append(found)
            length += len(found)
            spaced = found[-1] == " "
        if name:
            seams.append(length)
    return Reading("".join(parts).rstrip(" "), seams, headings)
