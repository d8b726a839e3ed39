"""A file as a document: as it is where we wrote it, else in our form with all that was changed on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from encyclopedia.document.codec import KEYS, assemble, checked, dumps, loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.document.yaml_text import Node, Scalar

from . import front, titles
from .changes import Changes
from .keys import Adapting

#: How every text begins that `dumps` has written.
OURS = re.compile(r"---\ntitle: .*\nslug: ")


@dataclass(slots=True)
class Reading:
    """A document, and what became of its file on the way."""

    document: Document
    changes: Changes = field(default_factory=Changes)
    is_ours: bool = False
    """Whether we wrote the text: it is taken as it stands."""
    line: int = 1
    """Where the body begins."""
    address: str = ""
    """The slug as it was written."""


def read(text: str, name: str, *, renamed: Mapping[str, str], ignore_unknown: bool) -> Reading:
    """Read a file, whose name may give it a title. Raises DocumentError with the line."""
    if OURS.match(text) and not renamed.keys() & set(KEYS) and (ours := _ours(text)):
        return Reading(ours, is_ours=True)
    changes = Changes()
    parts = front.split(checked(text), changes)
    written = parts.entries.items.get("slug", (None, None))[1]
    entries = Adapting(parts.entries, renamed, changes, ignore_unknown=ignore_unknown).adapted()
    body, line = parts.body, parts.line
    title, day = titles.of_file(name)
    heading = titles.of_body(body)
    if "title" not in entries.items:
        if heading:
            title, body, lines = heading
            line += lines
        entries.items["title"] = (Scalar("title", parts.line), Scalar(title, parts.line))
    elif heading and _is_title(entries.items["title"][1], heading[0]):
        changes.change(line, "the body begins with the title, which stands above it already: left out")
        _, body, lines = heading
        line += lines
    if day and "published" not in entries.items:
        entries.items["published"] = (Scalar("published", 1), Scalar(day, 1))
        changes.change(None, f"the name of the file is read as published: {day}")
    document = assemble(entries, body, line=line)
    address = written.text if isinstance(written, Scalar) else ""
    return Reading(document, changes, line=line + _blank_lines(body), address=address)


def _ours(text: str) -> Document | None:
    try:
        document = loads(text)
    except DocumentError:
        return None
    return document if dumps(document) == text else None


def _is_title(written: Node, heading: str) -> bool:
    return isinstance(written, Scalar) and fold(written.text) == fold(heading)


def _blank_lines(body: str) -> int:
    """Blank lines before the text, which the document does without."""
    rows = body.split("\n", 100)
    return next((number for number, row in enumerate(rows) if row.strip(" \t")), 0)
