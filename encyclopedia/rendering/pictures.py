"""Uploads that a text shows by their names."""

from pathlib import Path, PurePosixPath
from urllib.parse import quote

from django.conf import settings

from encyclopedia.site.prefixes import UPLOADS


def find_picture(name: str) -> str | None:
    """The address of an upload by the name that a text gives it: its path, or that within the folder of pictures."""
    asked = PurePosixPath(name.removeprefix(UPLOADS))
    path = asked if asked.parts[:1] == ("images",) else "images" / asked
    if ".." in path.parts or not all(part.strip(".") for part in path.parts) or asked.is_absolute():
        return None
    try:
        is_there = (Path(settings.MEDIA_ROOT) / path).is_file()
    except OSError:  # a name that is too long for a file
        return None
    return f"{UPLOADS}{quote(str(path))}" if is_there else None
