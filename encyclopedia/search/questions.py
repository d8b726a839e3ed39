"""A question as what it tells: which words say what it is about, and what it asks for; and what it can be about."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from .languages import LANGUAGE
from .vocabulary import CONCEPTS, LITTLE_IN_QUESTIONS, TOGETHER
from .words import stem, words, words_asked

MAX_WORDS = 40
MAX_STEMS = 12
#: Words that say something together, each with the word for it; and by the first of them.
AS_ONE = {several: word for word, some in TOGETHER.items() for several in some}
STARTING = {first: [several for several in AS_ONE if several[0] == first] for first, *_ in AS_ONE}
NONE: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Question:
    """A question by what it tells: its stems, each with the word it was first written as, and what it asks for."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return words_asked(self.text)[:MAX_WORDS]

    @cached_property
    def stems(self) -> Mapping[str, str]:
        telling: dict[str, str] = {}
        for word in _put_together(self.words):
            if word not in LITTLE_IN_QUESTIONS and len(telling) < MAX_STEMS:
                telling.setdefault(stem(word), word)
        return telling

    @cached_property
    def joined(self) -> Mapping[str, frozenset[str]]:
        """What neighbouring words are as one, as in Wi-Fi and wifi, by the stem; with the stems of the two."""
        pairs = itertools.pairwise(self.words)
        return {stem(one + other): frozenset((stem(one), stem(other))) for one, other in pairs}

    @cached_property
    def parts(self) -> Mapping[str, frozenset[str]]:
        """The same by the stem of each of the two."""
        found: dict[str, frozenset[str]] = {}
        for whole, both in self.joined.items():
            found |= {part: found.get(part, NONE) | {whole} for part in both}
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the names in it, which are written with a capital where other words are not."""
        written = [word for word in self.text.split()[1:] if not set(words_asked(word)) <= LITTLE_IN_QUESTIONS]
        names = [word for word in written if any(letter.isupper() for letter in word)]
        return all_stems(" ".join(names)) if len(names) < len(written) else NONE

    @cached_property
    def concepts(self) -> frozenset[int]:
        return concepts_of(self.stems)

    @cached_property
    def kinds(self) -> frozenset[str]:
        written = " ".join(self.words)
        return frozenset(kind for kind, pattern in LANGUAGE.kinds.items() if pattern.search(written))

    @cached_property
    def is_question(self) -> bool:
        written = " ".join(self.words)
        return "?" in self.text or bool(LANGUAGE.begins.search(written) or LANGUAGE.asks.search(written))


@dataclass(frozen=True)
class Subject:
    """An article as what questions are about: the stems of each of its names."""

    names: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """The subject of these names, of which words that say little are left out as they are of questions."""
        split = (_put_together(words(name)) for name in names)
        return cls(tuple(frozenset(stem(word) for word in name if word not in LITTLE_IN_QUESTIONS) for name in split))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*self.names)

    def named_by(self, stems: Collection[str]) -> frozenset[str]:
        """The longest of the names all of whose words are among these; empty where there is none."""
        return max((name for name in self.names if name.issubset(stems)), key=len, default=NONE)


def _put_together(typed: Sequence[str]) -> list[str]:
    """The words with one in place of several that say something together."""
    found: list[str] = []
    at = 0
    while at < len(typed):
        several = next((some for some in STARTING.get(typed[at], ()) if some == tuple(typed[at : at + len(some)])), ())
        found.append(AS_ONE[several] if several else typed[at])
        at += len(several) or 1
    return found


def all_stems(text: str) -> frozenset[str]:
    """The stems of all words of a text, those as one that say something together."""
    return frozenset(map(stem, _put_together(words(text))))


def concepts_of(stems: Iterable[str]) -> frozenset[int]:
    """The numbers of the groups of words that these stems belong to."""
    return frozenset(number for each in stems for number in CONCEPTS.get(each, NONE))
