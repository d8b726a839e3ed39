"""What a reader typed: words, "phrases", -exclusions. Whatever else stands there is no operator and does no harm."""

import re
from dataclasses import dataclass

from .languages import LANGUAGE
from .vocabulary import LITTLE
from .words import forms, words, words_joined

LONGEST = 300  # characters
MOST = 16  # words and phrases
PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other.

    One alone is looked for in all its forms, unless it is `exact`; with `prefix`, the last one may also only begin so.
    `others` are synonyms, each of them words that need not stand together. Without words of its own a term is any of
    these, the first of which was typed.
    """

    words: tuple[str, ...]
    prefix: bool = False
    exact: bool = False
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def typed(self) -> tuple[str, ...]:
        return self.words or self.others[0]

    @property
    def has_forms(self) -> bool:
        return len(self.words) == 1 and not self.exact

    @property
    def all_forms(self) -> set[str]:
        """What may stand in the index for the words of this term and of its synonyms."""
        every = [*self.words, *(word for other in self.others for word in other)]
        return {form for word in every for form in (word, *(() if self.exact else forms(word)))}


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted, what must not be there, and what is filtered by: of each of `facets`, one must hold."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.facets)


def begins_a_word(typed: str) -> bool:
    """Whether what has been typed so far is enough to look for words that begin so."""
    return len(typed) > 1 or not typed.isascii()


def parse(text: str) -> Query:
    """Read a question. Every input is one; without words it finds nothing."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for piece in PIECE.finditer(text[:LONGEST]):
        quoted = piece["phrase"] is not None
        written = piece["phrase"] if quoted else LANGUAGE.genitive.sub("", piece["word"])
        found = tuple(words(written))
        if not found:
            continue
        # The last word is still being typed, as far as anybody can tell.
        last = piece.end() == len(text) and not quoted and begins_a_word(found[-1])
        if piece["minus"]:
            unwanted.append(Term(found[:MOST], exact=quoted))
        else:
            # Wi-Fi is looked for as wifi too; what is quoted, as it stands.
            as_one = () if quoted or len(found) > MOST else tuple(words_joined(written))
            others = (as_one,) if as_one and as_one != found else ()
            wanted.append(Term(found[:MOST], prefix=last, exact=quoted, others=others))
    telling = tuple(term for term in wanted if term.exact or any(word not in LITTLE for word in term.words))
    return Query((telling or tuple(wanted))[:MOST], tuple(unwanted[:MOST]))
