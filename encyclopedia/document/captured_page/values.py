"""The values behind one label."""

import re

from .written_dates import MONTH

#: Commas that separate nothing: in a number, in a date, before what belongs to a name.
BOUND = re.compile(
    rf"(?<=\d),(?=\d)|\b{MONTH} \d\d?(?:st|nd|rd|th)?(?P<in_date>,)(?=\s?\d{{3,4}}\b)"
    r"|,(?=\s?(?:Inc|Ltd|LLC|Jr|Sr|Ph\.?D|M\.?D)\b)",
    re.ASCII,
)
CLOSING = {"(": ")", "[": "]", "“": "”", "«": "»"}


def split(text: str) -> tuple[list[str], bool]:
    """The values that commas separate, and whether everything in them is closed that was opened.

    Commas inside brackets and quotation marks separate nothing; where one is left open, all commas separate.
    """
    bound = {found.start("in_date") if found["in_date"] else found.start() for found in BOUND.finditer(text)}
    commas, is_closed = _outer_commas(text)
    if not is_closed:
        commas = [position for position, character in enumerate(text) if character == ","]
    values = []
    begins = 0
    for comma in [*(comma for comma in commas if comma not in bound), len(text)]:
        values.append(text[begins:comma].strip())
        begins = comma + 1
    return [value for value in values if value], is_closed


def _outer_commas(text: str) -> tuple[list[int], bool]:
    """The positions of commas outside brackets and quotation marks, and whether all of these are closed."""
    commas = []
    expected: list[str] = []
    before = " "
    for position, character in enumerate(text):
        if expected and character == expected[-1]:
            expected.pop()
        elif character == '"' and not before.isalnum():
            # Behind a letter or a digit it opens nothing; it stands for inches there.
            expected.append('"')
        elif character in CLOSING:
            expected.append(CLOSING[character])
        elif character == "," and not expected:
            commas.append(position)
        before = character
    return commas, not expected
