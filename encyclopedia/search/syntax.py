"""How a question is written for a database: FTS5 and tsquery differ in their signs only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .query import Term
from .words import forms


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
        found = [self.phrase(term.words, term.prefix)] if term.words else []
        if term.has_forms:
            found.append(self._forms(term.words[0]))
        found += [self.every(map(self._forms, other)) for other in term.others]
        return self.some(found)

    def _forms(self, word: str) -> str:
        return self.or_sign.join(self.phrase([form], False) for form in forms(word))
