"""The files that are taken in together, and which of them an address within one means."""

import posixpath
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from encyclopedia.document.names import fold

from .links import Named
from .titles import OF_FOLDER

#: What an address leaves out at its end: `/guide/` is `guide.md` or `guide/index.md`.
ENDINGS = (".md", ".markdown", "/index.md", "/_index.md", "/readme.md", "/index.markdown")


class Tree:
    """All files below one folder. `known` gives the documents among them with the articles that they become, and the
    addresses that they had; it is asked once, and only if a link leads to one.
    """

    def __init__(
        self, top: Path, files: Iterable[Path], known: Callable[[], Iterator[tuple[Path, Named, str]]]
    ) -> None:
        self.top = top
        self._files = files
        self._known = known

    def key(self, path: Path) -> str:
        """How a file is compared: people write the names of their files with little care for capitals."""
        return _key(path.relative_to(self.top).as_posix())

    @cached_property
    def files(self) -> dict[str, Path]:
        return {self.key(path): path for path in self._files}

    @cached_property
    def articles(self) -> dict[str, Named]:
        found = [(self.key(path), named, address) for path, named, address in self._known()]
        titles = Counter(fold(named.title) for _, named, _ in found)
        slugs = {fold(named.slug) for _, named, _ in found}
        self._by_address = {_key(address): key for key, _, address in found if address}

        def name(named: Named) -> str:
            title = fold(named.title)
            return (
                named.title if titles[title] == 1 and (title not in slugs or title == fold(named.slug)) else named.slug
            )

        return {key: named._replace(name=name(named)) for key, named, _ in found}

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        """The documents by the last part of their names; those that stand for a folder by its name, too."""
        found: dict[str, list[str]] = {}
        for key in self.articles:
            folder, stem = posixpath.split(posixpath.splitext(key)[0])
            for name in {stem, posixpath.basename(folder) if stem in OF_FOLDER else stem}:
                found.setdefault(fold(name), []).append(key)
        return found

    @cached_property
    def _pictures(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.files:
            found.setdefault(posixpath.basename(key), []).append(key)
        return found

    def article(self, address: str, *, seen_from: str) -> Named | None:
        """The article that a path within the text of a file leads to."""
        written = _key(address.removeprefix("@site/")).rstrip("/")
        key = self._path(written, seen_from, self.articles)
        if key is None and address.startswith("/"):
            key = self._by_written_address(written) or self._by_end(written, seen_from)
        elif key is None and "/" not in written:  # Jekyll and Hugo name a post without its folder
            key = self._by_end(written, seen_from)
        return self.articles[key] if key is not None else None

    def note(self, name: str, *, seen_from: str) -> Named | None:
        """The article of a note that is called so, with as much of its path as is given."""
        written = _key(name)
        if written.startswith(("./", "../")):
            key = self._path(written, seen_from, self.articles)
        else:
            key = self._by_end(written, seen_from)
        return self.articles[key] if key is not None else None

    def picture(self, address: str, *, seen_from: str) -> Path | None:
        """The file of a picture: by its path, else by its name alone, as Obsidian finds it."""
        written = _key(address)
        key = self._path(written, seen_from, self.files)
        if key is None:
            found = self._pictures.get(posixpath.basename(written), [])
            ending = "/" + written.lstrip("./")
            key = _nearest([each for each in found if f"/{each}".endswith(ending)], seen_from)
        return self.files[key] if key is not None else None

    def _path(
        self, written: str, seen_from: str, known: dict[str, object] | dict[str, Named] | dict[str, Path]
    ) -> str | None:
        # An address is meant from the file, from the page that its file becomes, or from the top.
        folder = posixpath.dirname(seen_from)
        bases = [""] if written.startswith("/") else dict.fromkeys([folder, posixpath.splitext(seen_from)[0], ""])
        for base in bases:
            place = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
            stem = _without_ending(place)
            for key in (
                place,
                *(f"{stem}{ending}" for ending in ENDINGS),
                *(ending[1:] for ending in ENDINGS if place == "."),
            ):
                if key in known:
                    return key
        return None

    def _by_written_address(self, written: str) -> str | None:
        """The document whose slug, as it was written, ends the address: `/de/docs/Web/API` for `slug: Web/API`."""
        parts = written.strip("/").split("/")
        _ = self.articles
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self._by_address[end] for end in ends if end in self._by_address), None)

    def _by_end(self, written: str, seen_from: str) -> str | None:
        stem = _without_ending(written.strip("/"))
        found = self._by_stem.get(fold(posixpath.basename(stem)), [])
        return _nearest([key for key in found if _ends_with(key, stem)], seen_from)


def _ends_with(key: str, stem: str) -> bool:
    place = f"/{posixpath.splitext(key)[0]}"
    folder, name = posixpath.split(place)
    return place.endswith(f"/{stem}") or (name in OF_FOLDER and folder.endswith(f"/{stem}")) or "/" not in stem


def _nearest(keys: list[str], seen_from: str) -> str | None:
    """The one in the same folder, else the one that lies least deep."""
    beside = posixpath.dirname(seen_from)
    return min(keys, key=lambda key: (posixpath.dirname(key) != beside, key.count("/"), key), default=None)


def _without_ending(written: str) -> str:
    for ending in (".md", ".markdown", ".mdx", ".html"):
        written = written.removesuffix(ending)
    return written


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
