"""What changed between two documents: part by part, item by item, and word by word in prose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from .alignment import align
from .names import fold
from .parts import INFOBOX_KEYS, Item, keys_of, label_of, paired, text_of
from .prose import Effort, Hunk, compare_prose
from .schema import FACTS, Document, Infobox, InfoboxField


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One key of an item, or of the infobox itself, such as `caption` or `authors`, by its name in the document."""

    name: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What happened to one item of a part.

    `label` is what the item is called: the label of infobox values, the date of an event, a question, the key of a
    reference, or the name itself. `gained` and `lost` are values of an infobox label. `hunks` show the words of a
    respelled name, or of an infobox value that took the place of another. `fields` are the keys that differ; all the
    filled ones, but for the label, when the item is new or gone. An item that changed its text and its place stands
    there twice, as "changed" and as "moved".
    """

    kind: Literal["added", "removed", "changed", "moved"]
    label: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PartChange:
    """What changed in one part, by its name in the document.

    Prose and the title have `hunks`; tags, aliases, category, timeline, faq and references have `items`; the infobox
    has `items` for its labels and `fields` for its other keys.
    """

    part: str
    items: tuple[ItemChange, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact about the article that differs: `slug`, `status`, `published`, `updated` or `former`, as texts."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, parts in the order of the schema. False when nothing does."""

    parts: tuple[PartChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    coarse: bool = False
    """Whether so much differs that some of it is shown by whole lines."""

    def __bool__(self) -> bool:
        return bool(self.parts or self.facts)


def compare(before: Document, after: Document) -> Comparison:
    """What was done to `before` to make `after`. Empty exactly when the two are equal."""
    names = [key.name for key in fields(Document)]
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]
    effort = Effort()
    parts = [
        _part(name, getattr(before, name), getattr(after, name), effort) for name in differing if name not in FACTS
    ]
    facts = [_fact(name, before, after) for name in differing if name in FACTS]
    return Comparison(tuple(parts), tuple(facts), effort.ended)


def _fact(name: str, before: Document, after: Document) -> FactChange:
    was, became = (
        ", ".join(document.former) if name == "former" else text_of(getattr(document, name))
        for document in (before, after)
    )
    return FactChange(name, was, became)


def _part(name: str, before: object, after: object, effort: Effort) -> PartChange:
    match before, after:
        case str(), str():
            return PartChange(name, hunks=compare_prose(before, after, effort))
        case tuple(), tuple():
            return PartChange(name, items=tuple(_items(before, after, effort)))
        case Infobox(), Infobox():
            labels = tuple(_labels(before.fields, after.fields, effort))
            return PartChange(name, items=labels, fields=_fields(INFOBOX_KEYS, before, after, effort))
    raise TypeError(f"{name} is no part of a document")


def _items(before: Sequence[Item], after: Sequence[Item], effort: Effort) -> Iterator[ItemChange]:
    """What happened to the items: those that are gone, then the others in their new order."""
    pairs = paired(before, after)
    for number in sorted(set(range(len(before))) - set(pairs)):
        yield _whole("removed", before[number], effort)
    moved = _moved(pairs)
    for item, pair in zip(after, pairs, strict=True):
        if pair is None:
            yield _whole("added", item, effort)
            continue
        was = before[pair]
        if was != item and isinstance(item, str):
            yield ItemChange("changed", item, hunks=compare_prose(label_of(was), item, effort))
        elif was != item and not isinstance(item, str):
            yield ItemChange("changed", label_of(item), fields=_fields(keys_of(item), was, item, effort))
        if pair in moved:
            yield ItemChange("moved", label_of(item))


def _whole(kind: Literal["added", "removed"], item: Item, effort: Effort) -> ItemChange:
    """An item that has no counterpart."""
    if isinstance(item, str):
        return ItemChange(kind, item)
    before, after = (None, item) if kind == "added" else (item, None)
    # The first key of every item is its label.
    return ItemChange(kind, label_of(item), fields=_fields(keys_of(item)[1:], before, after, effort))


def _moved(pairs: Sequence[int | None]) -> set[int]:
    """The items, by their old number, that stand elsewhere among those that both versions have; as few as can be."""
    order = [number for number in pairs if number is not None]
    moved = set(order)
    for stretch in align(sorted(order), order):
        if stretch.same:
            moved.difference_update(order[stretch.after])
    return moved


def _fields(names: Iterable[str], before: object, after: object, effort: Effort) -> tuple[FieldChange, ...]:
    """The keys that differ between two versions of one thing, either of which may be None."""
    values = ((name, getattr(before, name, None), getattr(after, name, None)) for name in names)
    return tuple(
        FieldChange(name, compare_prose(text_of(was), text_of(became), effort))
        for name, was, became in values
        if (was or None) != (became or None)
    )


def _labels(before: Sequence[InfoboxField], after: Sequence[InfoboxField], effort: Effort) -> Iterator[ItemChange]:
    """What happened to the labels: those that are gone, then the others in their new order."""
    old, new = _by_label(before), _by_label(after)
    for label, rows in old.items():
        if label not in new:
            yield ItemChange("removed", rows[0].label, lost=tuple(row.value for row in rows))
    places = {label: number for number, label in enumerate(old)}
    moved = _moved([places.get(label) for label in new])
    for label, rows in new.items():
        name = rows[0].label
        if label not in old:
            yield ItemChange("added", name, gained=tuple(row.value for row in rows))
            continue
        was, became = ([row.value for row in version] for version in (old[label], rows))
        had, has = set(was), set(became)
        lost = tuple(value for value in was if value not in has)
        gained = tuple(value for value in became if value not in had)
        if lost or gained or old[label][0].label != name:
            hunks = compare_prose(lost[0], gained[0], effort) if len(lost) == len(gained) == 1 else ()
            yield ItemChange("changed", name, gained, lost, hunks, _respelled(old[label][0].label, name, effort))
        if places[label] in moved or [value for value in was if value in has] != [
            value for value in became if value in had
        ]:
            yield ItemChange("moved", name)


def _respelled(before: str, after: str, effort: Effort) -> tuple[FieldChange, ...]:
    return (FieldChange("label", compare_prose(before, after, effort)),) if before != after else ()


def _by_label(rows: Sequence[InfoboxField]) -> dict[str, list[InfoboxField]]:
    labels: dict[str, list[InfoboxField]] = {}
    for row in rows:
        labels.setdefault(fold(row.label), []).append(row)
    return labels
