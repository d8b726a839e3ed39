"""Which characters no text here may hold, whoever writes it."""

import re
import unicodedata

# Control characters but tab and line feed; U+0085 and U+2028/9, which YAML 1.1 and 1.2 read differently;
# U+FFFE/F, which no XML may hold; lone surrogates, which no UTF-8 can.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")

# Putting a run of marks into order takes time that grows with its square: 200 kB of them take half a minute.
# Stream-safe text (Unicode, UAX #15) has at most 30 in a row.
MARKS = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(mark))
ENDLESS = re.compile(f"[{MARKS}]{{64}}")
# Looking for them takes most of the time of reading a document; a class of one range is found ten times as fast.
BEYOND_LATIN = re.compile("[^\x00-\u02ff]{64}")


def without_endless_marks(text: str) -> str:
    """The text without runs of marks so long that to put them into order would take seconds."""
    return ENDLESS.sub("", text) if BEYOND_LATIN.search(text) else text
