"""What a person names to an import: a file, a folder, or an archive that becomes a folder for the time being."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from encyclopedia.document.errors import DocumentError

from .archives import unpack
from .layout import JOURNAL, MANIFEST, manifest
from .sources import Refuse, Source, files, sources


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is what was named, `found` the file or the folder that is read."""

    path: Path
    found: Path

    @property
    def is_folder(self) -> bool:
        return self.found.is_dir()

    def name(self, path: Path) -> str:
        """What a person knows a file as that was found here."""
        return str(self.path / path.relative_to(self.found)) if self.is_folder else str(path)

    def origin(self, path: Path) -> str:
        """How a file is known again in a later run, wherever the folder or its archive lies then."""
        if not self.is_folder:
            return f"{path.absolute().parent.name}/{path.name}"
        name = os.path.basename(os.path.abspath(self.path))  # noqa: PTH100, PTH119
        return f"{name if self.path == self.found else name[:-4]}/{path.relative_to(self.found).as_posix()}"

    def sources(self, refuse: Refuse) -> Iterator[Source]:
        if self.is_folder:
            return sources(self.found, self.name, refuse)
        return iter([Source(self.found, str(self.path))])

    def exports(self) -> Iterator[Path]:
        """The folders in which an export lies: this one, or one below where it was packed together with its folder."""
        if self.is_folder:
            for path in files(self.found, lambda path, error: None):
                if path.name == MANIFEST or (path.name == JOURNAL and not path.with_name(MANIFEST).exists()):
                    yield path.parent


def place_of(path: Path, aside: Path) -> Place:
    """The place that a path names; an archive is unpacked aside. Raises DocumentError."""
    place = Place(path, path)
    if path.is_file() and path.suffix.lower() == ".zip":
        unpack(path, aside)
        place = Place(path, aside)
    elif not path.exists():
        raise DocumentError("there is no such file")
    elif not (path.is_dir() or path.is_file()):
        raise DocumentError("this is neither a file nor a folder")
    for folder in place.exports():
        try:
            manifest(folder)
        except DocumentError as error:
            raise DocumentError(error.problem, file=place.name(folder / MANIFEST)) from None
    return place
