"""Uploaded pictures: decoded and encoded again, so that nothing but pixels is kept, in the colours of the web."""

import hashlib
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from encyclopedia.site.colours import in_srgb
from encyclopedia.site.picture_kinds import BY_ENDING, BY_FORMAT, NAMES, Kind

FOLDER = "images"
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
#: A JPEG file has about ten scans. Sixty bytes make one that costs the decoder the whole picture again; by chance the
#: two bytes stand 160 times in 10 MB of what phones put behind the picture.
MAX_SCANS = 300
SCAN = b"\xff\xda"


class ImageRefused(ValueError):
    """The file is no picture that can be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be kept. Its name comes from its contents, so the same one is kept once."""

    data: bytes
    ending: str
    remarks: tuple[str, ...] = ()
    """What is not kept of it and would be missed, in sentences for whoever sent it."""

    @property
    def path(self) -> str:
        """Where it lies below the media folder."""
        return f"{FOLDER}/{hashlib.sha256(self.data).hexdigest()[:24]}.{self.ending}"

    @property
    def as_address(self) -> str:
        """The picture itself in the form of an address, for a page that shows it before it is kept."""
        return f"data:{BY_ENDING[self.ending].type};base64,{b64encode(self.data).decode()}"

    def keep(self) -> None:
        """Write it aside and move it into place: nobody is ever served half a picture."""
        place = Path(settings.MEDIA_ROOT) / self.path
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
            aside = Path(file.name)
            try:
                file.write(self.data)
                file.flush()
                aside.chmod(settings.FILE_UPLOAD_PERMISSIONS)
                aside.replace(place)
            finally:
                aside.unlink(missing_ok=True)


def read(upload: BinaryIO, size: int) -> Picture:
    """The first frame of a picture without its metadata. `size` is in bytes.

    Raises ImageRefused.
    """
    if size > MAX_BYTES:
        raise ImageRefused(_("The picture is larger than %d MB.") % (MAX_BYTES // 1024 // 1024))
    data = upload.read(MAX_BYTES)
    with _decoding(data):
        return _encoded_again(data)


def check(data: bytes, ending: str) -> None:
    """Refuse what is no picture of the kind that the ending of its name tells; a good one may be kept as it is.

    Raises ImageRefused.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused(_("The picture is larger than %d MB.") % (MAX_BYTES // 1024 // 1024))
    with _decoding(data):
        kind = _opened(data)[1]
    if ending.lower() not in kind.endings:
        raise ImageRefused(_("The picture is of the kind %s, and its name says another.") % kind.format)


@contextmanager
def _decoding(data: bytes) -> Iterator[None]:
    """Turn whatever decoders raise over a broken or hostile file into ImageRefused."""
    if data.count(SCAN) > MAX_SCANS and data.startswith(b"\xff\xd8"):
        raise ImageRefused(_("The picture is stored in too many steps; save it again in another program."))
    try:
        yield
    except ImageRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # decoders raise whatever a broken file leads them to
        raise ImageRefused(_("This is not a %s picture that can be read.") % NAMES) from None


def _opened(data: bytes) -> tuple[Image.Image, Kind]:
    """The picture, its first frame unpacked, and of which kind it is."""
    picture = Image.open(BytesIO(data), formats=list(BY_FORMAT))
    # Before anything is unpacked: the header says how large that would be.
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large()
    picture.load()
    # Phones put several pictures into one JPEG file, of which the first is the one that was taken.
    return picture, BY_FORMAT["JPEG" if picture.format == "MPO" else picture.format or ""]


def _encoded_again(data: bytes) -> Picture:
    picture, kind = _opened(data)
    remarks = []
    if kind.format != "JPEG" and _moves(picture):
        remarks.append(_("This picture moves; only its first frame is kept."))
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if profile:
        try:
            upright = in_srgb(upright, profile)
        except ImageCms.PyCMSError:
            remarks.append(_("The colour profile of this picture cannot be used; its colours may look different."))
    if upright.mode not in kind.modes:
        upright = upright.convert("RGB" if kind.format == "JPEG" else "RGBA")
    upright.info = {
        name: upright.info[name] for name in ("transparency",) if name in upright.info and kind.format != "JPEG"
    }
    written = BytesIO()
    upright.save(written, kind.format, **kind.options)
    return Picture(written.getvalue(), kind.endings[0], tuple(remarks))


def _moves(picture: Image.Image) -> bool:
    try:
        return bool(getattr(picture, "is_animated", False))
    except Exception:  # what follows the first frame is broken, and not kept anyway
        return False


def _too_large() -> ImageRefused:
    return ImageRefused(_("The picture has more than %d million pixels.") % (MAX_PIXELS // 1_000_000))
