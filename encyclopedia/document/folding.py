"""Names and words as people type them who have no other keyboard: the second step of finding, after the exact name.

`names.fold` says which names are the same, and so which two cannot stand beside each other; here Łódź and Lodz, H₂O and
H2O, Wi-Fi and wifi are only found by each other.
"""

import re
import unicodedata

from anyascii import anyascii

from .names import FIRST_ACCENT, SPACES, fold

#: What nobody sees: soft hyphen, joiners and spaces without width, marks of direction, selectors of variants; and what
#: only stretches a word, the tatweel.
INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
#: Letters that stand for an apostrophe or a stop of the voice: the Hawaiian okina, the Arabic ayn.
_LIKE_APOSTROPHES = "\u02b9-\u02c1\u02c8\u02ca\u02cb\u02ee\ua78b\ua78c"
#: Their compatibility forms would become letters of the word before them.
_SIGNS = str.maketrans(dict.fromkeys("™℠", " "))

#: Signs that join the parts of a word, as in Wi-Fi, Node.js and O'Brien.
JOINING = "-.'’‐‑"
#: Numbers stay apart: 2.0 is not 20. Neither is what English puts after an apostrophe part of a name.
JOINT = re.compile(
    rf"(?:(?<=[^\W\d_])[{JOINING}](?=[^\W_])|(?<=\d)[{JOINING}](?=[^\W\d_]))(?!(?<=['’])(?:s|t|re|ve|ll|d|m)\b)"
)
#: A stop after the last letter of an abbreviation: U.S.A.
_LAST_STOP = re.compile(r"(?<=\.\w)\.(?!\w)")
LONGEST = 600


def _letters() -> dict[int, str | None]:
    """Small Latin letters that are no letter with an accent, as anyascii writes them: ł, ø, æ, þ, ı."""
    found: dict[int, str | None] = {}
    for code in range(0x80, 0xABFF):
        letter = chr(code)
        if unicodedata.name(letter, "").startswith("LATIN SMALL"):
            written = anyascii(letter).lower()
            if unicodedata.normalize("NFKD", letter) == letter and written.isalpha():
                found[code] = written
    accents = (code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)) >= FIRST_ACCENT)
    return found | dict.fromkeys(accents) | {ord(each): None for each in _expanded(_LIKE_APOSTROPHES)}


def _expanded(ranges: str) -> list[str]:
    return [chr(code) for code in range(0x2B0, 0xA790) if re.match(f"[{ranges}]", chr(code))]


_LETTERS = _letters()


def plain(text: str) -> str:
    """The text in small letters that most keyboards have, without accents and what nobody sees; signs stay."""
    text = text.lower()
    if text.isascii():
        return text
    # Of most texts few words need more than that.
    return " ".join(piece if piece.isascii() else _plain(piece) for piece in text.split(" "))


def _plain(text: str) -> str:
    # Twice: NFKD makes capitals of "㎒", and small letters are made of what has a compatibility form.
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text.translate(_SIGNS))).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_LETTERS))


def joined(text: str) -> str:
    """A plain text with the parts of words put together: `wi-fi` as `wifi`, `u.s.a.` as `usa`."""
    return JOINT.sub("", _LAST_STOP.sub("", text))


def loosely(name: str) -> str:
    """The form in which a name is looked for where none has it exactly; of a folded name the same as of the name."""
    return (SPACES.sub(" ", joined(plain(name))).strip() or fold(name))[:LONGEST]
