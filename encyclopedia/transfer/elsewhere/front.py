"""Where the front matter of a file stands, in whichever form it was written, and what it says."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.yaml_text import DEPTH, Mapping, Node, NotYaml, Scalar, Sequence
from encyclopedia.document.yaml_text import read as read_yaml

from .changes import Changes

YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
#: Logseq's properties of a page, at the top of its file, and Pelican's, which begin with the title.
PROPERTIES = re.compile(
    r"(?:[ \t]*(?:- )?[A-Za-z][\w-]*:: ?.*(?:\n|\Z))+|Title:[ \t].*\n(?:[A-Za-z][\w-]*:.*\n)*(?=\n|\Z)"
)
PROPERTY = re.compile(r"[ \t]*(?:- )?([\w-]+)::? ?(.*)")
#: An entry at the top of YAML: its key with what stands before the value, and the value on the same line.
ENTRY = re.compile(r"([\w.@ -]+?|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?:[ \t]+(.*))?$")
#: Tags that YAML takes for a comment.
HASHED = re.compile(r"^(tags?:)[ \t]+(#[^\s#'](?:[^\n']*[^\s'])?)[ \t]*$", re.IGNORECASE)
#: Lines of one front matter that are mended, each of which has it read again.
MAX_MENDED = 20


@dataclass(slots=True)
class Front:
    """The front matter, empty where there is none, and the body with the line that it begins at."""

    entries: Mapping
    body: str
    line: int


def split(text: str, changes: Changes) -> Front:
    """Part a text. Raises DocumentError with the line."""
    begun = len(text) - len(text.lstrip("\n"))
    first = 1 + begun
    if text.startswith("---", begun):
        found = YAML.match(text, begun)
        return _yaml(text, found, first, changes) if found else _without(text, first)
    if found := TOML.match(text, begun):
        return _front(_toml(found[1], first + 1), text, found.end())
    if text.startswith("{", begun) and (front := _json(text, begun, first)):
        return front
    if found := PROPERTIES.match(text, begun):
        entries = Mapping({}, first)
        for number, row in enumerate(found[0].splitlines()):
            if pair := PROPERTY.match(row):
                _put(entries, pair[1], Scalar(pair[2].strip(), first + number), first + number)
        return _front(entries, text, found.end())
    return Front(Mapping({}, 1), text, 1)


def _front(entries: Mapping, text: str, end: int) -> Front:
    return Front(entries, text[end:], text.count("\n", 0, end) + 1)


def _yaml(text: str, found: re.Match[str], first: int, changes: Changes) -> Front:
    node = _mended(found[1], first + 1, changes) if _has_entries(found[1]) else read_yaml_or_none(found[1], first + 1)
    if isinstance(node, Mapping):
        return _front(node, text, found.end())
    if node is None or (isinstance(node, Scalar) and not node.text):
        return _front(Mapping({}, first), text, found.end())
    # Two rules with a paragraph between them.
    return Front(Mapping({}, 1), text, 1)


def read_yaml_or_none(written: str, first: int) -> Node | None:
    """What YAML makes of text that has no entry; a paragraph that it cannot read stays a paragraph."""
    try:
        return read_yaml(written, first_line=first)
    except NotYaml:
        return Scalar(written, first)


def _without(text: str, first: int) -> Front:
    """A text that begins with a rule; one that begins with front matter and never ends it is refused."""
    if _has_entries(text.lstrip("\n").partition("\n")[2].partition("\n\n")[0]):
        raise DocumentError("the front matter has no end; close it with a line ---", line=first)
    return Front(Mapping({}, 1), text, 1)


def _has_entries(written: str) -> bool:
    return any(ENTRY.match(row) for row in written.split("\n"))


def _mended(written: str, first: int, changes: Changes) -> Node | None:
    """The front matter, with values read as text that are no YAML: `title: Ada: a life`, `date: {{date}}`."""
    rows = [HASHED.sub(r"\1 '\2'", row) for row in written.split("\n")]
    mended: set[int] = set()
    while True:
        try:
            return read_yaml("\n".join(rows), first_line=first)
        except NotYaml as error:
            at = next((at for at in range((error.line or first) - first, -1, -1) if _is_entry(rows, at)), None)
            entry = ENTRY.match(rows[at]) if at is not None else None
            if at is None or at in mended or len(mended) == MAX_MENDED or not entry or not entry[2]:
                raise
            mended.add(at)
            rows[at] = f"{entry[1]}: '{entry[2].strip().replace(chr(39), chr(39) * 2)}'"
            changes.change(first + at, f"what stands after “{entry[1]}” is no YAML and is read as text")


def _is_entry(rows: list[str], at: int) -> bool:
    return at < len(rows) and bool(ENTRY.match(rows[at]))


def _toml(written: str, first: int) -> Mapping:
    try:
        values = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = first + int(at[1]) - 1 if at else first
        raise DocumentError(f"this is not TOML: {str(error).partition(' (at')[0]}", line=line) from None

    def line_of(key: str) -> int:
        found = re.search(rf"^[ \t]*\[*[\"']?{re.escape(key)}\b", written, re.MULTILINE)
        return first + written.count("\n", 0, found.start()) if found else first

    return _mapping(values, first, line_of)


def _json(text: str, begun: int, first: int) -> Front | None:
    """The object at the beginning of the text, None where it is text that begins with a bracket."""
    try:
        values, end = json.JSONDecoder().raw_decode(text, begun)
    except (ValueError, RecursionError):
        return None
    return _front(_mapping(values, first, lambda key: first), text, end) if isinstance(values, dict) else None


def _mapping(values: dict[str, object], line: int, line_of: Callable[[str], int]) -> Mapping:
    found = Mapping({}, line)
    for key, value in values.items():
        _put(found, key, _node(value, line_of(key)), line_of(key))
    return found


def _put(entries: Mapping, key: str, node: Node, line: int) -> None:
    if key in entries.items:
        raise DocumentError(f"the key “{key}” stands there twice", line=line)
    entries.items[key] = (Scalar(key, line), node)


def _node(value: object, line: int, depth: int = 1) -> Node:
    """A value of TOML or JSON as YAML has it, all scalars as text."""
    if depth > DEPTH:
        raise DocumentError("nested too deep", line=line)
    if isinstance(value, dict):
        items: dict[str, tuple[Scalar, Node]] = {
            str(key): (Scalar(str(key), line), _node(each, line, depth + 1)) for key, each in value.items()
        }
        return Mapping(items, line)
    if isinstance(value, list):
        return Sequence([_node(each, line, depth + 1) for each in value], line)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", line)
    if isinstance(value, date | datetime):
        return Scalar(value.isoformat(), line)
    return Scalar("" if value is None else str(value), line)
