"""The pictures of an export, copied byte for byte, so that what comes out again is the same; and those beside documents
that were written elsewhere, of which only the pixels are kept.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.rules import IMAGE
from encyclopedia.site import images
from encyclopedia.site.picture_kinds import KINDS

from .folder import Folder
from .layout import IMAGES, is_safe


def kept() -> Iterator[tuple[str, Path]]:
    """The name in an export and the path of every picture that is kept here."""
    top = Path(settings.MEDIA_ROOT)
    for place, folders, names in os.walk(top / IMAGES):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file():
                yield path.relative_to(top).as_posix(), path


def give(folder: Folder) -> Iterator[str]:
    """Copy all pictures to an export. Answers the names that cannot stand in one."""
    for name, path in kept():
        if is_safe(name) and _is_text(name):
            folder.copy(name, path)
        else:
            yield name.encode(errors="backslashreplace").decode()


def _is_text(name: str) -> bool:
    """Whether the name is Unicode: file systems hold others, which no list of ours can."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return "\n" not in name


def take(path: Path, name: str, *, write: bool) -> bool:
    """Keep a picture of an export under its name, such as `images/a.png`; `write` is False for a dry run.

    Answers False where the same one is kept already. Raises DocumentError when it is no picture, or when another one
    has its name: none is ever overwritten.
    """
    if not (IMAGE.fullmatch(name) and is_safe(name)):
        raise DocumentError("this is no name of a picture; write for instance images/name.png")
    if path.stat().st_size > images.MAX_BYTES:
        raise DocumentError(f"the picture is larger than {images.MAX_BYTES // 1024 // 1024} MB")
    data = path.read_bytes()
    place = Path(settings.MEDIA_ROOT) / name
    if place.exists():
        if place.is_file() and place.stat().st_size == len(data) and place.read_bytes() == data:
            return False
        raise DocumentError("another picture has this name already; it stays as it is")
    try:
        images.check(data, place.suffix[1:])
    except images.ImageRefused as error:
        raise DocumentError(str(error)) from None
    if write:
        _write(data, place)
    return True


def _write(data: bytes, place: Path) -> None:
    """Write it aside and link it into place: nobody is served half a picture, and nothing is overwritten."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".") as file:
        file.write(data)
        file.flush()
        Path(file.name).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        try:
            os.link(file.name, place)
        except FileExistsError:
            if place.read_bytes() != data:
                raise DocumentError("another picture has this name already; it stays as it is") from None


@dataclass(frozen=True, slots=True)
class Beside:
    """A picture that lies beside documents: kept under a hash of its file, so that the next run knows it by its name.

    `data` is what is to be kept, without whatever cameras and programs write into a picture; None where it is here.
    """

    name: str
    data: bytes | None

    @property
    def address(self) -> str:
        return f"{settings.MEDIA_URL}{self.name}"

    def keep(self) -> bool:
        """Whether it was not here before."""
        place = Path(settings.MEDIA_ROOT) / self.name
        if self.data is None or place.exists():
            return False
        try:
            _write(self.data, place)
        except DocumentError:  # another import has just kept the same file, encoded by another version
            return False
        return True


def beside(path: Path) -> Beside:
    """Read the picture in a file. Raises DocumentError when it is none that can be kept."""
    try:
        size = path.stat().st_size
        if size > images.MAX_BYTES:
            raise DocumentError(f"the picture is larger than {images.MAX_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"the picture cannot be read: {error.strerror}") from None
    stem = f"{IMAGES}/{hashlib.sha256(data).hexdigest()[:24]}"
    for ending in (kind.endings[0] for kind in KINDS):
        if (Path(settings.MEDIA_ROOT) / f"{stem}.{ending}").is_file():
            return Beside(f"{stem}.{ending}", None)
    try:
        picture = images.read(BytesIO(data), len(data))
    except images.ImageRefused as error:
        raise DocumentError(str(error)) from None
    return Beside(f"{stem}.{picture.ending}", picture.data)
