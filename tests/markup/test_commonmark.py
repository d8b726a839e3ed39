"""Every example of the CommonMark specification, as the library reads it and as a page shows it.

`commonmark-0.31.2.json` holds them, with their source and licence. What a page shows differs from them as `on_a_page`
says, and in the examples that `OTHERWISE` lists.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from encyclopedia.markup import parse
from encyclopedia.markup.cleaning import ELSEWHERE, is_external

from .reader import show
from .trees import Node, tree

EXAMPLES = json.loads((Path(__file__).parent / "commonmark-0.31.2.json").read_text())["examples"]
BARE = MarkdownIt("commonmark")

OTHERWISE = {
    **dict.fromkeys([500, 596, 598, 599, 601], "an address of another kind than http, https and mailto stays text"),
    600: "an address without a host stays text",
    **dict.fromkeys([548, 559, 590], "[[...]] is a link to an article"),
}


def has_raw_html(markdown: str) -> bool:
    tokens = BARE.parse(markdown)
    return any(part.type.startswith("html_") for token in tokens for part in [token, *(token.children or [])])


WITHOUT_HTML = [example for example in EXAMPLES if not has_raw_html(example["markdown"])]


def words(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(words, node[2]))


def on_a_page(nodes: list[Node], linked: bool = False) -> Iterator[Node]:
    """What a page shows in place of the specification's HTML."""
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        tag, attributes, children = node
        match tag:
            case "pre":  # within reach of the keyboard; the colours of the code are no matter here
                code = children[0]
                yield tag, {"tabindex": "0"}, [(code[0], code[1], [words(code)] if words(code) else [])]
            case "a" if not attributes["href"]:  # a link to nowhere is words
                yield from on_a_page(children)
            case "a":
                yield tag, attributes | elsewhere(attributes["href"]), list(on_a_page(children, linked=True))
            case "img":  # a picture that is not ours is a link
                yield from picture(attributes, linked)
            case "p" if len(children) == 1 and children[0][0] == "img" and "title" in children[0][1]:  # a figure
                shown = list(picture({"src": children[0][1]["src"], "alt": children[0][1]["alt"]}, linked))
                yield "figure", {}, [*shown, ("figcaption", {}, [children[0][1]["title"]])]
            case _:
                yield tag, attributes, list(on_a_page(children, linked))


def picture(attributes: dict[str, str], linked: bool) -> Iterator[Node]:
    address, shown = attributes["src"], attributes["alt"] or attributes["src"]
    title = {"title": attributes["title"]} if "title" in attributes else {}
    yield shown if linked else ("a", {"href": address} | title | elsewhere(address), [shown])


def elsewhere(address: str) -> dict[str, str]:
    return {"rel": ELSEWHERE} if is_external(address) else {}


def joined(nodes: list[Node]) -> list[Node]:
    """With words beside words as one."""
    made: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and made and isinstance(made[-1], str):
            made[-1] += node
        else:
            made.append(node if isinstance(node, str) else (node[0], node[1], joined(node[2])))
    return made


def without_colours(nodes: list[Node]) -> list[Node]:
    """The words of code blocks without their spans."""
    return [
        node
        if isinstance(node, str)
        else (node[0], node[1], [words(node)] if node[0] == "code" and words(node) else without_colours(node[2]))
        for node in nodes
    ]


def lowered(html: str) -> str:
    """Below the page's own heading, all headings of a text with one of the first level stand one level lower."""
    return re.sub(r"(</?h)([1-5])>", lambda tag: f"{tag[1]}{int(tag[2]) + 1}>", html) if "<h1>" in html else html


def test_the_specification_is_all_there() -> None:
    assert len(EXAMPLES) == 652
    assert len(WITHOUT_HTML) > 570
    assert set(OTHERWISE) < {example["example"] for example in WITHOUT_HTML}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_the_library_reads_it_exactly(example: dict[str, str]) -> None:
    assert tree(BARE.render(example["markdown"])) == tree(example["html"])


@pytest.mark.parametrize("example", WITHOUT_HTML, ids=lambda example: str(example["example"]))
def test_a_page_shows_it_exactly(example: dict[str, str]) -> None:
    shown = without_colours(tree(show(parse(example["markdown"]))))
    expected = without_colours(joined(list(on_a_page(tree(lowered(example["html"]))))))
    assert (shown == expected) is (example["example"] not in OTHERWISE), OTHERWISE.get(example["example"])
