"""The questions asked of tsvector.

Each place that a question can be asked of has a vector, and an index, of its own. One vector with weights would have to
be read again for every candidate: measured over 100,000 articles, 3 s for a word that all of them hold.
"""

from collections.abc import Iterable

from django.db import connection

from .query import Query, Term

# What PostgreSQL 15 takes, see its manual, 12.11 (Limitations): positions to 16,383, a megabyte in all.
LAST_POSITION = 16_383
MOST_POSITIONS = 255
LARGEST = 900_000
#: Positions left out between two parts, so that no phrase runs from one into the next.
GAP = 2

PLACES = {"title": "title", "lead": "lead", "any": "words"}
INSERT = (
    "INSERT INTO encyclopedia_search (article_id, title, lead, words)"
    " VALUES (%s, %s::tsvector, %s::tsvector, %s::tsvector)"
)


def write(article_id: int, title: list[str], lead: list[str], body: list[str]) -> None:
    """Index an article anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{INSERT} ON CONFLICT (article_id)"
            " DO UPDATE SET title = EXCLUDED.title, lead = EXCLUDED.lead, words = EXCLUDED.words",
            _values(article_id, title, lead, body),
        )


def add(rows: Iterable[tuple[int, list[str], list[str], list[str]]]) -> None:
    """Index articles that have not been indexed before."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, (_values(*row) for row in rows))


def _values(article_id: int, title: list[str], lead: list[str], body: list[str]) -> list[int | str]:
    return [article_id, _vector(title), _vector(title, lead), _vector(title, lead, body)]


def _vector(*parts: list[str]) -> str:
    """The words with their places, written as PostgreSQL reads a tsvector."""
    places: dict[str, list[str]] = {}
    position = size = 0
    for part in parts:
        for word in part:
            position += 1
            size += len(word.encode()) + 8 if word not in places else 2
            if size > LARGEST:
                break
            places.setdefault(word, []).append(str(min(position, LAST_POSITION)))
        position += GAP
    return " ".join(f"{_quoted(word)}:{','.join(at[:MOST_POSITIONS])}" for word, at in places.items())


def remove(article_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM encyclopedia_search WHERE article_id = %s", [article_id])


def matches(query: Query, place: str, limit: int) -> list[int]:
    """Ids of at most `limit` articles that hold all that is wanted in `place` (title, lead or any)."""
    wanted = " & ".join(_phrase(term) for term in query.wanted)
    statement = f"SELECT article_id FROM encyclopedia_search WHERE {PLACES[place]} @@ %s::tsquery"  # noqa: S608
    values: list[str | int] = [wanted]
    if query.unwanted:
        statement += " AND NOT words @@ %s::tsquery"
        values.append(" | ".join(_phrase(term) for term in query.unwanted))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT %s", [*values, limit])
        return [row[0] for row in cursor.fetchall()]


def _phrase(term: Term) -> str:
    words = " <-> ".join(map(_quoted, term.words))
    return f"({words}{':*' if term.prefix else ''})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
