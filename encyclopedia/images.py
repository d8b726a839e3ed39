"""Uploaded pictures: decoded and stored again, so that nothing but pixels is kept."""

import hashlib
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageOps

FOLDER = "images"
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
#: What Pillow calls a format, and the ending that its files get here. SVG is none of them: it can hold scripts.
ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "GIF": {"L", "P"}, "WEBP": {"RGB", "RGBA"}}


class ImageRefused(ValueError):
    """The file is no picture that can be kept; the message says why."""


def store(upload: BinaryIO, size: int) -> str:
    """Keep the first frame of a picture without its metadata; the answer is its path below the media folder.

    The name comes from the contents, so the same picture is kept once. `size` is in bytes.
    Raises ImageRefused.
    """
    if size > MOST_BYTES:
        raise ImageRefused(f"The picture is larger than {MOST_BYTES // 1024 // 1024} MB.")
    data, ending = _encoded_again(upload)
    name = f"{hashlib.sha256(data).hexdigest()[:24]}.{ending}"
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as aside:
        aside.write(data)
    Path(aside.name).chmod(settings.FILE_UPLOAD_PERMISSIONS)
    os.replace(aside.name, folder / name)
    return f"{FOLDER}/{name}"


def _encoded_again(upload: BinaryIO) -> tuple[bytes, str]:
    try:
        picture = Image.open(upload, formats=list(ENDINGS))
        # Before anything is unpacked: the header says how large that would be.
        if picture.width * picture.height > MOST_PIXELS:
            raise ImageRefused(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")
        kind = picture.format or ""
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.mode not in MODES[kind]:
            upright = upright.convert("RGB" if kind == "JPEG" or upright.mode == "CMYK" else "RGBA")
        kept = {name: upright.info[name] for name in ("transparency",) if name in upright.info and kind != "JPEG"}
        upright.info = kept
        written = BytesIO()
        upright.save(written, kind, optimize=kind == "PNG")
    except ImageRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageRefused(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.") from None
    except Exception:  # noqa: BLE001, decoders raise whatever a broken file leads them to
        raise ImageRefused("This is not a PNG, JPEG, GIF or WebP picture that can be read.") from None
    return written.getvalue(), ENDINGS[kind]
