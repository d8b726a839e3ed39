"""The folder that an export is: which file is what, and which names may stand in it."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from encyclopedia.document.errors import DocumentError

#: Of the folder as a whole; a later one that can no longer be read as this one gets another number.
FORMAT = 1
#: Written last: what an export consists of. While one is under way, the other holds what it has begun to write.
MANIFEST = "export.json"
JOURNAL = "export.part"

ARTICLES = "articles"
DRAFTS = "drafts"
HISTORY = "history"
IMAGES = "images"
PAGES = "pages"
CATEGORIES = "categories.yaml"

#: Bytes of UTF-8; file systems hold 255, and an ending follows.
MAX_STEM_LENGTH = 200
DRIVE = re.compile(r"[A-Za-z]:")


def stem(slug: str) -> str:
    """The name of an article's files, without the ending: its slug, or its beginning and a hash where that is too long.

    No slug holds `~`, so none is ever mistaken for another that was shortened.
    """
    written = slug.encode()
    if len(written) <= MAX_STEM_LENGTH:
        return slug
    return f"{written[:160].decode(errors='ignore')}~{hashlib.sha256(written).hexdigest()[:32]}"


def is_safe(name: str) -> bool:
    """Whether a name in a list or an archive leads to a file inside its folder, wherever it is unpacked."""
    if not name or "\\" in name or "\0" in name or DRIVE.match(name):
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def is_export(folder: Path) -> bool:
    """Whether an export lies here, be it whole or broken off."""
    return (folder / MANIFEST).is_file() or (folder / JOURNAL).is_file()


def manifest(folder: Path) -> set[str]:
    """The files of the export that lies here. Raises DocumentError when its list cannot be understood."""
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())
        form, files = listed["format"], listed["files"]
        understood = isinstance(files, list) and all(isinstance(name, str) and is_safe(name) for name in files)
    except FileNotFoundError:
        return set()
    except (ValueError, KeyError, TypeError, RecursionError):
        understood, form, files = False, FORMAT, []
    if form != FORMAT:
        raise DocumentError(f"this export has the format {form}, and only {FORMAT} is known here")
    if not understood:
        raise DocumentError("this is no list of the files of an export")
    return set(files)


def journal(folder: Path) -> Iterator[str]:
    """The files that exports which were broken off had begun to write here."""
    path = folder / JOURNAL
    for line in path.read_text().splitlines() if path.is_file() else []:
        try:
            name = json.loads(line)
        except ValueError:
            continue  # the last line may be cut off, and then its file was not begun
        if isinstance(name, str) and is_safe(name):
            yield name
