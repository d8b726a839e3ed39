"""What may leave the package: allow-lists for nh3, which reads HTML as a browser does. Always the last step.

Our renderer makes nothing else to begin with. These lists do not trust it, nor the libraries below it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import nh3
from pygments.token import STANDARD_TYPES

from encyclopedia.site.prefixes import UPLOADS

from .contents import is_anchor
from .tags import TAGS

# Browsers drop tabs and line ends within an address and read a backslash as a slash; none may stand in one.
_REST = r"[^\s\\<>\"\x00-\x20\x7f-\x9f]"
_EXTERNAL = re.compile(rf"https?://[^\W_]{_REST}*|https?://\[{_REST}+", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:{_REST}+", re.IGNORECASE)
_OWN = re.compile(rf"/(?!/){_REST}*")
# No colon before the first slash: nothing here can be read as a scheme.
_RELATIVE = re.compile(rf"(?:(?![:/?#]){_REST})+(?:[/?#]{_REST}*)?")
_WITHIN = re.compile(rf"#{_REST}*")
_MEDIA = re.compile(rf"{UPLOADS}{_REST}+")
_HOSTED = re.compile(rf"https://([a-z0-9.-]+)(?:[/?#]{_REST}*)?", re.IGNORECASE)
_UPWARDS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)


def is_external(address: str) -> bool:
    """Whether this leads to another site, or names this one in full."""
    return _EXTERNAL.fullmatch(address) is not None


def is_own_address(address: str) -> bool:
    """Whether this is a path of this site. `//host/` is not: browsers take it as another site."""
    return _OWN.fullmatch(address) is not None


def is_picture_address(address: str, hosts: frozenset[str]) -> bool:
    """Whether a picture may come from here: from the uploads of this site, or by https from one of the hosts."""
    hosted = _HOSTED.fullmatch(address)
    if hosted:
        return hosted[1].lower() in hosts
    return _MEDIA.fullmatch(address) is not None and not _UPWARDS.search(address)


def is_article_address(address: str) -> bool:
    """Whether a link in an article may lead here."""
    return any(kind.fullmatch(address) for kind in (_EXTERNAL, _OWN, _RELATIVE, _WITHIN, _MAIL))


Check = Callable[[str], object]
Checks = dict[str, Check]


def _names(*allowed: str) -> Check:
    return frozenset(allowed).__contains__


def _any_text(value: str) -> bool:
    return True


_is_whole_number: Check = re.compile("[0-9]{1,9}").fullmatch
ELSEWHERE = "noopener external"
_STRANGERS = "ugc nofollow noopener"

_TEXT = frozenset(["a", "bdi", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"])
_TAGS = _TEXT.union(
    ["dd", "details", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input"],
    ["s", "section", "span", "summary", *TAGS],
    ["table", "tbody", "td", "th", "thead", "tr"],
)
_is_alert: Check = re.compile("alert alert-(?:note|tip|important|warning|caution)").fullmatch
_HEADING: Checks = {"id": is_anchor}
_CELL: Checks = {"class": _names("align-left", "align-center", "align-right")}
_ATTRIBUTES: dict[str, Checks] = {
    "a": {
        "class": _names("anchor", "footnote-backref", "wikilink"),
        "href": is_article_address,
        "id": re.compile("(?:cite|note)-[0-9]+-[0-9]+").fullmatch,
        "rel": _names(ELSEWHERE),
        "title": _any_text,
        "aria-label": _any_text,
    },
    "code": {"class": re.compile(r"language-\S{1,40}|unreadable").fullmatch, "title": _any_text},
    "details": {"class": _is_alert, "open": _names("")},
    "div": {
        "class": lambda value: value in ("table", "formula") or _is_alert(value),
        "role": _names("group", "note"),
        "tabindex": _names("0"),
        "aria-label": _any_text,
    },
    "h2": _HEADING,
    "h3": _HEADING,
    "h4": _HEADING,
    "h5": _HEADING,
    "h6": _HEADING,
    "img": {
        "alt": _any_text,
        "title": _any_text,
        "width": re.compile("[1-9][0-9]{0,3}").fullmatch,
        "loading": _names("lazy"),
    },
    "input": {
        "class": _names("task-list-item-checkbox"),
        "type": _names("checkbox"),
        "checked": _names(""),
        "disabled": _names(""),
        "aria-label": _any_text,
    },
    "li": {"class": _names("task-list-item"), "id": re.compile("note-[0-9]+").fullmatch},
    "ol": {"class": _names("contains-task-list"), "start": _is_whole_number, "type": _names("a")},
    "p": {"class": _names("alert-title", "footnotes-title")},
    "pre": {"tabindex": _names("0")},
    "section": {"class": _names("footnotes")},
    "span": {"class": _names("unwritten", "visually-hidden", "credit", *STANDARD_TYPES.values())},
    "sup": {"class": _names("citation", "footnote-ref")},
    "summary": {"class": _names("alert-title")},
    "td": _CELL,
    "th": _CELL,
    "ul": {"class": _names("contains-task-list")},
}
# What presents a formula, from https://www.w3.org/TR/mathml-core/ and what browsers do without. Whatever leads from
# MathML into HTML or SVG (annotation-xml, mglyph, malignmark), and every link, is missing.
_length: Check = re.compile(r"-?[0-9]{0,2}(?:\.[0-9]{1,10})?(?:em|ex|px|pt|%)?").fullmatch
_boolean = _names("true", "false")
_OPERATOR: Checks = {
    **dict.fromkeys(["lspace", "rspace", "minsize", "maxsize"], _length),
    **dict.fromkeys(["stretchy", "fence", "separator", "largeop", "movablelimits", "symmetric"], _boolean),
    "form": _names("prefix", "infix", "postfix"),
}
_SPACE: Checks = dict.fromkeys(["width", "height", "depth", "lspace", "voffset"], _length)
_STYLED: Checks = {"displaystyle": _boolean, "scriptlevel": re.compile("[+-]?[0-9]").fullmatch}
_MATHML: dict[str, Checks] = {
    **{
        tag: {} for tag in ("mmultiscripts", "mn", "mphantom", "mprescripts", "mroot", "ms", "msqrt", "msub", "msubsup")
    },
    **{tag: {} for tag in ("msup", "mtext", "mtr")},
    "math": {"display": _names("block", "inline")},
    "menclose": {"notation": re.compile("[a-z ]{1,60}").fullmatch},
    "mfrac": {"linethickness": _length, **_STYLED},
    "mi": {"mathvariant": _names("normal")},
    "mo": _OPERATOR,
    "mover": {"accent": _boolean},
    "mpadded": _SPACE,
    "mrow": _STYLED,
    "mspace": _SPACE,
    "mstyle": _STYLED,
    "mtable": _STYLED,
    "mtd": {"class": _names("align-left", "align-right")},
    "munder": {"accentunder": _boolean},
    "munderover": {"accent": _boolean, "accentunder": _boolean},
}
# A box that someone could tick would lose the tick; a long line of code must be within reach of the keyboard.
_ALWAYS = {"input": {"type": "checkbox", "disabled": ""}, "pre": {"tabindex": "0"}}

_COMMENT_ATTRIBUTES: dict[str, Checks] = {
    "a": {"href": is_external, "rel": _names(_STRANGERS)},
    "ol": {"start": _is_whole_number},
}


def _cleaner(tags: frozenset[str], attributes: dict[str, Checks], **options: Any) -> nh3.Cleaner:
    def allowed(tag: str, attribute: str, value: str) -> str | None:
        check = attributes.get(tag, {}).get(attribute)
        return value if check and check(value) else None

    # nh3 lets `lang` and `title` stand anywhere, unless it is told which attributes may: none.
    names: dict[str, set[str]] = {"*": set(), **{tag: set(checks) for tag, checks in attributes.items()}}
    if options["link_rel"]:
        names["a"].remove("rel")  # nh3 writes it itself, and refuses to be told twice
    return nh3.Cleaner(tags=tags, attributes=names, attribute_filter=allowed, **options)


_COMMENT = _cleaner(_TEXT, _COMMENT_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=_STRANGERS)


@lru_cache(maxsize=8)
def _article_cleaner(image_hosts: frozenset[str]) -> nh3.Cleaner:
    picture = _ATTRIBUTES["img"] | {"src": lambda address: is_picture_address(address, image_hosts)}
    return _cleaner(
        _TAGS.union(_MATHML),
        _ATTRIBUTES | _MATHML | {"img": picture},
        set_tag_attribute_values=_ALWAYS,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def clean_article(html: str, image_hosts: frozenset[str] = frozenset()) -> str:
    """The HTML of an article or of one of its parts, with only what the lists above allow."""
    return _article_cleaner(image_hosts).clean(html)


def clean_comment(html: str) -> str:
    """The HTML of a comment: no pictures, headings, ids or classes, and every link marked as a stranger's."""
    return _COMMENT.clean(html)
