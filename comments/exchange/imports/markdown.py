"""The HTML of another system's comments, written in the Markdown of ours: what was text comes out as text."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import nh3
from django.utils.html import strip_tags

from comments.articles import find_addresses, render_comment

#: Characters of HTML; nobody has written more by hand.
MAX_HTML_LENGTH = 200_000
#: What is nested deeper stands at this depth.
DEEPEST = 4

_EMPHASIS = {"b": "**", "strong": "**", "em": "*", "i": "*"}
_LISTS = {"ol", "ul"}
_CONTAINERS = {"blockquote", "li", *_LISTS}
#: These end a paragraph, and say nothing else that our comments could.
_BREAKS = {"dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "table", "tr"}
_ALLOWED = {"a", "br", "code", "pre", "td", "th", *_EMPHASIS, *_CONTAINERS, *_BREAKS}

_SPACE = re.compile(r"[ \t\n\f\r]+")
#: What means something in our Markdown: everywhere, and at the beginning of a line.
_ACTIVE = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)")
_OPENING = re.compile(r"(?m)^( *)(?=[-+>#=~])")
_NUMBER = re.compile(r"(?m)^( *\d{1,9})(?=[.)])")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKABLE = re.compile(r"https?://[^\W_][^\s\x00-\x20\x7f-\x9f]*", re.IGNORECASE)
#: Disqus leads links through an address of its own, with a hash behind the real one.
_LED_THROUGH = {"disq.us", "www.disq.us"}
_HASH = re.compile(r":[\w-]{20,}$")


def to_markdown(source: str, *, breaks: bool = False) -> tuple[str, str]:
    """Some HTML as Markdown, and that as `render_comment` shows it. Both are empty where nothing is to be seen.

    With `breaks` line ends mean what they look like, as in WordPress. Raises ValueError when it is too long.
    """
    if len(source) > MAX_HTML_LENGTH:
        raise ValueError(f"the text has more than {MAX_HTML_LENGTH:,} characters")
    known = nh3.clean(source, tags=_ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    writer = _Writer(breaks=breaks)
    writer.feed(known)
    writer.close()
    text, seen = writer.result(), writer.seen
    rendered = render_comment(text)
    if _words(rendered) != _squeezed(seen):
        # Where emphasis stands beside other signs, Markdown may take it for asterisks.
        text = plain(seen)
        rendered = render_comment(text)
    return text, rendered


def plain(text: str) -> str:
    """Any text as Markdown that means just that; blank lines part paragraphs."""
    paragraphs = (_PUNCTUATION.sub(r"\\\1", part) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join("\n".join(line.strip() for line in part.split("\n")) for part in paragraphs).strip()


def shortened(rendered: str, longest: int) -> tuple[str, str]:
    """The beginning of what `to_markdown` has rendered, up to the end of a word, in no more Markdown than this."""
    seen = html.unescape(strip_tags(rendered))
    length = longest
    while len(text := plain(seen[:length].rpartition(" ")[0] or seen[:length]) + " …") > longest:
        length -= len(text) - longest
    return text, render_comment(text)


def _words(rendered: str) -> str:
    return _squeezed(html.unescape(strip_tags(rendered)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(slots=True)
class _Block:
    """Something that holds paragraphs."""

    tag: str
    parts: list[str] = field(default_factory=list)

    def written(self) -> str:
        if self.tag in _LISTS:
            return "\n".join(self._item(number, part) for number, part in enumerate(self.parts, 1))
        inside = "\n\n".join(self.parts)
        if self.tag == "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
        return inside

    def _item(self, number: int, part: str) -> str:
        mark = f"{number}. " if self.tag == "ol" else "- "
        return mark + part.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n")


class _Writer(HTMLParser):
    """Reads what nh3 has made well-formed, and writes Markdown."""

    def __init__(self, *, breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.breaks = breaks
        self.blocks = [_Block("")]
        self.ignored: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, int, str]] = []
        """Tags within the paragraph: where each began, and the address of a link."""
        self.code: list[str] | None = None
        self.said: list[str] = []

    @property
    def seen(self) -> str:
        """The text alone, as a reader would see it."""
        return "".join(self.said).strip()

    def result(self) -> str:
        self._end_paragraph()
        while len(self.blocks) > 1:
            self._end_block()
        return self.blocks[0].written()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CONTAINERS:
            self._begin_block(tag)
        elif tag in _BREAKS:
            self._end_paragraph()
        elif tag == "pre":
            self._end_paragraph()
            self.code = []
        elif tag == "br":
            self._break()
        elif tag in {"td", "th"}:
            self.handle_data(" ")
        elif tag == "code" and self.code is None:
            self.code = []
            self.open.append((tag, len(self.line), ""))
        elif tag == "a" or tag in _EMPHASIS:
            self.open.append((tag, len(self.line), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _CONTAINERS:
            self._end_paragraph()
            if self.ignored and self.ignored[-1] == tag:
                self.ignored.pop()
            elif self.blocks[-1].tag == tag:
                self._end_block()
        elif tag in _BREAKS:
            self._end_paragraph()
        elif tag == "pre":
            self._end_code_block()
        elif self.open and self.open[-1][0] == tag:
            self._end_inline(*self.open.pop())

    def handle_data(self, data: str) -> None:
        if self.code is not None:
            self.code.append(data)
            self.said.append(data)
            return
        if not self.breaks:
            self._text(_SPACE.sub(" ", data))
            return
        for number, paragraph in enumerate(re.split(r"\n[ \t\r]*\n", data.replace("\r\n", "\n"))):
            if number:
                self._end_paragraph()
            for place, line in enumerate(paragraph.split("\n")):
                if place and (line.strip() or self.line):
                    self._break()
                self._text(_SPACE.sub(" ", line))

    def _text(self, text: str) -> None:
        self.said.append(text)
        self.line.append(_escaped(text))

    def _break(self) -> None:
        self.line.append("\n")
        self.said.append("\n")

    def _begin_block(self, tag: str) -> None:
        self._end_paragraph()
        is_item_without_list = tag == "li" and self.blocks[-1].tag not in _LISTS
        if is_item_without_list or sum(block.tag != "li" for block in self.blocks) > DEEPEST:
            self.ignored.append(tag)
        elif self.blocks[-1].tag in _LISTS and tag != "li":
            # Browsers show what a list holds beside its items as if it were one of them.
            self.ignored.append(tag)
        else:
            self.blocks.append(_Block(tag))

    def _end_block(self) -> None:
        block = self.blocks.pop()
        if block.parts:
            self.blocks[-1].parts.append(block.written())

    def _end_paragraph(self) -> None:
        """Close the paragraph; emphasis and links that go beyond it are dropped."""
        # The tags are still open, but what they have held is written.
        self.open = [(tag, -1, "") for tag, _, _ in self.open]
        lines = [line.strip() for line in "".join(self.line).split("\n")]
        self.line = []
        self.said.append("\n\n")
        text = _NUMBER.sub(r"\1\\", _OPENING.sub(r"\1\\", "\n".join(line for line in lines if line)))
        if text:
            self.blocks[-1].parts.append(text)

    def _end_inline(self, tag: str, start: int, address: str) -> None:
        if tag == "code":
            self.line.append(_code("".join(self.code or [])))
            self.code = None
            return
        if start < 0:
            return
        inside = "".join(self.line[start:])
        words = inside.strip()
        lead, _, trail = inside.partition(words) if words else (inside, "", "")
        if words and tag == "a":
            words = _link(words, address)
        elif words and not any(other in _EMPHASIS for other, _, _ in self.open):
            words = f"{_EMPHASIS[tag]}{words}{_EMPHASIS[tag]}"
        self.line[start:] = [lead, words, trail]

    def _end_code_block(self) -> None:
        text = "".join(self.code or []).strip("\n")
        self.code = None
        self.open = [each for each in self.open if each[0] != "code"]
        self.said.append("\n\n")
        if text.strip():
            fence = "`" * max(3, _longest_run(text) + 1)
            self.blocks[-1].parts.append(f"{fence}\n{text}\n{fence}")


def _escaped(text: str) -> str:
    """The text with signs that mean something in Markdown escaped; bare addresses become links as they do in forms."""
    found, end = [], 0
    for address in find_addresses(text):
        found += [_ACTIVE.sub(r"\\\g<0>", text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*found, _ACTIVE.sub(r"\\\g<0>", text[end:])])


def _link(words: str, address: str) -> str:
    address = _real(address.strip())
    if not _LINKABLE.fullmatch(address):
        return words
    for sign in '\\<>`"':
        address = address.replace(sign, f"%{ord(sign):02X}")
    if words == address:
        return f"<{address}>"
    return f"[{words}](<{address.replace('&', '&amp;')}>)" if "](" not in words else words


def _real(address: str) -> str:
    """Where the address leads in the end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.hostname in _LED_THROUGH and parts.path.rstrip("/") == "/url":
        target = parse_qs(parts.query).get("url", [""])[0]
        return _HASH.sub("", target)
    return address


def _code(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
