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
