"""Which characters a document may hold, and in which form they are kept."""

import re
import unicodedata

from .errors import DocumentError

# Control characters but tab and line feed; U+0085 and U+2028/9, which YAML 1.1 and 1.2 read differently;
# U+FFFE/F, which no XML may hold; lone surrogates, which no UTF-8 can.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")

# Putting a run of marks into order takes time that grows with its square: 200 kB of them take half a minute.
# Stream-safe text (Unicode, UAX #15) has at most 30 in a row.
MARKS = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(mark))
ENDLESS = re.compile(f"[{MARKS}]{{64}}")
# Looking for them takes most of the time of reading a document; a class of one range is found ten times as fast.
BEYOND_LATIN = re.compile("[^\x00-\u02ff]{64}")


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
