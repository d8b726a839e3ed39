"""What a browser makes of a piece of HTML, and what is wrong with it. Written apart from `cleaning.py` on purpose."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from encyclopedia.markup import Contents, Numbering, Parsed, Target

VOID = {"br", "hr", "img", "input"}
KINDS = {"note", "tip", "important", "warning", "caution"}
CLASSES = {
    *(f"alert alert-{kind}" for kind in KINDS),
    "alert-title",
    "credit",
    "formula",
    "unreadable",
    "align-center",
    "align-left",
    "align-right",
    "anchor",
    "citation",
    "contains-task-list",
    "footnote-backref",
    "footnote-ref",
    "footnotes",
    "table",
    "task-list-item",
    "task-list-item-checkbox",
    "unwritten",
    "visually-hidden",
    "wikilink",
}
CLASS = re.compile(r"language-\S+|[a-z][a-z0-9]{0,2}")
PRESENTATION = {
    **{tag: set() for tag in ("mn", "mphantom", "mroot", "ms", "msqrt", "msub", "msubsup", "msup", "mtext", "mtr")},
    "math": {"display"},
    "menclose": {"notation"},
    "mfrac": {"linethickness", "displaystyle", "scriptlevel"},
    "mi": {"mathvariant"},
    "mo": {
        *("lspace", "rspace", "minsize", "maxsize", "stretchy", "fence", "separator", "largeop", "movablelimits"),
        *("symmetric", "form"),
    },
    "mover": {"accent"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mrow": {"displaystyle", "scriptlevel"},
    "mspace": {"width", "height", "depth", "lspace", "voffset"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "scriptlevel"},
    "mtd": {"class"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
}
ARTICLE = {
    **PRESENTATION,
    "a": {"href", "id", "class", "rel", "title", "aria-label"},
    "bdi": set(),
    "blockquote": set(),
    "br": set(),
    "code": {"class", "title"},
    "dd": set(),
    "details": {"class", "open"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "dl": set(),
    "dt": set(),
    "em": set(),
    "figcaption": set(),
    "figure": set(),
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "hr": set(),
    "kbd": set(),
    "mark": set(),
    "img": {"src", "alt", "title", "width", "loading"},
    "input": {"class", "type", "checked", "disabled", "aria-label"},
    "li": {"class", "id"},
    "ol": {"class", "start", "type"},
    "p": {"class"},
    "pre": {"tabindex"},
    "s": set(),
    "section": {"class"},
    "span": {"class"},
    "strong": set(),
    "sub": set(),
    "sup": {"class"},
    "summary": {"class"},
    "table": set(),
    "tbody": set(),
    "td": {"class"},
    "th": {"class"},
    "thead": set(),
    "tr": set(),
    "ul": {"class"},
}
COMMENT = {
    **{tag: set() for tag in ("bdi", "blockquote", "br", "code", "em", "li", "p", "pre", "strong", "ul")},
    "a": {"href", "rel"},
    "ol": {"start"},
}
ARTICLES = {
    "BERT": Target("/wiki/bert/", "BERT"),
    "C#": Target("/wiki/c-sharp/", "C#"),
    "東京": Target("/wiki/東京/", "東京"),
}


class Reader(HTMLParser):
    """Collects elements and text, and whatever is wrong with them."""

    def __init__(self, allowed: dict[str, set[str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = allowed
        self.problems: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.ids: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.problems.append(f"<{tag}> is live")
        if tag == "a" and "a" in self._open:
            self.problems.append("a link within a link")
        if len(attrs) != len(dict(attrs)):
            self.problems.append(f"an attribute of <{tag}> stands twice")
        for name, value in attrs:
            self._check(tag, name, value or "")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.problems.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.problems.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.problems.append("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.problems.append("an unknown declaration")

    def close(self) -> None:
        super().close()
        if self._open:
            self.problems.append(f"never closed: {self._open}")

    def _check(self, tag: str, name: str, value: str) -> None:
        if name not in self.allowed.get(tag, ()):
            self.problems.append(f"{name} of <{tag}> is live")
        elif name in ("href", "src"):
            # A browser drops these characters before it looks at the scheme, and reads a backslash as a slash.
            seen = re.sub("[\x00-\x20]", "", value).replace("\\", "/").lower()
            schemes = r"https?://[^/]|mailto:|#|/(?!/)|[^/:?#]+(?:[/?#]|$)" if tag == "a" else "/media/"
            if value and not re.match(schemes if "id" in self.allowed["a"] else "https?://[^/]", seen):
                self.problems.append(f"{name} of <{tag}> leads to {value!r}")
        elif name == "class" and not (value in CLASSES or CLASS.fullmatch(value)):
            self.problems.append(f"class {value!r}")
        elif name == "id":
            if value in self.ids or not re.fullmatch(r"\S+", value):
                self.problems.append(f"id {value!r}")
            self.ids.add(value)
        elif name == "type" and value not in ("a", "checkbox"):
            self.problems.append(f"type {value!r}")
        elif name == "rel" and value not in ("noopener external", "ugc nofollow noopener"):
            self.problems.append(f"rel {value!r}")


def read(html: str, allowed: dict[str, set[str]] = ARTICLE) -> Reader:
    """The HTML as read by a browser."""
    reader = Reader(allowed)
    reader.feed(html)
    reader.close()
    return reader


def elements(html: str, tag: str) -> list[dict[str, str]]:
    """The attributes of all elements of one kind."""
    return [attributes for name, attributes in read(html).elements if name == tag]


def unwritten(title: str) -> None:
    """Nobody has written anything."""


def show(parsed: Parsed, *, keys: Iterable[str] = ("turing1950", "brown2020"), contents: Contents | None = None) -> str:
    """The HTML of one part on a page of its own, where the articles above are written."""
    return parsed.html(find_article=ARTICLES.get, citations=Numbering(keys), contents=contents)
