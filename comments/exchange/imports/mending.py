"""XML that other systems have written with signs that XML does not have: each costs itself, and not what follows.

Control characters and broken bytes are left out, a bare `&` is one, and `&nbsp;` and its kin are the characters that
HTML means by them. No other entity stands for anything. Lines stay what they are.
"""

import codecs
import re
from collections.abc import Callable
from html.entities import html5
from typing import BinaryIO
from xml.sax.saxutils import escape

#: What a message calls each fault.
BYTES = "a character that is broken or that no text may hold was left out"
AMPERSAND = "“&” by itself was taken for the sign"
ENTITY = "an entity of HTML was taken for its character"

CHUNK = 1 << 16
#: Characters kept back until the next ones are known: no sign below is longer.
_LONGEST = 64

_REFUSED = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_REFUSED_ALONE = re.compile(f"[{_REFUSED}]")
_ENTITY = r"&(?:#(?P<decimal>[0-9]{1,10});|#x(?P<hex>[0-9a-fA-F]{1,8});|(?P<name>[a-zA-Z][a-zA-Z0-9]{0,31});)?"
_TEXT = re.compile(rf"(?P<opens><!\[CDATA\[|<!--|<\?)|(?P<entity>{_ENTITY})|(?P<refused>[{_REFUSED}])|(?P<ends>\]\]>)")
#: What closes each part of the file in which `&` is nothing but a sign.
_WITHIN = {
    opens: re.compile(rf"(?P<closes>{re.escape(closes)})|(?P<refused>[{_REFUSED}])")
    for opens, closes in (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))
}
_OWN = frozenset(["amp", "apos", "gt", "lt", "quot"])
_DECLARED = re.compile(rb"""^<\?xml[^>]{1,100}?encoding=["']([A-Za-z0-9._-]{1,40})""")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

# A NUL is left out like any other character that may not be there.
codecs.register_error("nul", lambda error: ("\0", error.end))  # type: ignore[attr-defined]


class Mended:
    """A file as UTF-8 in which all characters and entities are XML's; `fault(line, what)` hears of others."""

    def __init__(self, file: BinaryIO, fault: Callable[[int, str], None]) -> None:
        self._file = file
        self._fault = fault
        self._decoder: codecs.IncrementalDecoder | None = None
        self._kept_back = ""
        self._within = ""
        self._line = 1

    def read(self, size: int = -1) -> bytes:
        """The next piece, as large as is read at once; empty at the end. Raises LookupError, and what the file does."""
        while piece := self._file.read(CHUNK):
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder(_encoding(piece))(errors="nul")
            if mended := self._mend(self._decoder.decode(piece), is_last=False):
                return mended
        rest = self._decoder.decode(b"", final=True) if self._decoder else ""
        return self._mend(rest, is_last=True)

    def _mend(self, more: str, *, is_last: bool) -> bytes:
        text = self._kept_back + more
        end = len(text) if is_last else len(text) - _LONGEST
        made, at = [], 0
        while at < end:
            sign = (_WITHIN[self._within] if self._within else _TEXT).search(text, at)
            until = min(sign.start() if sign else end, end)
            self._line += text.count("\n", at, until)
            made.append(text[at:until])
            at = until
            if sign and until == sign.start() and until < end:
                made.append(self._instead(sign))
                at = sign.end()
        self._kept_back = text[max(0, at) :]
        return "".join(made).encode()

    def _instead(self, sign: re.Match[str]) -> str:
        if sign.lastgroup == "refused" or sign["refused"]:
            self._fault(self._line, BYTES)
            return ""
        if self._within:
            self._within = ""
            return sign[0]
        if sign["opens"]:
            self._within = sign["opens"]
            return sign[0]
        return "]]&gt;" if sign["ends"] else self._entity(sign)

    def _entity(self, sign: re.Match[str]) -> str:
        if sign["name"] in _OWN:
            return sign[0]
        if sign["name"] and (meant := html5.get(f"{sign['name']};")):
            self._fault(self._line, ENTITY)
            return escape(meant)
        if sign["decimal"] or sign["hex"]:
            code = int(sign["decimal"]) if sign["decimal"] else int(sign["hex"], 16)
            if 0 < code <= 0x10FFFF and not _REFUSED_ALONE.match(chr(code)):
                return sign[0]
            self._fault(self._line, BYTES)
            return ""
        self._fault(self._line, AMPERSAND)
        return f"&amp;{sign[0][1:]}"


def _encoding(beginning: bytes) -> str:
    """What the file says that it is written in. Raises LookupError where that is no encoding of text."""
    for mark, encoding in _MARKS.items():
        if beginning.startswith(mark):
            return encoding
    declared = _DECLARED.match(beginning)
    encoding = declared[1].decode() if declared else "utf-8"
    "".encode(encoding)
    return encoding
