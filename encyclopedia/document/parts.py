"""The parts of a document: its Markdown in reading order, and its items, told apart and as they read."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from .dates import EventDate, Moment, PartialDate, write_moment
from .names import fold
from .schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent

#: One item of a part; tags, aliases and the names of a category are texts.
Record = InfoboxField | TimelineEvent | Faq | Reference
Item = str | Record
Value = str | Moment | PartialDate | EventDate | tuple[str, ...] | tuple[Name, ...] | None

#: The keys that hold prose; the texts of all others stand on one line.
PROSE = frozenset(["summary", "short_answer", "caption", "event", "answer", "body"])
#: The parts that are lists of items of their own, apart from the infobox.
LISTS = frozenset(["tags", "aliases", "timeline", "faq", "references"])
INFOBOX_KEYS = [key.name for key in fields(Infobox) if key.name != "fields"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a document that is Markdown."""

    part: str
    """The key under which documents have it; `value` for one of the infobox."""
    source: str
    is_line: bool
    """Whether it is read as a line, in which no block can begin."""
    item: Record | None = None
    """What it is a text of, where there are several of its part."""


def texts(document: Document) -> Iterator[Text]:
    """Every Markdown text of a document in the order in which its page is read.

    It is the order in which sources are numbered, and the one list of what can hold links, citations and words.
    """
    box = document.infobox
    yield Text("short_answer", document.short_answer, is_line=False)
    yield Text("image_credit", box.image_credit, is_line=True)
    yield Text("caption", box.caption, is_line=True)
    for value in box.fields:
        yield Text("value", value.value, is_line=True, item=value)
    yield Text("body", document.body, is_line=False)
    for event in sorted(document.timeline, key=lambda event: (event.date.starts, event.date.ends)):
        yield Text("event", event.event, is_line=True, item=event)
    for pair in document.faq:
        yield Text("answer", pair.answer, is_line=False, item=pair)


def identity(item: Item) -> Hashable:
    """Two new items are the same one when this is equal."""
    match item:
        case InfoboxField():
            return fold(item.label), fold(item.value)
        case Faq():
            return fold(item.question)
        case Reference():
            return item.key
        case TimelineEvent():
            return item
    return fold(item)


def _content(item: Item) -> Hashable:
    """What an item can be known by when its identity changed; None when that says nothing."""
    match item:
        case TimelineEvent():
            return item.event
        case Faq():
            return item.answer or None
    return None


def _place(item: Item) -> Hashable:
    """What an item can be known by when all else changed."""
    return item.date if isinstance(item, TimelineEvent) else None


def paired(before: Sequence[Item], after: Sequence[Item]) -> list[int | None]:
    """For each item of `after` the index of the same item in `before`; None when it is new.

    Equal items are the same, then those with one identity, then those with one content, then events of one date; each
    time the first that is left with the first that is left. An infobox value that alone left its label was changed
    to one that alone came.
    """
    pairs: list[int | None] = [None] * len(after)
    left = dict(enumerate(before))
    keys: tuple[Callable[[Item], Hashable], ...] = (lambda item: item, identity, _content, _place)
    for key in keys:
        candidates = _grouped(left.items(), key)
        for number, item in enumerate(after):
            if pairs[number] is None and (same := candidates.get(key(item))):
                pairs[number] = index = same.popleft()
                del left[index]
    came = _grouped(((number, item) for number, item in enumerate(after) if pairs[number] is None), _label)
    for label, gone in _grouped(left.items(), _label).items():
        if len(gone) == len(came.get(label, ())) == 1:
            pairs[came[label][0]] = gone[0]
    return pairs


def _label(item: Item) -> Hashable:
    return fold(item.label) if isinstance(item, InfoboxField) else None


def _grouped(items: Iterable[tuple[int, Item]], key: Callable[[Item], Hashable]) -> dict[Hashable, deque[int]]:
    """The numbers of the items by key, without those that have none."""
    groups: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, item in items:
        if (group := key(item)) is not None:
            groups[group].append(number)
    return dict(groups)


def keys_of(record: Record) -> list[str]:
    """The names of the keys of an item; the first is what it is called by."""
    return [key.name for key in fields(record)]


def label_of(item: Item) -> str:
    """What the item is called."""
    match item:
        case InfoboxField():
            return item.label
        case TimelineEvent():
            return str(item.date)
        case Faq():
            return item.question
        case Reference():
            return item.key
    return item


def text_of(value: Value) -> str:
    """A value as a person reads it; empty for None."""
    match value:
        case None:
            return ""
        case str():
            return value
        case tuple():
            # Names may hold commas; the path of a category is written with slashes.
            return "; ".join(name.written for name in value if isinstance(name, Name)) or " / ".join(map(str, value))
        case PartialDate() | EventDate():
            return str(value)
    return write_moment(value)


def item_text(item: Item) -> str:
    """An item as a person reads it: the value of each key, a reference's with the name of the key."""
    match item:
        case str():
            return item
        case InfoboxField():
            return f"{item.label}: {item.value}"
        case TimelineEvent():
            return f"{item.date}: {item.event}"
        case Faq():
            return f"{item.question}\n{item.answer}"
    filled = ((name, text_of(getattr(item, name))) for name in keys_of(item))
    return "\n".join(f"{name}: {text}" for name, text in filled if text)
