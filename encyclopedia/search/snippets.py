"""Where in an article the words stand that were asked for."""

from dataclasses import dataclass

from encyclopedia.document.names import fold
from encyclopedia.markup import parse
from encyclopedia.models import Article

from .query import Query
from .words import STEM, WORD, stem

LENGTH = 240  # characters
READ = 50_000


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
    """The article with its title and the passage that holds most of the words, cut from its stored text."""
    wanted = _wanted(query)
    text = article.summary
    if not _marks(text, wanted):
        text = next((part for part in (article.short_answer, article.body) if _marks(part[:READ], wanted)), text)
        text = " ".join(parse(text[:READ]).text.split())
    return Hit(article, pieces(article.title, wanted), pieces(_cut(text, wanted), wanted))


def _wanted(query: Query) -> tuple[set[str], tuple[str, ...]]:
    """The words to be marked, with their stems, and the beginnings of words."""
    prefixes = tuple(term.words[-1] for term in query.wanted if term.prefix and term.words)
    return {form for term in query.wanted for form in term.all_forms}, prefixes


def _marks(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> list[tuple[int, int]]:
    exact, prefixes = wanted
    found = []
    for match in WORD.finditer(text):
        word = fold(match[0])
        if word in exact or STEM + stem(word) in exact or (prefixes and word.startswith(prefixes)):
            found.append(match.span())
        elif match["unspaced"] and (pair := next((pair for pair in exact if pair in word), None)):
            at = match.start() + word.index(pair)
            found.append((at, at + len(pair)))
    return found


def _cut(text: str, wanted: tuple[set[str], tuple[str, ...]]) -> str:
    """At most LENGTH characters of the text, from a little before the first word asked for."""
    marks = _marks(text, wanted)
    start = max(0, marks[0][0] - LENGTH // 3) if marks and len(text) > LENGTH else 0
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
