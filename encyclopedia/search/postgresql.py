"""The questions asked of tsvector."""

from django.db import connection

from .query import Query, Term

WEIGHTS = {"title": "A", "lead": "AB", "any": ""}
# What PostgreSQL 15 takes, see its manual, 12.11 (Limitations): positions to 16,383, a megabyte in all.
LAST_POSITION = 16_383
LARGEST = 900_000


def write(article_id: int, title: list[str], lead: list[str], body: list[str]) -> None:
    """Index an article anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO encyclopedia_search (article_id, words) VALUES (%s, %s::tsvector)"
            " ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words",
            [article_id, _vector(title, lead, body)],
        )


def _vector(title: list[str], lead: list[str], body: list[str]) -> str:
    """The words with their places and weights, written as PostgreSQL reads a tsvector."""
    places: dict[str, list[str]] = {}
    position = size = 0
    for weight, words in (("A", title), ("B", lead), ("C", body)):
        for word in words:
            position += 1
            size += len(word.encode()) + 8 if word not in places else 0
            if size > LARGEST:
                break
            places.setdefault(word, []).append(f"{min(position, LAST_POSITION)}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(at[:255])}" for word, at in places.items())


def remove(article_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM encyclopedia_search WHERE article_id = %s", [article_id])


def matches(query: Query, place: str, limit: int) -> list[int]:
    """Ids of at most `limit` articles that hold all that is wanted in `place` (title, lead or any)."""
    weight = WEIGHTS[place]
    question = " & ".join(_term(term, weight) for term in query.wanted)
    for term in query.unwanted:
        question += f" & !({_term(term, '')})"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id FROM encyclopedia_search WHERE words @@ %s::tsquery LIMIT %s", [question, limit]
        )
        return [row[0] for row in cursor.fetchall()]


def _term(term: Term, weight: str) -> str:
    *first, last = term.words
    parts = [f"{_quoted(word)}:{weight}" if weight else _quoted(word) for word in first]
    ending = ("*" if term.prefix else "") + weight
    parts.append(f"{_quoted(last)}:{ending}" if ending else _quoted(last))
    return f"({' <-> '.join(parts)})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
