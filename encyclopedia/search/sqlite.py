"""The questions asked of FTS5."""

from collections.abc import Iterable

from django.db import connection

from .query import Query, Term

COLUMNS = {"title": "title", "lead": "{title lead}", "any": "{title lead body}"}


def write(article_id: int, title: list[str], lead: list[str], body: list[str]) -> None:
    """Index an article anew."""
    remove(article_id)
    add([(article_id, title, lead, body)])


def add(rows: Iterable[tuple[int, list[str], list[str], list[str]]]) -> None:
    """Index articles that have not been indexed before."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO encyclopedia_search (rowid, title, lead, body) VALUES (%s, %s, %s, %s)",
            ([article_id, *map(" ".join, places)] for article_id, *places in rows),
        )


def remove(article_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM encyclopedia_search WHERE rowid = %s", [article_id])


def matches(query: Query, place: str, limit: int) -> list[int]:
    """Ids of at most `limit` articles that hold all that is wanted in `place` (title, lead or any)."""
    wanted = " AND ".join(_quoted(term) for term in query.wanted)
    question = f"{COLUMNS[place]} : ({wanted})"
    if query.unwanted:
        question = f"({question}) NOT ({' OR '.join(_quoted(term) for term in query.unwanted)})"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM encyclopedia_search WHERE encyclopedia_search MATCH %s LIMIT %s", [question, limit]
        )
        return [row[0] for row in cursor.fetchall()]


def _quoted(term: Term) -> str:
    # Words hold letters, digits and marks only, so nothing in them can end the quotation.
    return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'
