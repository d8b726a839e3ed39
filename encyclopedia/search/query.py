"""What a reader typed: words, "phrases", -exclusions. Whatever else stands there is no operator and does no harm."""

import re
from dataclasses import dataclass

from .words import words

LONGEST = 300  # characters
MOST = 16  # words and phrases
PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; with `prefix`, the last one only begins so."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def words(self) -> list[str]:
        """The wanted words, for marking them in a text."""
        return [word for term in self.wanted for word in term.words]


def begins_a_word(typed: str) -> bool:
    """Whether what has been typed so far is enough to look for words that begin so."""
    return len(typed) > 1 or not typed.isascii()


def parse(text: str) -> Query:
    """Read a question. Every input is one; without words it finds nothing."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for piece in PIECE.finditer(text[:LONGEST]):
        found = tuple(words(piece["phrase"] if piece["phrase"] is not None else piece["word"]))
        if not found or len(wanted) + len(unwanted) == MOST:
            continue
        # The last word is still being typed, as far as anybody can tell.
        last = piece.end() == len(text) and piece["phrase"] is None and begins_a_word(found[-1])
        if piece["minus"]:
            unwanted.append(Term(found[:MOST]))
        else:
            wanted.append(Term(found[:MOST], prefix=last))
    return Query(tuple(wanted), tuple(unwanted))
