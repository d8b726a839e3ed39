"""Document <-> Markdown with front matter, without loss.

`loads(dumps(d)) == d` for every document that keeps to `rules`, and `dumps(loads(text)) == text` for every text that
`dumps` wrote. The format is described in docs/format.md.
"""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import TypeVar

from . import rules
from .dates import parse_event_date, parse_moment, parse_partial_date
from .errors import DocumentError
from .names import fold, slugify
from .schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent, together, with_keys
from .text import normalise, without_blank_ends
from .writing import INFOBOX_KEYS, REFERENCE_KEYS, dumps
from .yaml_text import Mapping, Node, Scalar, Sequence, read

__all__ = ["KEYS", "LONGEST", "assemble", "checked", "dumps", "loads"]

#: The longest document that is read, in characters.
LONGEST = 4_000_000

FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)")
CATEGORY_SEPARATOR = re.compile(r"\s+/\s+")

# The schema's names are the keys, in its order.
KEYS = [key.name for key in fields(Document) if key.name != "body"]

T = TypeVar("T")


def loads(text: str, *, name: str = "") -> Document:
    """Read a document. `name` is the title of one that gives none, usually the name of its file.

    Raises DocumentError with the line.
    """
    text = checked(text)
    if text.startswith("---") and text.split("\n", 1)[0].rstrip(" \t") == "---":
        front = FRONT.match(text)
        if not front:
            raise DocumentError("the front matter has no end; close it with a line ---", line=1)
        line = text.count("\n", 0, front.end()) + 1
        return assemble(read(front[1], first_line=2), text[front.end() :], line=line)
    body = without_blank_ends(text)
    heading = HEADING.match(body)
    title = heading[1] if heading else name
    body = body[heading.end() :] if heading else body
    return _kept_to_rules(Document(title=title, slug=slugify(title), body=without_blank_ends(body)), _Reader())


def checked(text: str) -> str:
    """The text as it is stored. Raises DocumentError where it is too long or holds what no document may."""
    if len(text) > LONGEST:
        raise DocumentError(f"the document is longer than {LONGEST:,} characters")
    return normalise(text)


def assemble(front: Node | None, body: str, *, line: int) -> Document:
    """The document that front matter and a body make; `line` is where the body begins. Raises DocumentError."""
    reader = _Reader()
    document = reader.document(front)
    reader.lines["body",] = line
    return _kept_to_rules(replace(document, body=without_blank_ends(body)), reader)


def _kept_to_rules(document: Document, reader: "_Reader") -> Document:
    for problem in rules.problems(document):
        raise DocumentError(problem.problem, line=reader.line_of(problem.path), path=problem.path)
    return document


class _Reader:
    """Turns nodes into a document and remembers the line of each part."""

    def __init__(self) -> None:
        self.lines: dict[rules.Path, int] = {}

    def line_of(self, path: rules.Path) -> int:
        """The line of a part, or of the nearest thing around it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def document(self, node: Node | None) -> Document:
        values = self.mapping(node, (), KEYS)
        title = self.text(values, "title", ())
        return Document(
            title=title,
            slug=self.text(values, "slug", ()) or slugify(title),
            category=self.category(self.text(values, "category", ())),
            tags=self.texts(values, "tags", ()),
            status=self.text(values, "status", ()),
            published=self.parsed(values, "published", (), parse_moment),
            updated=self.parsed(values, "updated", (), parse_moment),
            aliases=self.texts(values, "aliases", ()),
            former=self.texts(values, "former", ()),
            language=self.text(values, "language", ()),
            summary=self.text(values, "summary", ()),
            short_answer=self.text(values, "short_answer", ()),
            infobox=self.infobox(values.get("infobox")),
            timeline=tuple(self.event(*item) for item in self.sequence(values, "timeline")),
            faq=tuple(self.faq(*item) for item in self.sequence(values, "faq")),
            references=self.references(values),
        )

    def mapping(self, node: Node | None, path: rules.Path, known: list[str]) -> dict[str, Node]:
        """The values of a mapping by key. Raises DocumentError for a key that is not known."""
        if node is None or (isinstance(node, Scalar) and not node.text):
            return {}
        if not isinstance(node, Mapping):
            raise DocumentError("keys and values are expected here", line=node.line, path=path)
        values = {}
        for name, (key, value) in node.items.items():
            if name not in known:
                raise DocumentError(f"the key “{name}” is not known here", line=key.line, path=path)
            self.lines[(*path, name)] = key.line
            values[name] = value
        return values

    def text(self, values: dict[str, Node], key: str, path: rules.Path) -> str:
        node = values.get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            raise DocumentError(f"{key}: one text is expected here", line=node.line, path=(*path, key))
        return node.text

    def texts(self, values: dict[str, Node], key: str, path: rules.Path) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        return tuple(text for text, _ in self.texts_with_lines(values.get(key), (*path, key)))

    def texts_with_lines(self, node: Node | None, path: rules.Path) -> list[tuple[str, int]]:
        items = node.items if isinstance(node, Sequence) else [node] if node else []
        texts = []
        for number, item in enumerate(items):
            if not isinstance(item, Scalar):
                raise DocumentError("a list of texts is expected here", line=item.line, path=path)
            if item.text or isinstance(node, Sequence):
                self.lines[(*path, number)] = item.line
                texts.append((item.text, item.line))
        return texts

    def sequence(self, values: dict[str, Node], key: str) -> list[tuple[Node, rules.Path]]:
        node = values.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text):
            return []
        if not isinstance(node, Sequence):
            raise DocumentError(f"{key}: a list is expected here, each item begun with -", line=node.line, path=(key,))
        return [(item, (key, number)) for number, item in enumerate(node.items)]

    def parsed(self, values: dict[str, Node], key: str, path: rules.Path, parse: Callable[[str], T]) -> T | None:
        """A value in a form of its own, None when it is left out."""
        text = self.text(values, key, path)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise DocumentError(f"{key}: {error}", line=values[key].line, path=(*path, key)) from None

    def category(self, text: str) -> tuple[str, ...]:
        return tuple(CATEGORY_SEPARATOR.split(text)) if text else ()

    def infobox(self, node: Node | None) -> Infobox:
        path = ("infobox",)
        values = self.mapping(node, path, INFOBOX_KEYS)
        return Infobox(
            title=self.text(values, "title", path),
            caption=self.text(values, "caption", path),
            image=self.text(values, "image", path),
            image_alt=self.text(values, "image_alt", path),
            image_credit=self.text(values, "image_credit", path),
            fields=self.infobox_fields(values.get("fields")),
        )

    def infobox_fields(self, node: Node | None) -> tuple[InfoboxField, ...]:
        if node is None or (isinstance(node, Scalar) and not node.text):
            return ()
        if not isinstance(node, Mapping):
            raise DocumentError("fields: labels with their values are expected here", line=node.line)
        found = []
        lines = {}
        for label, (key, value) in node.items.items():
            texts = self.texts_with_lines(value, ("infobox", "fields", label))
            if not texts:
                raise DocumentError(f"the label “{label}” has no value", line=key.line)
            for text, line in texts:
                found.append(InfoboxField(label, text))
                lines[fold(label), text] = line
        ordered = together(found)
        for number, field in enumerate(ordered):
            self.lines["infobox", "fields", number] = lines[fold(field.label), field.value]
        return ordered

    def event(self, node: Node, path: rules.Path) -> TimelineEvent:
        self.lines[path] = node.line
        values = self.mapping(node, path, ["date", "event"])
        date = self.parsed(values, "date", path, parse_event_date)
        if date is None:
            raise DocumentError("the event has no date", line=node.line, path=path)
        return TimelineEvent(date, self.text(values, "event", path))

    def faq(self, node: Node, path: rules.Path) -> Faq:
        self.lines[path] = node.line
        values = self.mapping(node, path, ["question", "answer"])
        return Faq(self.text(values, "question", path), self.text(values, "answer", path))

    def references(self, values: dict[str, Node]) -> tuple[Reference, ...]:
        return with_keys(self.reference(*item) for item in self.sequence(values, "references"))

    def reference(self, node: Node, path: rules.Path) -> Reference:
        self.lines[path] = node.line
        values = self.mapping(node, path, REFERENCE_KEYS)
        plain = ("title", "container", "publisher", "volume", "issue", "pages", "doi", "isbn", "url", "archive_url")
        return Reference(
            key=self.text(values, "key", path),
            type=self.text(values, "type", path) or "document",
            authors=tuple(map(Name, self.texts(values, "authors", path))),
            editors=tuple(map(Name, self.texts(values, "editors", path))),
            date=self.parsed(values, "date", path, parse_event_date),
            accessed=self.parsed(values, "accessed", path, parse_partial_date),
            archived=self.parsed(values, "archived", path, parse_partial_date),
            **{name: self.text(values, name, path) for name in plain},
        )
