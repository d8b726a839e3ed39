"""YAML in which every scalar is text: a strict reader and a writer with one style.

Reading goes through PyYAML's parser, whose events are taken as they are: nothing is resolved, so `no` is "no" and
`1.10` is "1.10". Anchors, aliases, tags, directives, duplicate keys and deep nesting are refused: none of them is
needed to write an article, and each has been an attack somewhere.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from .errors import DocumentError

DEPTH = 5
WIDTH = 120

# The C parser reads 8 kB in about a tenth of the time; wheels bring it, a build without libyaml may not.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Scalar:
    text: str
    line: int


@dataclass(slots=True)
class Sequence:
    items: list["Node"]
    line: int


@dataclass(slots=True)
class Mapping:
    items: dict[str, tuple[Scalar, "Node"]]
    line: int


Node = Scalar | Sequence | Mapping


class NotYaml(DocumentError):
    """The text breaks the grammar of YAML; what is YAML and not wanted here is another matter."""


def read(text: str, *, first_line: int) -> Node | None:
    """The one node that the text holds, None when it holds none; lines are counted from `first_line`.

    Raises DocumentError with the line.
    """
    open_nodes: list[Sequence | Mapping] = []
    keys: list[Scalar | None] = []
    root: Node | None = None
    try:
        for event in yaml.parse(text, Loader=Loader):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            _refuse_extras(event, line)
            if isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
                keys.pop()
            node = _node_begun_by(event, line)
            if node is None:
                continue
            if open_nodes:
                keys[-1] = _place(node, open_nodes[-1], keys[-1])
            else:
                root = node
            if not isinstance(node, Scalar):
                if len(open_nodes) == DEPTH:
                    raise DocumentError("nested too deep", line=line)
                open_nodes.append(node)
                keys.append(None)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or "it cannot be read"
        # What is never closed is found out at the end; where it began is the better place to look.
        unclosed = "end of stream" in problem and error.context_mark
        mark = error.context_mark if unclosed else error.problem_mark
        problem = f"this is not YAML: {problem}"
        raise NotYaml(problem, line=first_line + (mark.line if mark else 0)) from None
    except yaml.YAMLError as error:
        raise NotYaml(f"this is not YAML: {error}", line=first_line) from None
    return root


def _node_begun_by(event: yaml.Event, line: int) -> Node | None:
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence([], line)
    return Mapping({}, line) if isinstance(event, yaml.MappingStartEvent) else None


def _refuse_extras(event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise DocumentError("anchors and aliases are not allowed (quote a text that begins with & or *)", line=line)
    if getattr(event, "tag", None):
        raise DocumentError("tags are not allowed (quote a text that begins with !)", line=line)
    if isinstance(event, yaml.DocumentStartEvent) and (event.explicit or event.version or event.tags):
        raise DocumentError("directives and a second document are not allowed", line=line)


def _place(node: Node, parent: Sequence | Mapping, key: Scalar | None) -> Scalar | None:
    """Put a node where it belongs; the answer is the key that now waits for its value."""
    if isinstance(parent, Sequence):
        parent.items.append(node)
        return None
    if key is not None:
        parent.items[key.text] = (key, node)
        return None
    if not isinstance(node, Scalar):
        raise NotYaml("a key must be one line of text", line=node.line)
    if node.text in parent.items:
        raise DocumentError(f"the key “{node.text}” stands there twice", line=node.line)
    return node


# YAML 1.2, 7.3.3: what a plain scalar may not begin with, and what ends it. In a list on one line, libyaml refuses
# `:?`, which YAML 1.2 allows.
NOT_PLAIN = re.compile(r"""[,\[\]{}#&*!|>'"%@`]|[-?:](?: |$)| |.*(?: #|:(?: |$)| $)""")
NOT_PLAIN_IN_FLOW = re.compile(r"[-?:]|.*(?:[,\[\]{}]|:\?)")


def scalar(text: str, *, flow: bool = False) -> str:
    """One line of text: plain where YAML 1.2 reads it back, else quoted."""
    if "\ufeff" in text or "\t" in text:
        # Some readers drop a byte-order mark and stumble over a tab inside a line; an escape is safe with all.
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\ufeff", "\\uFEFF").replace("\t", "\\t")
        return f'"{escaped}"'
    if not text or NOT_PLAIN.match(text) or (flow and NOT_PLAIN_IN_FLOW.match(text)):
        return "'" + text.replace("'", "''") + "'"
    return text


@lru_cache(1_000)
def _key(text: str) -> str:
    """The key of an entry: there are few, and each stands in every document."""
    return scalar(text)


def block(text: str, *, indent: int) -> str:
    """Several lines as a literal block whose lines stand `indent` spaces in, after `key: `."""
    content = text.rstrip("\n")
    trailing = len(text) - len(content)
    first = next(line for line in text.split("\n") if line or not content)
    # Without a number the first line decides on the indent, so it may not begin with white space.
    header = "|2" if text.startswith("\n") or first.startswith((" ", "\t")) else "|"
    if not trailing:
        header += "-"
    elif trailing > 1 or not content:
        header += "+"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([header, *(" " * indent + line if line else "" for line in lines)])


def entry(key: str, text: str, *, indent: int = 0, dash: bool = False) -> str:
    """`key: text` as one entry of a mapping that stands `indent` spaces in; with a dash, the first of an item."""
    lead = " " * (indent - 2) + "- " if dash else " " * indent
    value = block(text, indent=indent + 2) if "\n" in text else scalar(text)
    return f"{lead}{_key(key)}: {value}\n"


def entries(key: str, texts: list[str], *, indent: int = 0) -> str:
    """`key: [text, text]`, or a line for each where that would be too wide."""
    line = f"{' ' * indent}{_key(key)}: [{', '.join(scalar(text, flow=True) for text in texts)}]"
    if len(line) <= WIDTH:
        return line + "\n"
    rows = "".join(f"{' ' * (indent + 2)}- {scalar(text)}\n" for text in texts)
    return f"{' ' * indent}{_key(key)}:\n{rows}"
