"""`![[fox.jpg]]`, `![[fox.jpg|300]]`, `![[fox.jpg|A fox in snow]]`: pictures by their names, as Obsidian writes them.

A number is the width, other words are the caption. `![[Note]]` would show another text within this one; here it is a
link to it. What nobody has uploaded, and files that no page can show, are named with a word that says so.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from encyclopedia.site.picture_kinds import ANY_ENDING_ELSEWHERE

from . import wikilinks

_OTHER_FILES = "3gp|base|canvas|docx?|excalidraw|flac|m4a|mkv|mov|mp3|mp4|odt|ogg|ogv|pdf|pptx?|wav|webm|xlsx?|zip"
_FILE = re.compile(rf"[^\[\]|\n]{{1,200}}\.(?:{ANY_ENDING_ELSEWHERE}|{_OTHER_FILES})", re.IGNORECASE)
_EMBED = re.compile(r"!\[\[([^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{0,1000}))?\]\]")
_WIDTH = re.compile(r"\s*([1-9][0-9]{0,3})(?:\s*x\s*[0-9]{1,4})?\s*")


def embeds(md: MarkdownIt) -> None:
    """Read embeds; `links` shows pictures."""
    md.inline.ruler.after("image", "embed", _read)


def _read(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("![[", state.pos, state.posMax):
        return False
    found = _EMBED.match(state.src, state.pos, state.posMax)
    name = " ".join(unescapeAll(found[1]).split()) if found else ""
    if not found or not _FILE.fullmatch(name):
        return _read_link(state, silent)
    if not silent:
        picture = state.push("image", "img", 0)
        picture.meta = {"embed": name}
        picture.children = [Token("text", "", 0, content=_described(name))]
        words = found[2] or ""
        if width := _WIDTH.fullmatch(words):
            picture.attrs["width"] = width[1]
        elif words.strip():
            picture.attrs["title"] = " ".join(unescapeAll(words).split())
    state.pos = found.end()
    return True


def _read_link(state: StateInline, silent: bool) -> bool:
    state.pos += 1
    if wikilinks.read(state, silent):
        return True
    state.pos -= 1
    return False


def _described(name: str) -> str:
    """What a file's name tells of its picture."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    return " ".join(re.split(r"[\s_-]+", stem)).strip() or name
