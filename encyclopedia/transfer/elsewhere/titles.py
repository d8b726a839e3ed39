"""What an article is called whose front matter does not say: by its first heading, else by its file."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

from encyclopedia.document.codec import HEADING
from encyclopedia.document.rules import LIMITS
from encyclopedia.document.text import without_blank_ends
from encyclopedia.markup import parse
from encyclopedia.markup.text import inline_text

UNDERLINED = re.compile(r"(?!#|>|[-*+] |\d+[.)] |```|~~~|\||<)([^\n]{1,400})\n=+[ \t]*(?:\n|\Z)")
#: `{#part}` and `{: .class }`, which other systems read at the end of a heading.
ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}\n]*\}$")
MARKED = re.compile(r"[*_`\[\\<&~$!^=%]")

NOTION = re.compile(r"[ _-]+[0-9a-f]{32}$")
JEKYLL = re.compile(r"(\d{4}-\d\d-\d\d)-(?=.)")
#: Files that stand for the folder in which they lie.
OF_FOLDER = {"index", "_index", "readme"}


def of_body(body: str) -> tuple[str, str, int] | None:
    """Title, rest and the lines before the rest, where the body begins with a heading that can be a title."""
    start = without_blank_ends(body)
    blank = body.count("\n", 0, body.find(start))
    found = HEADING.match(start) or UNDERLINED.match(start)
    title = _plain(ATTRIBUTES.sub("", found[1])) if found else ""
    if not found or not title or len(title) > LIMITS["title"]:
        return None
    return title, start[found.end() :], blank + start.count("\n", 0, found.end())


def _plain(words: str) -> str:
    """The words of a heading without their Markdown."""
    if MARKED.search(words):
        words = " ".join(inline_text(line) for line in parse(words, is_line=True).lines) or words
    return " ".join(words.split())


def of_file(name: str) -> tuple[str, str]:
    """What the name of a file says: a title, and the day that Jekyll puts before it, empty where there is none."""
    # File systems keep names as they were typed, macOS's with accents apart.
    path = Path(unicodedata.normalize("NFC", name)).absolute()
    name = path.stem
    if name.lower() in OF_FOLDER and path.parent.name:
        name = path.parent.name.removesuffix(".zip")
    name = NOTION.sub("", name)
    dated = JEKYLL.match(name)
    if dated:
        name = name[dated.end() :].replace("-", " ").strip()
        name = name[:1].upper() + name[1:]
    name = unquote(name).replace("___", "/")  # Logseq's way to write what no name of a file may hold
    return " ".join(name.split()), dated[1] if dated else ""
