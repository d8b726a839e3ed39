"""The parts of a person's name, in whichever order its author has written them.

What stands after a name is told by a list, because nothing else tells "John Smith PhD" from "John Smith Pereira": that
somebody is the younger or the third of a name, degrees, and a few honours. Some look like initials, as in
"Smith, M.D."; those count where the rest of the name leaves no doubt.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_GENERATION = r"[JS]n?r\.?|[js]r\.|II|III|2nd|3rd|4th|5th"
_DEGREE = (
    r"Ph\.? ?D\.?|D\. ?Phil\.?|DPhil|M\. ?Phil\.?|MPhil|DSc|D\.Sc\.|ScD|Sc\.D\.|EdD|Ed\.D\.|EngD|PsyD|Psy\.D\.|PharmD"
    r"|Pharm\.D\.|ThD|Th\.D\.|MSc|M\.Sc\.|BSc|B\.Sc\.|MEng|LL\.?[BDM]\.?|Esq\.?"
)
#: Of capitals, as initials are.
_LIKE_INITIALS = (
    r"IV|VI|VII|VIII|IX|[JS]R|MD|M\.D\.|JD|J\.D\.|DDS|D\.D\.S\.|DMD|DVM|MBA|M\.B\.A\.|MPH|CPA|[CKMOD]BE|FRS|FRSE"
)
_CLEAR = re.compile(rf"{_GENERATION}|{_DEGREE}")
_GENERATIONS = re.compile(rf"{_GENERATION}|IV|VI|VII|VIII|IX|V|[JS]R")
_AT_END = re.compile(rf"(?P<comma>\s*,)?(?:(?<=,)\s*|\s+)(?P<suffix>{_GENERATION}|{_DEGREE}|{_LIKE_INITIALS}|V)\s*$")
#: As BibTeX has them: "King, Jr., Martin Luther".
_IN_THE_MIDDLE = re.compile(rf"\s*(?P<suffix>{_GENERATION}|{_DEGREE}|IV)\s*,\s*(?P<given>\S.*)", re.DOTALL)

#: How many names are known by heart: a page asks for each part of each by itself.
_REMEMBERED = 5_000


class Parts(NamedTuple):
    given: str
    family: str
    suffix: str

    @property
    def is_generation(self) -> bool:
        """Whether the suffix tells one of a family from another, and so stands without a comma."""
        return bool(_GENERATIONS.match(self.suffix))


@lru_cache(_REMEMBERED)
def parts(written: str) -> Parts:
    """The parts of a name that is written `Given Family`, `Family, Given`, and with a suffix where people put one.

    "Martin Luther King Jr.", "Martin Luther King, Jr.", "King, Martin Luther, Jr.", "King, Martin Luther Jr.",
    "King Jr., Martin Luther" and "King, Jr., Martin Luther" are one. Of one word and a suffix, as "Elizabeth II", the
    whole is the name.
    """
    rest = written
    suffixes: list[str] = []
    while (found := _AT_END.search(rest)) and _is_suffix(rest[: found.start()], found):
        suffixes.insert(0, found["suffix"])
        rest = rest[: found.start()]
    family, comma, given = rest.partition(",")
    if not comma:
        last = _AT_END.search(rest)
        is_one = last and not last["comma"] and _CLEAR.fullmatch(last["suffix"]) and len(rest.split()) == 2
        given, _, family = ("", "", rest) if is_one else rest.rpartition(" ")
        return Parts(given, family.strip(), ", ".join(suffixes))
    if middle := _IN_THE_MIDDLE.fullmatch(given):
        suffixes.insert(0, middle["suffix"])
        given = middle["given"]
    elif (found := _AT_END.search(family)) and not found["comma"]:
        suffixes.insert(0, found["suffix"])
        family = family[: found.start()]
    return Parts(given.strip(), family.strip(), ", ".join(suffixes))


def _is_suffix(before: str, found: re.Match[str]) -> bool:
    """Whether what was found at the end of a name is a suffix of what stands before it."""
    family, comma, given = before.partition(",")
    is_clear = bool(_CLEAR.fullmatch(found["suffix"]))
    if comma:
        # "Smith, John, MD", "Smith, John Jr.".
        return bool(given.strip()) and (bool(found["comma"]) or is_clear) and not _IN_THE_MIDDLE.fullmatch(given)
    if found["suffix"] == "V":
        return False
    words = family.split()
    if not found["comma"]:
        return len(words) > 1
    # "van der Wal, M.D." and "Smith, M.D." have initials.
    return bool(words) and (is_clear or (len(words) > 1 and not words[0][0].islower()))
