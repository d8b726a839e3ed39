"""Where in an article the words stand that were asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from encyclopedia.document.folding import INVISIBLE, JOINING, plain
from encyclopedia.markup import parse
from encyclopedia.models import Article

from .languages import LANGUAGE
from .query import Query
from .words import COMPOUND, STEM, WORD, stem, words_joined

LENGTH = 240  # characters
READ = 50_000
HIDDEN = re.compile("<!--|%%")
TAG = re.compile(r"</?(?:sub|sup|kbd|mark)>", re.IGNORECASE)
#: What may stand between two letters of a word that was asked for.
WITHIN = f"[{JOINING}{INVISIBLE}]?"
PIECE = re.compile(rf"(?P<compound>{COMPOUND.pattern})|{WORD.pattern}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a snippet; `marked` where they were asked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    article: Article
    title: list[Piece]
    snippet: list[Piece]


def hit(article: Article, query: Query) -> Hit:
    """The article with its title and a passage that holds the words, cut from its stored text."""
    wanted = _wanted(query)
    text = article.summary
    if _first(text, wanted) is None:
        begins = _beginnings(wanted)
        for part in (article.short_answer, article.body):
            hides = HIDDEN.search(part, 0, READ)
            shown = _shown(part, hides)
            at = _find(shown, wanted, begins)
            if at is not None:
                found = _around(shown, at)
                text = " ".join((found if hides else parse(found).text).split())
                break
    return Hit(article, pieces(article.title, wanted), pieces(_cut(text, wanted), wanted))


def _shown(source: str, hides: re.Match[str] | None) -> str:
    """What is looked through of a text: of one that hides something, the words that its page shows."""
    if not hides:
        return TAG.sub("", source[:READ])
    # Of a long one only what stands before: where the rest is cut may be within what is hidden.
    return parse(source if len(source) <= READ else source[: hides.start()]).text


def _wanted(query: Query) -> tuple[set[str], tuple[str, ...]]:
    """The words to be marked, with their stems, and the beginnings of words."""
    prefixes = tuple(term.words[-1] for term in query.wanted if term.prefix and term.words)
    return {form for term in query.wanted for form in term.all_forms}, prefixes


def _beginnings(wanted: tuple[set[str], tuple[str, ...]]) -> re.Pattern[str] | None:
    """Where the wanted words may stand: most forms of a word begin alike."""
    exact, prefixes = wanted
    words = {word for word in [*exact, *prefixes] if not word.startswith(STEM)}
    words |= {form for form, word in LANGUAGE.irregular.items() if stem(word) in words}
    begins = {WITHIN.join(map(re.escape, word[: max(3, len(word) - 2)])) for word in words}
    return re.compile(rf"\b(?:{'|'.join(sorted(begins))})(?:{WITHIN}\w)*") if begins else None


def _find(text: str, wanted: tuple[set[str], tuple[str, ...]], begins: re.Pattern[str] | None) -> int | None:
    """Where the first of the words stands. To read each word of 20 articles would take longer than to find them."""
    lowered = text.lower()
    if begins and len(lowered) == len(text):
        for match in begins.finditer(lowered):
            if _first(match[0], wanted) is not None:
                return match.start()
        if text.isascii():
            return None
    return _first(text, wanted)


def _around(source: str, at: int) -> str:
    """The paragraph in which a place of a text stands, or as much of it as a snippet may need."""
    start = source.rfind("\n\n", max(0, at - LENGTH), at)
    if start < 0:
        start = source.find(" ", max(0, at - LENGTH), at) if at > LENGTH else 0
    return source[max(0, start) : at + 2 * LENGTH]


def _first(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> int | None:
    """Where the first of the words stands, after which nothing is read."""
    return next((start for start, _ in _marks(text, wanted)), None)


def _marks(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    exact, _ = wanted
    for match in PIECE.finditer(text):
        as_one = words_joined(match[0]) if match["compound"] else []
        if len(as_one) == 1 and _is_wanted(as_one[0], wanted):
            yield match.span()
            continue
        for word in WORD.finditer(text, *match.span()):
            bare = plain(word[0])
            if _is_wanted(bare, wanted):
                yield word.span()
            elif word["unspaced"] and (pair := next((pair for pair in exact if pair in bare), None)):
                at = word.start() + bare.index(pair)
                yield at, at + len(pair)


def _is_wanted(word: str, wanted: tuple[set[str], tuple[str, ...]]) -> bool:
    exact, prefixes = wanted
    return word in exact or STEM + stem(word) in exact or bool(prefixes and word.startswith(prefixes))


def _cut(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> str:
    """At most LENGTH characters of the text, from a little before the first word asked for."""
    first = _first(text, wanted) if len(text) > LENGTH else None
    start = max(0, first - LENGTH // 3) if first else 0
    if start:
        start = text.find(" ", start, start + 40) + 1 or start
    end = start + LENGTH
    if end < len(text):
        end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def pieces(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> list[Piece]:
    """The text cut into what is marked and what is not."""
    cut, at = [], 0
    for start, end in _marks(text, wanted):
        cut += [Piece(text[at:start], marked=False), Piece(text[start:end], marked=True)]
        at = end
    cut.append(Piece(text[at:], marked=False))
    return [piece for piece in cut if piece.text]
