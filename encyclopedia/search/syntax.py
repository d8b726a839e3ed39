"""How a question is written for a database: FTS5 and tsquery differ in their signs only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .query import Term
from .words import forms, has_forms


@dataclass(frozen=True, slots=True)
class Syntax:
    """`phrase` writes words that stand one after the other, of which the last may only begin so."""

    and_sign: str
    or_sign: str
    phrase: Callable[[Sequence[str], bool], str]

    def every(self, written: Iterable[str]) -> str:
        return self.and_sign.join(f"({each})" for each in written)

    def some(self, written: Iterable[str]) -> str:
        return self.or_sign.join(f"({each})" for each in written)

    def term(self, term: Term) -> str:
        """Whatever holds the term."""
        ways = self.ways(term)
        if term.has_forms and not term.prefix and has_forms(term.words[0]):
            ways = ways[1:]  # Wherever a word stands as it was typed, its stem stands too.
        return self.some(dict.fromkeys(ways))

    def ways(self, term: Term) -> list[str]:
        """The words as they were typed, then the forms that one may have, then synonyms."""
        found = [self.phrase(term.words, term.prefix)] if term.words else []
        if term.has_forms:
            found += self._forms(term.words[0])
        return found + [self.every(self.or_sign.join(self._forms(word)) for word in other) for other in term.others]

    def _forms(self, word: str) -> list[str]:
        return [self.phrase([form], False) for form in forms(word)]
