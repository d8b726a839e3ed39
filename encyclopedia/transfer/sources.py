"""Where documents come from: files, and folders with all that is in them."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from encyclopedia.document.errors import DocumentError

from .layout import ARTICLES, DRAFTS, IMAGES, PAGES, is_export

ENDINGS = (".md", ".markdown")
PICTURE_FOLDERS = (".gitbook/assets", ".vuepress/public")
#: Bytes; a larger file is refused before it is read.
LARGEST = 5_000_000

Refuse = Callable[[Path, DocumentError], None]


class Source(NamedTuple):
    """A document file."""

    path: Path
    name: str
    """As a person knows it: one that was unpacked from an archive lies elsewhere now."""
    export: Path | None = None
    """The folder of the export in which it is an article, with its history and all else that belongs to it."""


def files(folder: Path, refuse: Refuse, leave: Callable[[Path], bool] = lambda place: False) -> Iterator[Path]:
    """The files in a folder and below it but hidden ones, in order; folders that `leave` names are not entered.

    Links are followed to files that lie in the folder; those that lead out of it are refused.
    """
    places = [folder]
    while places:
        below = []
        for entry in sorted(os.scandir(places.pop()), key=lambda entry: entry.name):
            path = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if entry.is_symlink() and not inside(folder, path):
                refuse(path, DocumentError("this link leads out of the folder and is not followed"))
            elif entry.is_file():
                yield path
            elif entry.is_dir(follow_symlinks=False) and not leave(path):
                below.append(path)
        places += reversed(below)


def inside(folder: Path, path: Path) -> bool:
    """Whether the path leads, through whatever links, to something that lies in the folder."""
    return path.resolve().is_relative_to(folder.resolve())


def sources(folder: Path, name: Callable[[Path], str], refuse: Refuse) -> Iterator[Source]:
    """The documents in a folder and below it. In an export, drafts and pages are no articles."""
    for path in files(folder, refuse, leave=_holds_no_articles):
        if is_document(path):
            export = path.parent.parent
            is_article = path.parent != folder and path.parent.name == ARTICLES and is_export(export)
            yield Source(path, name(path), export if is_article else None)


def is_document(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS


def others(folder: Path) -> Iterator[Path]:
    """The files in a folder and below it that are no documents, but those of exports."""
    if not is_export(folder):
        found = files(folder, lambda path, error: None, leave=is_export)
        yield from (path for path in found if not is_document(path))


def kept_aside(folder: Path) -> Iterator[Path]:
    """The pictures that GitBook and VuePress keep in hidden folders: they are taken where a document shows them."""
    for place in PICTURE_FOLDERS:
        if (folder / place).is_dir() and inside(folder, folder / place):
            yield from files(folder / place, lambda path, error: None)


def _holds_no_articles(place: Path) -> bool:
    return place.name in (DRAFTS, IMAGES, PAGES) and is_export(place.parent)


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The document files that the paths name: files as they are, folders with all that is in them, in order."""
    for path in paths:
        if path.is_dir():
            yield from (source.path for source in sources(path, str, lambda path, error: None))
        else:
            yield path


def read(path: Path) -> str:
    """The text of a file. Raises DocumentError when it is no text, too large or cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"the file is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes().decode()
    except OSError as error:
        raise DocumentError(f"the file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DocumentError("the file is not UTF-8 text", line=line) from None
