"""The questions asked of FTS5 (sqlite.org/fts5.html)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.utils import timezone

from .index_table import Row, Table
from .query import Query, Term
from .syntax import Syntax

#: A term that so many rows hold does not rank them.
EVERYWHERE = 20_000

# Words hold letters, digits, marks and the sign of stems only, so nothing in them can end the quotation.
SYNTAX = Syntax(" AND ", " OR ", lambda words, prefix: f'"{" ".join(words)}"{"*" if prefix else ""}')
#: The same asked of a text of words, each of which stands between two spaces.
OF_TEXT = Syntax(" AND ", " OR ", lambda words, prefix: f"INSTR(text, ' {' '.join(words)}{'' if prefix else ' '}')")


def add(table: Table, rows: Iterable[Row]) -> None:
    """Index what has not been indexed before."""
    columns = [*(["facets"] if table.has_facets else []), *table.parts]
    marks = ", ".join(["%s"] * (len(columns) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table.name} (rowid, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            [[number, *map(" ".join, words)] for number, words in rows],
        )


def remove(table: Table, numbers: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table.name} WHERE rowid = %s", [[number] for number in numbers])  # noqa: S608


def clear(table: Table, ranges: Sequence[tuple[int, int]]) -> None:
    """Remove the rows whose numbers are within these ranges."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table.name} WHERE rowid BETWEEN %s AND %s", ranges)  # noqa: S608


def matches(table: Table, query: Query, place: str, limit: int, *, common: bool = False) -> list[int]:
    """The numbers of the rows that hold all that is wanted in `place`: the highest come first, and at most `limit`.

    They are read in that order, whether a `common` word is asked for or not.
    """
    return _ids(
        f"SELECT rowid FROM {table.name} WHERE {table.name} MATCH %s ORDER BY rowid DESC LIMIT %s",  # noqa: S608
        [_all(table, query, place), limit],
    )


def matches_among(table: Table, query: Query, place: str, limit: int, among: Sequence[int]) -> list[int]:
    """What `matches` answers, where no other rows than those `among` can hold it, which meet all other conditions.

    Their words are read, as FTS5 keeps them: it would itself go through all rows that hold one of the words anywhere.
    """
    first = int(table.has_facets)
    # Two spaces keep a phrase from running from one part into the next.
    text = " || '  ' || ".join(f"c{at}" for at in range(first, first + table.places[place]))
    return _ids(
        f"SELECT id FROM (SELECT id, ' ' || {text} || ' ' AS text FROM {table.name}_content"  # noqa: S608
        " WHERE id IN (SELECT value FROM json_each(%s)))"
        f" WHERE {OF_TEXT.every(map(OF_TEXT.term, query.wanted))} ORDER BY id DESC LIMIT %s",
        [json.dumps(list(among)), limit],
    )


def settled(table: Table, query: Query, limit: int) -> Query:
    """The question without beginnings of words, where as many rows as are asked for hold the whole word.

    To put together all words that begin so takes ten times as long as to look up one.
    """
    beginnings = [term for term in query.wanted if term.prefix]
    if not beginnings:
        return query
    found = counts(table, [replace(term, prefix=False) for term in beginnings], limit)
    settled = {term for term, count in zip(beginnings, found, strict=True) if count >= limit}
    return replace(
        query, wanted=tuple(replace(term, prefix=False) if term in settled else term for term in query.wanted)
    )


def renumber(table: Table, old: int, new: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.name} SET rowid = %s WHERE rowid = %s", [new, old])  # noqa: S608


def counts(table: Table, terms: Sequence[Term], most: int, place: str = "words") -> list[int]:
    """In how many rows each term stands in that place, counted up to `most`."""
    if not terms:
        return []
    one = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table.name} WHERE {table.name} MATCH %s LIMIT {most})"  # noqa: S608
    return _ids(" UNION ALL ".join([one] * len(terms)), [_place(table, place, SYNTAX.term(term)) for term in terms])


def holding(table: Table, terms: Sequence[Term], most: int, place: str) -> list[list[int]]:
    """The numbers of the rows that hold each term in that place, in no order, and of so many rows at most."""
    if not terms:
        return []
    one = f"SELECT %s, rowid FROM (SELECT rowid FROM {table.name} WHERE {table.name} MATCH %s LIMIT {most})"  # noqa: S608
    values = [value for at, term in enumerate(terms) for value in (at, _place(table, place, SYNTAX.term(term)))]
    found: list[list[int]] = [[] for _ in terms]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(terms)), values)
        for at, number in cursor.fetchall():
            found[at].append(number)
    return found


def ranks(table: Table, terms: Sequence[Term], weights: Sequence[float], numbers: Sequence[int]) -> dict[int, float]:
    """How well each of these rows answers: what BM25 gives each term, of the most that it gives one, times its weight.

    BM25's own weights of terms are of no use where few rows are, because what half of them hold has none. And what
    nearly every row holds is not looked at: BM25 reads all that is known of a term.
    """
    counted = counts(table, terms, EVERYWHERE)
    asked = [
        # What stands as it was typed counts twice: so, and as one of the forms.
        (_place(table, "words", SYNTAX.some(SYNTAX.ways(term))), weight)
        for term, weight, count in zip(terms, weights, counted, strict=True)
        if count < EVERYWHERE
    ]
    if not asked or not numbers:
        return {}
    by_column = ", ".join(map(str, [*([0] if table.has_facets else []), *table.weights]))
    one = (
        f"SELECT %s, rowid, -bm25({table.name}, {by_column}) FROM {table.name}"  # noqa: S608
        f" WHERE {table.name} MATCH %s AND rowid >= %s AND +rowid IN (SELECT value FROM json_each(%s))"
    )
    listed = json.dumps(list(numbers))
    values = [value for at, (written, _) in enumerate(asked) for value in (at, written, min(numbers), listed)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(asked)), values)
        rows = cursor.fetchall()
    most = [max((rank for at, _, rank in rows if at == term), default=1) or 1 for term in range(len(asked))]
    found: dict[int, float] = {}
    for at, number, rank in rows:
        found[number] = found.get(number, 0) + asked[at][1] * rank / most[at]
    return found


def entries(articles: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Of those that are public by now: how many words the title has, and the facets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id, title_words, facets FROM encyclopedia_entry"
            " WHERE article_id IN (SELECT value FROM json_each(%s)) AND public_from <= %s",
            [json.dumps(list(articles)), connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        return {pk: (words, facets) for pk, words, facets in cursor.fetchall()}


def _ids(statement: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _all(table: Table, query: Query, place: str) -> str:
    """All that a query asks for, as FTS5 writes it."""
    wanted = [_place(table, place, SYNTAX.every(map(SYNTAX.term, query.wanted)))] if query.wanted else []
    asked = SYNTAX.every([*wanted, *(f"facets : ({' OR '.join(some)})" for some in query.facets)])
    if query.unwanted:
        return f"({asked}) NOT ({_place(table, 'words', SYNTAX.some(map(SYNTAX.term, query.unwanted)))})"
    return asked


def _place(table: Table, place: str, asked: str) -> str:
    return f"{{{' '.join(table.parts[: table.places[place]])}}} : ({asked})"
