"""What became of an import, in words and numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

KEPT = ("taken", "changed", "left_out", "refused")


class Refusal(ValueError):
    """Something cannot be taken in.

    `line`, counted from 1, says where in it; None when the fault has no place in a text. `file` is the name of what
    was refused as a person knows it, where that is not what was being taken in.
    """

    def __init__(self, problem: str, *, line: int | None = None, file: str | None = None) -> None:
        super().__init__(problem if line is None else f"Line {line}: {problem}")
        self.problem = problem
        self.line = line
        self.file = file


class Entry(NamedTuple):
    """What became of a file, or of something in it."""

    file: str
    line: int | None
    what: str


@dataclass
class Report:
    """What became of each input: counts by outcome, and a line for everything that a person should read."""

    counts: Counter[str] = field(default_factory=Counter)
    """Articles, by what became of them."""
    beside: Counter[str] = field(default_factory=Counter)
    """What came in beside articles, by what it is."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Keys that are not known here and were left out, and files that are no documents by the endings of their names."""
    changed: int = 0
    """What is not as it was written."""
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_kept: bool = False
    """Whether all of it is kept to be given as data."""
    kept: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in KEPT})

    def refuse(self, source: str, error: Refusal) -> None:
        """Count and name what was not taken."""
        source = error.file or source
        self.counts["refused"] += 1
        self.refused.append(_line(Entry(source, error.line, error.problem)))
        self._keep("refused", Entry(source, error.line, error.problem)._asdict())

    def take(self, file: str, slug: str, outcome: str) -> None:
        """Count a document that went in."""
        self.counts[outcome] += 1
        self._keep("taken", {"file": file, "slug": slug, "outcome": outcome})

    def change(self, entry: Entry) -> None:
        """Tell what is not as it was written."""
        self.changed += 1
        self.remarks.append(_line(entry))
        self._keep("changed", entry._asdict())

    def leave_out(self, entry: Entry, *, counted: str = "") -> None:
        """Tell what did not go in; what there may be much of is only counted by its kind."""
        if counted:
            self.left_out[counted] += 1
        else:
            self.remarks.append(_line(entry))
        self._keep("left_out", entry._asdict())

    def _keep(self, kind: str, what: object) -> None:
        if self.is_kept:
            self.kept[kind].append(what)

    def as_data(self) -> dict[str, object]:
        """All of it, for programs."""
        return {"counts": dict(self.counts), "beside": dict(self.beside), **self.kept}


def _line(entry: Entry) -> str:
    return f"{entry.file}{f':{entry.line}' if entry.line else ''}: {entry.what}"
