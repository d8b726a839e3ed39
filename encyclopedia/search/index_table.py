"""What both databases need to know of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: A row: its number, and the indexed words of each column.
Row = tuple[int, Sequence[list[str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the texts `parts`, the weightiest first.

    Each of its `places` is so many of them, counted from the first; `words` are all. With `has_facets`, a column of
    what rows are filtered by stands before them.
    """

    name: str
    parts: tuple[str, ...]
    places: Mapping[str, int]
    weights: tuple[int, ...]
    has_facets: bool = False
