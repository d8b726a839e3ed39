"""What an export holds, whoever has written it, and how its XML is read: piece by piece, and never all of it."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from lxml import etree

from .mending import Mended

GZIP = b"\x1f\x8b"


class NotAnExport(Exception):
    """The file is of another kind; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What was commented on."""

    id: str
    names: tuple[str, ...]
    """Its address, and others that a mapping may use for it."""


@dataclass(frozen=True, slots=True)
class Post:
    """One comment, as it was written down."""

    id: str
    thread: str
    parent: str
    name: str
    time: str
    text: str
    line: int
    left_out: str = ""
    """Why it is not to be taken in; empty for most."""
    is_approved: bool = True


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the file with its children, by their names without the namespace."""

    name: str
    above: str
    """The name of what it stands in."""
    line: int
    attributes: dict[str, str]
    texts: dict[str, str]
    refers: dict[str, str]
    """The ids that children without text refer to."""
    inner: dict[str, str]
    """The texts one level further down, by `child/grandchild`."""


def open_export(file: BinaryIO) -> Any:
    """The export in a file, unpacked where it is packed."""
    packed = file.read(2) == GZIP
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if packed else file


def elements(stream: Mended, *, root: str, wanted: set[str], within: set[str]) -> Iterator[Element]:
    """Each element that is wanted, once it is whole, and forgotten then.

    `within` names those that hold others and are kept open, but for what has been read of them. Raises NotAnExport,
    and XMLSyntaxError where the file stops being well-formed.
    """
    reading = etree.iterparse(
        stream,
        events=("start", "end"),
        encoding="utf-8",  # as `Mended` gives it, whatever the file says of itself
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    is_first, kept = True, {root, *within}
    for event, node in reading:
        name = _local(node)
        if event == "start":
            if is_first and name != root:
                raise NotAnExport(f"The file begins with <{name}>, and not with <{root}> as such an export does.")
            is_first = False
            continue
        above = node.getparent()
        if above is None or _local(above) not in kept:
            continue
        if name in wanted:
            yield _element(node)
        _forget(node)


def _element(node: etree._Element) -> Element:
    texts: dict[str, str] = {"": node.text or ""}
    refers, inner = {}, {}
    for child in node.iterchildren(tag=etree.Element):
        local = _local(child)
        texts[local] = child.text or ""
        for key, value in child.attrib.items():
            if etree.QName(key).localname == "id":
                refers[local] = value
        for below in child.iterchildren(tag=etree.Element):
            inner[f"{local}/{_local(below)}"] = below.text or ""
    attributes = {etree.QName(key).localname: value for key, value in node.attrib.items()}
    above = _local(node.getparent())
    return Element(_local(node), above, node.sourceline or 0, attributes, texts, refers, inner)


def _forget(node: etree._Element) -> None:
    node.clear()
    above = node.getparent()
    while node.getprevious() is not None:
        del above[0]


def _local(node: etree._Element) -> str:
    # Of comments and instructions the tag is no text.
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def moment(text: str) -> datetime:
    """A time in UTC as exports have it. Raises ValueError with the reason."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text.strip()[:40]}” is no time") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not 1000 <= found.year <= 9998:
        raise ValueError("the year is not between 1000 and 9998")
    return found
