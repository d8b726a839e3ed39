"""Three-way merge of texts by lines.

After S. Khanna, K. Kunal, B. C. Pierce, "A Formal Investigation of Diff3", FSTTCS 2007: lines that all three versions
share are stable; between two of them stands a chunk that one side changed, or both did alike, or both differently.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .alignment import align


class Chunk(NamedTuple):
    """Lines of the three versions that stand for each other."""

    base: list[str]
    ours: list[str]
    theirs: list[str]

    @property
    def conflicts(self) -> bool:
        return self.base != self.ours != self.theirs != self.base

    @property
    def merged(self) -> list[str]:
        """The lines of the side that changed them; ours where both did."""
        return self.theirs if self.ours == self.base else self.ours


def chunks(base: str, ours: str, theirs: str) -> Iterator[Chunk]:
    """The three texts from end to end, by lines. Changes of lines that touch are one chunk."""
    versions = [text.split("\n") for text in (base, ours, theirs)]
    in_ours, in_theirs = (_places(versions[0], version) for version in versions[1:])
    stable = [
        (line, place, other)
        for line, (place, other) in enumerate(zip(in_ours, in_theirs, strict=True))
        if place is not None and other is not None
    ]
    ends = (len(versions[0]), len(versions[1]), len(versions[2]))
    begin = end = (0, 0, 0)  # the stable lines that are being read
    for here in (*stable, ends):
        if here != end:
            yield _chunk(versions, begin, end)
            yield _chunk(versions, end, here)
            begin = here
        end = (here[0] + 1, here[1] + 1, here[2] + 1)
    yield _chunk(versions, begin, ends)


def _places(base: list[str], version: list[str]) -> list[int | None]:
    """Where each line of the base stands in the version."""
    places: list[int | None] = [None] * len(base)
    for stretch in align(base, version):
        if stretch.same:
            places[stretch.before] = range(stretch.after.start, stretch.after.stop)
    return places


def _chunk(versions: list[list[str]], start: tuple[int, ...], end: tuple[int, ...]) -> Chunk:
    return Chunk(*(lines[first:last] for lines, first, last in zip(versions, start, end, strict=True)))
