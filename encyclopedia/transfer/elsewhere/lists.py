"""Names in a list, in all the ways in which lists are written."""

import re
from collections.abc import Iterator

from encyclopedia.document.names import fold
from encyclopedia.document.yaml_text import Node, Scalar, Sequence

#: What YAML calls nothing.
NOTHING = {"", "~", "null", "none"}
HASHED = re.compile(r"(?:#[^\s#,;]+[\s,;]*)+")
LINKED = re.compile(r"#?\[\[([^\[\]]+)\]\]")


def split(text: str) -> list[str]:
    """The names in one text: parted by commas or semicolons, or each with a `#` before it."""
    if HASHED.fullmatch(text.strip()) or LINKED.match(text.strip()):
        return [found[1] or found[0] for found in re.finditer(r"#?\[\[([^\[\]]+)\]\]|[^\s,;]+", text)]
    return re.split("[,;，、]", text) if re.search("[,;，、]", text) else [text]


def bare(name: str) -> str:
    name = " ".join(name.split())
    linked = LINKED.fullmatch(name)
    return linked[1] if linked else name.removeprefix("#").strip()


def scalars(node: Node) -> Iterator[Scalar]:
    """All texts of a list, however deep; of what has keys, its name."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for key in ("name", "label", "title"):
            if key in node.items:
                yield from scalars(node.items[key][1])
                break


def texts(node: Node) -> list[str]:
    return [item.text for item in scalars(node)]


def once(names: list[Scalar]) -> list[Node]:
    """The names without those that are the same as an earlier one."""
    first: dict[str, Node] = {}
    for name in names:
        first.setdefault(fold(name.text), name)
    return list(first.values())


def paths_in(node: Node) -> Iterator[str]:
    """Each category as a path; a list within a list is one from the top down."""
    if isinstance(node, Scalar):
        yield from (bare(name) for name in split(node.text) if bare(name).lower() not in NOTHING)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Sequence):
                yield " / ".join(bare(text) for text in texts(item))
            else:
                yield from (bare(text) for text in texts(item) if text.strip().lower() not in NOTHING)
