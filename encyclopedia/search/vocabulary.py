"""The words of the site's language by their stems, as questions are compared."""

from .languages import LANGUAGE
from .words import stem

LITTLE = LANGUAGE.little
LITTLE_IN_QUESTIONS = LANGUAGE.little_in_questions
TOGETHER = LANGUAGE.together
LIGHT = frozenset(map(stem, LANGUAGE.light))
#: Pairs of groups of stems.
OPPOSITES = [(frozenset(map(stem, some)), frozenset(map(stem, others))) for some, others in LANGUAGE.opposites]
#: The numbers of the groups that a stem belongs to.
CONCEPTS: dict[str, frozenset[int]] = {}
for _number, _group in enumerate(LANGUAGE.concepts):
    for _word in _group:
        CONCEPTS[stem(_word)] = CONCEPTS.get(stem(_word), frozenset()) | {_number}
