"""What search needs to know of a language."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """The words and rules of one language; all words are folded, in small letters without accents."""

    stemmer: str
    """The name of its stemmer at Snowball (snowballstem.org)."""
    inflected: re.Pattern[str]
    """Words that have forms; all others are found as they stand."""
    irregular: Mapping[str, str]
    """Forms that no rule tells, each with the word that it is a form of."""
    spellings: Sequence[tuple[re.Pattern[str], str]]
    """Spellings of one word, and how the word is spelled before it is stemmed."""
    genitive: re.Pattern[str]
    """Endings that are left off what somebody asks."""
    little: Set[str]
    """Left out of a question that has other words, unless they stand in quotes."""
    little_in_questions: Set[str]
    """Left out where two questions are compared; what asks for something is told by `kinds`."""
    light: Set[str]
    """Words that say so little of what is done that it counts for less whether they are shared."""
    together: Mapping[str, Sequence[tuple[str, ...]]]
    """A word that questions use, and the words that say it together."""
    begins: re.Pattern[str]
    """How a question begins."""
    asks: re.Pattern[str]
    """How a question begins that comes after other words."""
    kinds: Mapping[str, re.Pattern[str]]
    """What a question asks for, one of `number when who why where how whether what`, and by what one sees that."""
    concepts: Sequence[Sequence[str]]
    """Groups of words by which questions ask the same, though they are no synonyms everywhere."""
    opposites: Sequence[tuple[Sequence[str], Sequence[str]]]
    """Pairs of groups of words: who asks of the one does not ask of the other."""
