"""Three-way merge of documents."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from .diff3 import chunks
from .names import fold
from .parts import INFOBOX_KEYS, LISTS, PROSE, Item, identity, item_text, keys_of, label_of, paired, text_of
from .rules import Path
from .schema import FACTS, Document, Infobox, InfoboxField, together
from .text import without_blank_ends

AnyItem = TypeVar("AnyItem", bound=Item)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place where both sides changed the same differently, as texts; empty where one has nothing there.

    `path` names the place in the merged document, as in a DocumentError: `("references", 2, "title")`; of an item that
    the merged document does not have only the part. `label` is what the item is called (see `ItemChange`).
    """

    path: Path
    base: str
    ours: str
    theirs: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged document, in which every conflict carries ours."""

    document: Document
    conflicts: tuple[Conflict, ...] = ()


def merge(base: Document, ours: Document, theirs: Document) -> Merge:
    """What both sides did to `base`. The facts about the article are left alone: they are those of `ours`.

    A value is taken from the side that changed it, prose is merged by lines, the other parts by items. Items keep the
    order of the side that moved some; of ours, when both did. Whether the result keeps to `rules` is left to whoever
    stores it: two sides may together have more items than an article may.
    """
    merger = _Merger()
    names = [key.name for key in fields(Document) if key.name not in FACTS]
    parts = {name: merger.part(name, getattr(base, name), getattr(ours, name), getattr(theirs, name)) for name in names}
    parts["body"] = without_blank_ends(parts["body"])
    return Merge(replace(ours, **parts), tuple(merger.conflicts))


class _Merger:
    """Merges parts and gathers the conflicts."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []

    def part(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        if name == "infobox":
            return self.infobox(base, ours, theirs)
        if name in LISTS:
            return self.items((name,), base, ours, theirs)
        return self.value((name,), base, ours, theirs)

    def infobox(self, base: Infobox, ours: Infobox, theirs: Infobox) -> Infobox:
        keys = {
            key: self.value(("infobox", key), getattr(base, key), getattr(ours, key), getattr(theirs, key))
            for key in INFOBOX_KEYS
        }
        return Infobox(**keys, fields=self.infobox_fields(base.fields, ours.fields, theirs.fields))

    def value(self, path: Path, base: Any, ours: Any, theirs: Any, label: str = "") -> Any:
        """The value of one key: that of the side that changed it; of a prose, line by line."""
        if path[-1] in PROSE:
            return self.prose(path, base, ours, theirs, label)
        if ours == base:
            return theirs
        if theirs not in (base, ours):
            self.conflicts.append(Conflict(path, text_of(base), text_of(ours), text_of(theirs), label))
        return ours

    def prose(self, path: Path, base: str, ours: str, theirs: str, label: str) -> str:
        lines: list[str] = []
        for chunk in chunks(base, ours, theirs):
            lines += chunk.merged
            if chunk.conflicts:
                was, mine, other = map("\n".join, chunk)
                self.conflicts.append(Conflict(path, was, mine, other, label))
        return "\n".join(lines)

    def infobox_fields(
        self, base: Sequence[InfoboxField], ours: Sequence[InfoboxField], theirs: Sequence[InfoboxField]
    ) -> tuple[InfoboxField, ...]:
        path = ("infobox", "fields")
        was, mine, other = map(_spellings, (base, ours, theirs))
        # Labels are spelled alike first, so that a new spelling on one side reaches the values of the other.
        spelled = {
            label: self.value(path, was.get(label, ""), mine[label], other[label], mine[label])
            for label in mine
            if label in other
        }
        versions = [
            [replace(row, label=spelled.get(fold(row.label), row.label)) for row in version]
            for version in (base, ours, theirs)
        ]
        rows: dict[Hashable, InfoboxField] = {}
        for row in self.items(path, *versions):
            first = rows.setdefault(identity(row), row)
            if first != row:
                self.conflicts.append(Conflict(path, "", first.value, row.value, row.label))
        return together(rows.values())

    def items(
        self, path: Path, base: Sequence[AnyItem], ours: Sequence[AnyItem], theirs: Sequence[AnyItem]
    ) -> tuple[AnyItem, ...]:
        """The items that either side has, without those that one removed and the other left as they were.

        One that a side removed and the other changed is a conflict.
        """
        was: dict[Hashable, AnyItem] = dict(enumerate(base))
        mine, other = _by_key(base, ours), _by_key(base, theirs)
        gone = {key for key in was if key not in mine or (key not in other and mine[key] == was[key])}
        merged = []
        for number, key in enumerate(_order(mine, other, gone)):
            here = (*path, number)
            if key in mine and key in other:
                merged.append(self.item(here, was.get(key), mine[key], other[key]))
            elif key in mine:
                merged.append(mine[key])
                if key in was:
                    self.item_conflict(here, was[key], mine[key], None)
            else:
                merged.append(other[key])
        for key, item in was.items():
            if key not in mine and other.get(key, item) != item:
                self.item_conflict(path, item, None, other[key])
        return tuple(merged)

    def item(self, path: Path, base: AnyItem | None, ours: AnyItem, theirs: AnyItem) -> AnyItem:
        if theirs in (base, ours):
            return ours
        if ours == base:
            return theirs
        if base is None or isinstance(ours, str):
            self.item_conflict(path, base, ours, theirs)
            return ours
        values = {
            name: self.value(
                (*path, name), getattr(base, name), getattr(ours, name), getattr(theirs, name), label_of(ours)
            )
            for name in keys_of(ours)
        }
        return replace(ours, **values)

    def item_conflict(self, path: Path, base: Item | None, ours: Item | None, theirs: Item | None) -> None:
        label = next(label_of(item) for item in (ours, theirs) if item is not None)
        was, mine, other = ("" if item is None else item_text(item) for item in (base, ours, theirs))
        self.conflicts.append(Conflict(path, was, mine, other, label))


def _spellings(rows: Iterable[InfoboxField]) -> dict[str, str]:
    """The labels by the form in which they are compared."""
    return {fold(row.label): row.label for row in rows}


def _by_key(base: Sequence[Item], version: Sequence[AnyItem]) -> dict[Hashable, AnyItem]:
    """The items by what they are in all three versions: the number of the same item in the base, or their identity."""
    keys: dict[Hashable, AnyItem] = {}
    times: Counter[Hashable] = Counter()
    for item, pair in zip(version, paired(base, version), strict=True):
        if pair is None:
            times[identity(item)] += 1
            keys[identity(item), times[identity(item)]] = item
        else:
            keys[pair] = item
    return keys


def _order(ours: Iterable[Hashable], theirs: Iterable[Hashable], gone: set[Hashable]) -> list[Hashable]:
    """The keys of both sides but those that are gone.

    What both have stands as in theirs when ours kept the order of the base, whose keys are numbers, else as in ours.
    After each of them comes what only theirs has there, then what only ours has.
    """
    shared = set(ours) & set(theirs)
    in_ours, in_theirs = ([key for key in keys if key in shared] for keys in (ours, theirs))
    numbers = [key for key in in_ours if isinstance(key, int)]
    order: list[Hashable] = []
    additions = [_additions(keys, shared) for keys in (theirs, ours)]
    for key in (None, *(in_theirs if numbers == sorted(numbers) else in_ours)):
        order += [key, *additions[0].get(key, ()), *additions[1].get(key, ())]
    return [key for key in order[1:] if key not in gone]


def _additions(keys: Iterable[Hashable], shared: set[Hashable]) -> dict[Hashable, list[Hashable]]:
    """What is not shared, by the shared key that it follows; None at the beginning."""
    runs: dict[Hashable, list[Hashable]] = {}
    last = None
    for key in keys:
        if key in shared:
            last = key
        else:
            runs.setdefault(last, []).append(key)
    return runs
