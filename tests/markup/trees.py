"""HTML as the tree that a browser builds of it, by html5lib, in a form that can be compared."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

BLOCKS = {"address", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"}
BLOCKS |= {"h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"}

Node = str | tuple[str, dict[str, str], list["Node"]]


def body(html: str) -> Element:
    """The parsed fragment; elements of other namespaces keep theirs in their name: `{http://...}math`."""
    found: Element = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return found


def tree(html: str) -> list[Node]:
    """The elements and words of a fragment; spaces that no reader sees are left out."""
    return _trimmed(list(_children(body(html), kept=False)))


def _children(parent: Element, *, kept: bool) -> Iterator[Node]:
    yield from _words(parent.text, kept)
    for element in parent:
        if isinstance(element.tag, str):
            inside = kept or element.tag == "pre"
            children = list(_children(element, kept=inside))
            trimmed = _trimmed(children) if element.tag in BLOCKS and not inside else children
            yield element.tag, dict(element.attrib), trimmed
        yield from _words(element.tail, kept)


def _words(text: str | None, kept: bool) -> Iterator[str]:
    if text:
        yield text if kept else re.sub(r"\s+", " ", text)


def _trimmed(nodes: list[Node]) -> list[Node]:
    """Without the spaces at either end, and beside blocks."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)

    def is_edge(place: int) -> bool:
        return not 0 <= place < len(joined) or (isinstance(joined[place], tuple) and joined[place][0] in BLOCKS)

    made: list[Node] = []
    for place, node in enumerate(joined):
        if isinstance(node, tuple):
            made.append(node)
        else:
            words = node.lstrip(" \n\t") if is_edge(place - 1) else node
            words = words.rstrip(" \n\t") if is_edge(place + 1) else words
            made += [words] if words else []
    return made
