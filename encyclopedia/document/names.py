"""When two names are the same, and which slug a title gives."""

import re
import unicodedata

SLUG_LENGTH = 100
SPACES = re.compile(r"\s+")

# Canonical combining classes (Unicode, UAX #44) from here on are accents and vowel points. Those below are part of
# a letter: nukta (7), the Japanese voicing marks (8), virama (9).
FIRST_ACCENT = 10


def fold(name: str) -> str:
    """The form in which two names are compared: without regard to case, accents and runs of spaces."""
    if name.isascii():  # most text is, and has no accents
        return SPACES.sub(" ", name.lower()).strip()
    letters = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(letter for letter in letters if unicodedata.combining(letter) < FIRST_ACCENT)
    return SPACES.sub(" ", unicodedata.normalize("NFC", bare)).strip()


#: Scripts whose letters are too many for a list of initials: one entry stands for all of them, or for a row.
HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
HANGUL = range(0xAC00, 0xD7A4)
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def initial(title: str) -> str:
    """What a list from A to Z has the title under: its first letter as a capital, whatever quotes stand before it.

    `0–9` stands for every digit, `漢` for all Han characters, a Hangul syllable under its leading consonant (Unicode,
    3.12: there are 588 syllables for each), and `#` for titles without letter and digit.
    """
    first = next((letter for letter in fold(title) if letter.isalnum()), "#")
    if first.isnumeric() and not HAN.match(first):
        return "0–9"
    if HAN.match(first):
        return "漢"
    if ord(first) in HANGUL:
        return LEADS[(ord(first) - HANGUL.start) // 588]
    return first.upper()[:1]


def slugify(title: str) -> str:
    """The slug that a title gives: letters, digits and hyphens in lower case; empty when the title has none.

    Marks count as part of the letter that they follow, or most words of Indic scripts would fall apart.
    """
    slug = ""
    for character in unicodedata.normalize("NFC", title.lower()):
        kind = unicodedata.category(character)[0]
        if character.isalnum() or (kind == "M" and slug and slug[-1] != "-"):
            slug += character
        elif slug and slug[-1] != "-" and character not in "'’":
            slug += "-"
    return slug[:SLUG_LENGTH].strip("-")


def is_slug(text: str) -> bool:
    """Whether `text` can be a slug as it stands."""
    return bool(text) and slugify(text) == text


def is_former_slug(text: str) -> bool:
    """Whether `text` can be an address that an article had: a slug, or one of other systems, which have underscores."""
    return is_slug("-".join(filter(None, text.split("_"))))
