"""Archives, looked at as what they may be, an attack, and then unpacked into a folder of their own."""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from encyclopedia.document.errors import DocumentError

from .layout import is_safe

MAX_ENTRIES = 250_000
#: Bytes of all files together when unpacked.
LARGEST = 4 * 1024**3
MAX_NAME_LENGTH = 1_000
CHUNK = 1024 * 1024
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

# APPNOTE.TXT, 4.3: the records at the end of an archive, and the first bytes of each entry of its directory.
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")
ENTRY = b"PK\x01\x02"


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a .zip into a new folder. Raises DocumentError, for the archive as a whole, when anything is wrong."""
    with _refusing():
        _refuse_multitudes(archive)
        with zipfile.ZipFile(archive) as file:
            entries = file.infolist()
            _check(entries)
            folder.mkdir(parents=True)
            for entry in entries:
                _write(file, entry, folder)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn all that reading a broken archive or writing to a full disk raises into DocumentError."""
    try:
        yield
    except OSError as error:
        raise DocumentError(f"the archive cannot be unpacked: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, struct.error, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"this is no whole .zip archive: {error or 'it is cut off'}") from None
    except (RuntimeError, NotImplementedError) as error:
        raise DocumentError(f"the archive cannot be unpacked: {error}") from None


def _refuse_multitudes(archive: Path) -> None:
    """Refuse too many entries before anybody makes a list of them."""
    with archive.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - END.size - 0xFFFF)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or at + END.size > len(tail):
            raise DocumentError("this is no whole .zip archive: it has no end")
        _, _, _, _, count, length, _, _ = END.unpack_from(tail, at)
        directory_end = start + at
        if directory_end >= LOCATOR_64.size + END_64.size:
            file.seek(directory_end - LOCATOR_64.size)
            if file.read(4) == b"PK\x06\x07":
                directory_end -= LOCATOR_64.size + END_64.size
                file.seek(directory_end)
                _, _, _, _, _, _, _, count, length, _ = END_64.unpack(file.read(END_64.size))
        # The count may be false: the list is as long as the directory is.
        if max(count, length // 46) > MAX_ENTRIES * 10 or length > directory_end:
            raise _too_many()
        file.seek(directory_end - length)
        if max(count, file.read(length).count(ENTRY)) > MAX_ENTRIES:
            raise _too_many()


def _too_many() -> DocumentError:
    return DocumentError(f"the archive has more than {MAX_ENTRIES:,} entries; unpack it and name the folder")


def _check(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        shown = name.encode("unicode_escape").decode()[:200]
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not is_safe(name.removesuffix("/")) or len(name) > MAX_NAME_LENGTH:
            raise DocumentError(f"the name “{shown}” in the archive does not lead to a place inside a folder")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise DocumentError(f"“{shown}” in the archive is neither a file nor a folder; links are not taken")
        if entry.flag_bits & 0x1:
            raise DocumentError(f"“{shown}” in the archive is encrypted")
        if entry.compress_type not in METHODS:
            raise DocumentError(f"“{shown}” in the archive is compressed in a way that is not known here")
        key = unicodedata.normalize("NFC", name.removesuffix("/")).casefold()
        if key in seen:
            raise DocumentError(f"the name “{shown}” stands in the archive twice, be it in another spelling")
        seen.add(key)
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise DocumentError(f"unpacked, the archive would be larger than {LARGEST // 1024**3} GB")


def _write(file: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    place = folder / entry.filename
    if entry.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    # Reading to the end compares the checksum, and never gives more than the size that was declared.
    with file.open(entry) as packed, place.open("xb") as unpacked:
        while chunk := packed.read(CHUNK):
            unpacked.write(chunk)
        if unpacked.tell() != entry.file_size:
            raise DocumentError("this is no whole .zip archive: a file in it is shorter than it says")
