"""Which characters a document may hold, and in which form they are kept."""

import re
import unicodedata

from .errors import DocumentError

# Control characters but tab and line feed; U+0085 and U+2028/9, which YAML 1.1 and 1.2 read differently;
# U+FFFE/F, which no XML may hold; lone surrogates, which no UTF-8 can.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def normalise(text: str) -> str:
    """The text as it is stored: NFC with line feeds, without a byte-order mark.

    Raises DocumentError with the line of the first character that no document may hold.
    """
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if found := REFUSED.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(f"the character U+{ord(found[0]):04X} is not allowed here", line=line)
    return text


def without_blank_ends(body: str) -> str:
    """The body without blank lines at either end; the indent of its first line is kept."""
    lines = body.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip(" \t")]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""
