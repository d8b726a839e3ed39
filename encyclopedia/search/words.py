"""The words of a text as both databases index them, and as a question names them.

Every word is indexed in plain letters; where its stem is another, the stem stands beside it under a sign of its own. So
"engine" finds "Engines", while phrases and beginnings of words are looked for among the words as they were written.
Words that are joined, as in Wi-Fi, stand there once more as one.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, Self

import Stemmer

from encyclopedia.document.folding import INVISIBLE, JOINING, joined, plain

from .languages import LANGUAGE

# Scripts that put no spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, Hiragana, Katakana, Han.
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Python's \w leaves out the marks that Indic words are written with.
MARKS = "".join(chr(code) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code))[0] == "M")
LETTER = rf"[^\W_{UNSPACED}]"
_WORD = rf"{LETTER}(?:{LETTER}|[{MARKS}{INVISIBLE}])*"
WORD = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|{_WORD}")
#: Words that are joined by a sign, as they may be written without it.
COMPOUND = re.compile(rf"(?>{_WORD})(?:[{JOINING}](?>{_WORD}))+")
JOINED = re.compile(rf"\w[{JOINING}]\w")
PLAIN = re.compile(r"[a-z0-9]+")
LONGEST = 60

#: Stands before a stem in the index: a sign for private use, which is part of no word of any text.
STEM = "\ue000"
#: Stands between what follows a text in the index, so that no phrase runs from one of it into the next.
GAP = STEM


def words(text: str) -> list[str]:
    """The plain words in their order; runs of scripts without spaces become overlapping pairs.

    `2.0` and `GPT-3` are two words each: a question that holds them asks for the two beside each other.
    """
    return _split(plain(text))


def _split(text: str) -> list[str]:
    if text.isascii():
        return [word[:LONGEST] for word in PLAIN.findall(text)]
    found = []
    for match in WORD.finditer(text):
        if run := match["unspaced"]:
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
        else:
            found.append(match[0][:LONGEST])
    return found


def words_asked(text: str) -> list[str]:
    """The words of what somebody asks: "PyTorch's" is PyTorch there, and "don't" one word."""
    return words(LANGUAGE.genitive.sub("", text).replace("'", "").replace("’", ""))


def words_joined(text: str) -> list[str]:
    """The words with those as one that a sign joins: `wifi` for Wi-Fi, `usa` for U.S.A."""
    return _split(joined(plain(text)))


@lru_cache(200_000)
def stem(word: str) -> str:
    """What the forms of a folded word have in common, by the Snowball stemmer of the language (snowballstem.org)."""
    if not LANGUAGE.inflected.fullmatch(word):
        return word
    word = LANGUAGE.irregular.get(word, word)
    for pattern, other in LANGUAGE.spellings:
        if match := pattern.fullmatch(word):
            word = match.expand(other)
            break
    return Stemmer.Stemmer(LANGUAGE.stemmer).stemWord(word)


class Text(NamedTuple):
    """What is indexed of a text: its words, and those that it would have without the signs in them."""

    words: list[str]
    compounds: list[list[str]]

    @classmethod
    def of(cls, text: str) -> Self:
        text = plain(text)
        # Looked for in each different piece once: to look through the whole text takes longer than to split it.
        pieces = "\n".join(piece for piece in set(text.split()) if JOINED.search(piece))
        found = {match[0] for match in COMPOUND.finditer(pieces) if len(match[0]) <= LONGEST}
        return cls(_split(text), [_split(one) for each in sorted(found) if (one := joined(each)) != each])

    @property
    def every_word(self) -> list[str]:
        return [*self.words, *(word for each in self.compounds for word in each)]

    @property
    def indexed(self) -> list[str]:
        """As the index holds them: words as they stand, then the stems of those that are none, then compounds."""
        stems = [STEM + root for word in self.every_word if (root := stem(word)) != word]
        return [*self.words, *stems, *(word for each in self.compounds for word in [GAP, *each])]


def has_forms(word: str) -> bool:
    """Whether a word is looked for by its stem."""
    return bool(LANGUAGE.inflected.fullmatch(stem(word)))


def forms(word: str) -> tuple[str, ...]:
    """What the index may hold for a word of a question, in whatever form the word stands there."""
    root = stem(word)
    return (root, STEM + root) if has_forms(word) else (root,)
