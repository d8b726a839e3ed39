"""The folder that an export writes: it knows which files are its own, and touches no others."""

import fcntl
import filecmp
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from encyclopedia.document.errors import DocumentError

from .layout import FORMAT, JOURNAL, MANIFEST, journal, manifest

#: Where a file is written before it is moved into its place.
ASIDE = ".export.part"


class FolderRefused(Exception):
    """The folder cannot be written to; the message says why."""


class Folder:
    """A folder that an export is written to, be it the first or one of many.

    Each new file is put on a list before it is written, so that an export that was broken off, however hard, can be
    begun again and still tells its own files from those of others. A file that changes is written aside and moved into
    its place, and one that is as it should be is left alone.

    Raises FolderRefused and OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self.written: set[str] = set()
        self._made: set[str] = set()
        self._aside = path / ASIDE

    def __enter__(self) -> Self:
        if self.path.exists() and not self.path.is_dir():
            raise FolderRefused(f"{self.path} is a file; name a folder to write to.")
        self.path.mkdir(parents=True, exist_ok=True)
        self._list = (self.path / JOURNAL).open("a", encoding="utf-8")
        try:
            fcntl.flock(self._list, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.own = manifest(self.path) | set(journal(self.path))
        except BlockingIOError:
            self._list.close()
            raise FolderRefused(f"Another export is writing to {self.path}; wait for it.") from None
        except DocumentError as error:
            self._list.close()
            raise FolderRefused(f"{self.path / MANIFEST}: {error.problem}. Name another folder.") from None
        # A line that was cut off must not swallow the next one.
        self._list.write("\n")
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError):
            self._aside.unlink(missing_ok=True)
        self._list.close()

    def write(self, name: str, data: bytes) -> None:
        """Make the file hold just this."""
        path = f"{self.path}/{name}"
        with _named(path):
            old = None
            with suppress(FileNotFoundError), Path(path).open("rb") as file:
                old = file.read(len(data) + 1)
            if self._take(name, is_there=old is not None, same=old == data):
                if old is None:
                    # Nobody has it yet, and it stands on the list: half of it is made whole by the next run.
                    self._make_place(path)
                    with Path(path).open("xb") as file:
                        file.write(data)
                else:
                    self._aside.write_bytes(data)
                    self._move(path)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file to write to piece by piece, which becomes the one of that name at the end."""
        with _named(f"{self.path}/{name}"):
            with self._aside.open("wb") as file:
                yield file
            self._put_aside(name)

    def copy(self, name: str, source: Path) -> None:
        """Make the file the same as another one."""
        with _named(f"{self.path}/{name}"):
            shutil.copyfile(source, self._aside)
            self._put_aside(name)

    def _put_aside(self, name: str) -> None:
        """Let what was written aside be the file of that name."""
        path = self.path / name
        same = path.is_file() and filecmp.cmp(self._aside, path, shallow=False)
        if self._take(name, is_there=os.path.lexists(path), same=same):
            self._move(str(path))

    def _take(self, name: str, *, is_there: bool, same: bool) -> bool:
        """Make the file one of ours; whether it has to be written."""
        if name not in self.own:
            if is_there and not same:
                raise FolderRefused(f"{self.path / name} is not from an export; move it away and run again.")
            self._list.write(json.dumps(name) + "\n")
            self._list.flush()
            self.own.add(name)
        self.written.add(name)
        self.counts["unchanged" if same else "updated" if is_there else "created"] += 1
        return not same

    def _move(self, path: str) -> None:
        self._make_place(path)
        self._aside.replace(path)

    def _make_place(self, path: str) -> None:
        place = path.rpartition("/")[0]
        if place not in self._made:
            Path(place).mkdir(parents=True, exist_ok=True)
            self._made.add(place)

    def finish(self) -> None:
        """Remove what no longer belongs to the export and write the list of what does."""
        for name in sorted(self.own - self.written):
            path = self.path / name
            if path.is_file() or path.is_symlink():
                path.unlink()
                self.counts["removed"] += 1
            with suppress(OSError):  # not empty, or not there
                for place in Path(name).parents[:-1]:
                    (self.path / place).rmdir()
        listed = {"format": FORMAT, "files": sorted(self.written)}
        data = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
        place = self.path / MANIFEST
        with _named(str(place)):
            if not place.is_file() or place.read_bytes() != data:
                with self._aside.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                self._aside.replace(place)
        (self.path / JOURNAL).unlink(missing_ok=True)

    def others(self) -> Iterator[str]:
        """What lies in the folder and is not from an export; folders without any file of ours as a whole."""
        ours = {str(place) for name in self.written for place in Path(name).parents}
        places = ["."]
        while places:
            place = places.pop()
            for entry in sorted(os.scandir(self.path / place), key=lambda entry: entry.name):
                name = os.path.normpath(f"{place}/{entry.name}")
                if entry.is_dir(follow_symlinks=False):
                    if name in ours:
                        places.append(name)
                    else:
                        yield f"{name}/"
                elif name not in self.written and name not in (MANIFEST, JOURNAL, ASIDE):
                    yield name


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Let an error say which file it is about; a full disk does not by itself."""
    try:
        yield
    except OSError as error:
        error.filename = path
        raise
