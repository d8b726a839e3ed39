"""The words of a text as both databases index them, and as a question names them."""

import re
import unicodedata

from encyclopedia.document.names import fold

# Scripts that put no spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, Hiragana, Katakana, Han.
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Python's \w leaves out the marks that Indic words are written with.
MARKS = "".join(chr(code) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code))[0] == "M")
LETTER = rf"[^\W_{UNSPACED}]"
WORD = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|{LETTER}(?:{LETTER}|[{MARKS}])*")
LONGEST = 60


def words(text: str) -> list[str]:
    """The folded words in their order; runs of scripts without spaces become overlapping pairs.

    `2.0` and `GPT-3` are two words each: a question that holds them asks for the two beside each other.
    """
    found = []
    for match in WORD.finditer(fold(text)):
        if run := match["unspaced"]:
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
        else:
            found.append(match[0][:LONGEST])
    return found
