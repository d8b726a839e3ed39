"""The documents of one place: read, each under the slug that it has in this run, with links that lead to articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TypedDict

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document

from . import elsewhere
from .claims import Claims
from .elsewhere.changes import Changes
from .elsewhere.links import PICTURE, Named, leads_beside, relinked
from .pictures import Beside
from .pictures import beside as read_picture
from .places import Place
from .sources import Source, inside, is_document, kept_aside, others, read


@dataclass(slots=True)
class Incoming:
    """A document that has been read, and what became of it."""

    source: Source
    document: Document
    place: Place
    length: int = 0
    changes: Changes = field(default_factory=Changes)
    pictures: list[Beside] = field(default_factory=list)
    origin: str = ""
    """By what its file is known again, where it is to be."""
    is_numbered: bool = False
    """Whether its slug is another than the document's own."""
    outcome: str = ""
    refusal: DocumentError | None = None
    beside: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return fold(self.document.slug)


class Reading(TypedDict, total=False):
    """The fields of `How` as arguments by name: what a person may say about documents that were written elsewhere."""

    renamed: Mapping[str, str]
    ignore_unknown: bool
    number: bool


@dataclass(frozen=True, slots=True)
class How:
    """How such documents are read: keys under other names, unknown ones left out, taken slugs with a number."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    ignore_unknown: bool = False
    number: bool = False


class Arrivals:
    """The documents that are taken in together: those of a folder, or files that were named one by one."""

    def __init__(self, top: Path, sources: Iterable[tuple[Source, Place]], claims: Claims, how: How) -> None:
        self.top = top
        self.claims = claims
        self.how = how
        self.shown: set[Path] = set()
        """The pictures that documents show."""
        self._sources = list(sources)
        self._tree = elsewhere.Tree(top, self._files(), self._known)
        # A logo stands on many pages; a few pictures are remembered, and not each with all its bytes.
        self._picture = lru_cache(8)(read_picture)
        if claims.number:
            claims.remember({source.name: place.origin(source.path) for source, place in self._sources})

    def __len__(self) -> int:
        return len(self._sources)

    def read(self, source: Source, place: Place) -> Incoming:
        """The document of a file. Raises DocumentError where it is refused."""
        reading, length = self._reading(source)
        document = self.claims.claim(reading.document, source.name)
        incoming = Incoming(source, document, place, length, reading.changes)
        incoming.origin = place.origin(source.path) if self.claims.number else ""
        incoming.is_numbered = document.slug != reading.document.slug
        if incoming.is_numbered:
            reading.changes.change(None, f"the slug “{reading.document.slug}” is taken; it is “{document.slug}” here")
        if not reading.is_ours and leads_beside(document.body):
            beside = _Beside(self, incoming)
            body = relinked(document.body, beside, reading.changes, line=reading.line)
            incoming.document = replace(document, body=body)
        return incoming

    def _reading(self, source: Source) -> tuple[elsewhere.Reading, int]:
        if not is_document(source.path):
            raise DocumentError("the name of a document ends in .md or .markdown, that of an archive in .zip")
        text = read(source.path)
        how = self.how
        return elsewhere.read(text, source.name, renamed=how.renamed, ignore_unknown=how.ignore_unknown), len(text)

    def _files(self) -> Iterator[Path]:
        yield from (source.path for source, _ in self._sources)
        if any(place.is_folder for _, place in self._sources):
            yield from others(self.top)
            yield from kept_aside(self.top)

    def _known(self) -> Iterator[tuple[Path, Named, str]]:
        """The articles of all files, which are read once more for it: links lead forward as well as back."""
        for source, _ in self._sources:
            try:
                reading, _ = self._reading(source)
                document = self.claims.claim(reading.document, source.name)
            except DocumentError:
                continue
            yield source.path, Named(document.title, document.slug, document.title), reading.address

    def picture(self, path: Path) -> Beside:
        """The picture in a file. Raises DocumentError."""
        self.shown.add(path)
        return self._picture(path)

    def left(self) -> Iterator[Path]:
        """The files of the folder that no document is and none shows."""
        if any(place.is_folder for _, place in self._sources):
            yield from (path for path in others(self.top) if path not in self.shown)


class _Beside:
    """What the links of one document lead to."""

    def __init__(self, arrivals: Arrivals, incoming: Incoming) -> None:
        tree = arrivals._tree
        seen_from = tree.key(incoming.source.path)
        self.article = partial(tree.article, seen_from=seen_from)
        self.note = partial(tree.note, seen_from=seen_from)
        self._file = partial(tree.picture, seen_from=seen_from)
        self._arrivals = arrivals
        self._incoming = incoming

    def picture(self, address: str) -> str | None:
        path = self._file(address)
        if path is None or not inside(self._arrivals.top, path):
            return None
        try:
            found = self._arrivals.picture(path)
        except DocumentError:
            return None
        self._incoming.pictures.append(found)
        self._incoming.length += len(found.data or b"")
        return found.address


def is_picture(path: Path) -> bool:
    return PICTURE.search(path.name) is not None
