"""In which form the texts of a document are kept."""

import re
import unicodedata

from encyclopedia.site.characters import BEYOND_LATIN, ENDLESS, REFUSED

from .errors import DocumentError


def normalise(text: str) -> str:
    """The text as it is stored: NFC with line feeds, without a byte-order mark.

    Raises DocumentError with the line of the first character that no document may hold.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := REFUSED.search(text):
        raise DocumentError(f"the character U+{ord(found[0]):04X} is not allowed here", line=_line(text, found))
    if BEYOND_LATIN.search(text) and (found := ENDLESS.search(text)):
        raise DocumentError("there are too many combining marks on one letter", line=_line(text, found))
    return unicodedata.normalize("NFC", text)


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def without_blank_ends(body: str) -> str:
    """The body without blank lines at either end; the indent of its first line is kept."""
    lines = body.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip(" \t")]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""
