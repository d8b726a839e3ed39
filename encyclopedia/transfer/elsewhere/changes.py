"""What is changed on the way, or left out: each with its line."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Change(NamedTuple):
    """Something of a file that a person should know of."""

    line: int | None
    what: str


@dataclass
class Changes:
    """What became of a file that was not taken in just as it is."""

    changed: list[Change] = field(default_factory=list)
    left_out: list[Change] = field(default_factory=list)
    """What a person wrote and the article will not have."""
    unknown: list[tuple[str, int]] = field(default_factory=list)
    """Keys of the front matter that mean nothing here, and their lines."""

    def change(self, line: int | None, what: str) -> None:
        self.changed.append(Change(line, what))

    def leave_out(self, line: int | None, what: str) -> None:
        self.left_out.append(Change(line, what))
