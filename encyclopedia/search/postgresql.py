"""The questions asked of tsvector.

Each place that a question can be asked of has a vector, and an index, of its own. One vector with weights would have to
be read again for every candidate: measured over 100,000 articles, 3 s for a word that all of them hold. Only `words`
has them, for the few rows that are ranked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.utils import timezone

from encyclopedia.models.index.entry import PRIOR_SHIFT

from . import estimates
from .index_table import Row, Table
from .query import Query, Term
from .syntax import Syntax

# What PostgreSQL 15 takes, see its manual, 12.11 (Limitations): positions to 16,383, a megabyte in all.
LAST_POSITION = 16_383
MAX_POSITIONS = 255
LARGEST = 900_000
#: Positions left out between two parts, so that no phrase runs from one into the next.
GAP = 2
#: In each place of a row stands its band, after a sign for private use: by it an index finds the rows with the highest
#: numbers that hold a word, without going through all that hold it. The numbers of a band differ in so many last bits
#: only; what is linked or read much has one of its own.
BAND, BAND_BITS, HIGHEST_BAND = "\ue001", 14, "\ue001high"
#: The labels of parts, the weightiest first, and what they stand for when rows are ranked.
LABELS = "ABCD"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


SYNTAX = Syntax(
    " & ",
    " | ",
    lambda words, prefix: " <-> ".join(map(_quoted, words)) + (":*" if prefix else ""),
)


def add(table: Table, rows: Iterable[Row]) -> None:
    """Index what has not been indexed before."""
    columns = [*(["facets"] if table.has_facets else []), *table.places]
    marks = ", ".join(["%s::tsvector"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table.name} (number, {', '.join(columns)}) VALUES (%s, {marks})",  # noqa: S608
            [[number, *_vectors(table, number, list(words))] for number, words in rows],
        )


def _vectors(table: Table, number: int, words: list[list[str]]) -> list[str]:
    facets = [_vector([words.pop(0)], [""])] if table.has_facets else []
    last = len(table.parts)
    # The labels take room, and only what is ranked needs them.
    found = [_vector(words[:count], LABELS if count == last else [""] * count) for count in table.places.values()]
    if table.has_facets:
        found = [f"{vector} {_quoted(_band(number))}" for vector in found]
    return facets + found


def _band(number: int) -> str:
    return HIGHEST_BAND if number >> PRIOR_SHIFT else f"{BAND}{number >> BAND_BITS}"


def _vector(parts: Iterable[list[str]], labels: Iterable[str]) -> str:
    """The words with their places, written as PostgreSQL reads a tsvector."""
    places: dict[str, list[str]] = {}
    position = size = 0
    for part, label in zip(parts, labels, strict=False):
        for word in part:
            position += 1
            size += len(word.encode()) + 8 if word not in places else 2
            if size > LARGEST:
                break
            places.setdefault(word, []).append(f"{min(position, LAST_POSITION)}{label}")
        position += GAP
    return " ".join(f"{_quoted(word)}:{','.join(at[:MAX_POSITIONS])}" for word, at in places.items())


def remove(table: Table, numbers: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table.name} WHERE number = ANY(%s)", [list(numbers)])  # noqa: S608


def clear(table: Table, ranges: Sequence[tuple[int, int]]) -> None:
    """Remove the rows whose numbers are within these ranges."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table.name} WHERE number BETWEEN %s AND %s", ranges)  # noqa: S608


def matches(table: Table, query: Query, place: str, limit: int, *, common: bool = False) -> list[int]:
    """The numbers of the rows that hold all that is wanted in `place`: the highest come first, and at most `limit`.

    Where words must stand one after the other, only so many of the rows that hold them all are read for it. Rows that
    are known to hold a `common` word may be looked through from the highest on, until there are enough of them.
    """
    loose = _loose(query)
    condition, values = _all(loose, place)
    # The sum keeps the planner from walking through all numbers and reading the words of each.
    order = "number" if common else "number + 0"
    phrases = SYNTAX.every(SYNTAX.term(term) for term in query.wanted if len(term.words) > 1)

    def highest(condition: str, values: list[Any]) -> list[tuple]:
        held = f"FROM {table.name} WHERE {condition} ORDER BY {order} DESC LIMIT %s"
        if not phrases:
            return _rows(f"SELECT number {held}", [*values, limit])
        # What is read for a phrase is read after the rows have been chosen.
        chosen = f"SELECT number, {place} AS found {held}"
        return _rows(f"SELECT number, found @@ %s::tsquery FROM ({chosen}) AS held", [phrases, *values, limit])  # noqa: S608

    found: list[tuple] = []
    if table.has_facets and not query.facets and not query.unwanted:
        in_a_band = estimates.of(table, place).share(loose.wanted) * (1 << BAND_BITS)
        if in_a_band > 2 * limit:
            found = highest(f"{place} @@ %s::tsquery AND {condition}", [_highest_bands(table), *values])
    if len(found) < limit:
        found = highest(condition, values)
    # Of a phrase, each row says whether it holds it; no number is 0.
    return [row[0] for row in found if row[-1]]


def _highest_bands(table: Table) -> str:
    """What rows of the highest band hold, and of the two below it, the lower of which is full.

    It is asked for by itself: a planner that does not know the bands when it plans takes three times as long.
    """
    asked = f"SELECT COALESCE(MAX(number), 0) FROM {table.name} WHERE number < 1::bigint << {PRIOR_SHIFT}"  # noqa: S608
    last = _ids(asked, [])[0]
    return SYNTAX.some(map(_quoted, (HIGHEST_BAND, _band(last), _band(max(0, last - (1 << BAND_BITS))))))


def matches_among(table: Table, query: Query, place: str, limit: int, among: Sequence[int]) -> list[int]:
    """What `matches` answers, where no other rows than those `among` can hold it.

    That is of no use here: the index of a place is quicker than any row.
    """
    return matches(table, query, place, limit)


def settled(table: Table, query: Query, limit: int) -> Query:
    """The question without beginnings of words, where more rows than are asked for hold the whole word."""
    whole = [replace(term, prefix=False) for term in query.wanted]
    common = _common(table, whole, 2 * limit, "words")
    return replace(
        query, wanted=tuple(one if one in common else term for one, term in zip(whole, query.wanted, strict=True))
    )


def _loose(query: Query) -> Query:
    """The question with the words of phrases anywhere: only that can an index answer."""
    wanted: list[Term] = []
    for term in query.wanted:
        if len(term.words) > 1 and term.others and not term.prefix:
            wanted.append(Term((), others=(term.words, *term.others)))
        elif len(term.words) > 1 and not term.others:
            wanted += [Term((word,), exact=True) for word in term.words[:-1]]
            wanted.append(Term(term.words[-1:], prefix=term.prefix, exact=True))
        else:
            wanted.append(term)
    return replace(query, wanted=tuple(wanted))


def renumber(table: Table, old: int, new: int) -> None:
    changed: list[str] = ["number = %s"]
    values: list[str | int] = [new]
    if (own := _band(old)) != (other := _band(new)):
        for place in table.places:
            changed.append(f"{place} = ts_delete({place}, %s) || %s::tsvector")
            values += [own, _quoted(other)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.name} SET {', '.join(changed)} WHERE number = %s", [*values, old])  # noqa: S608


def counts(table: Table, terms: Sequence[Term], most: int, place: str = "words") -> list[int]:
    """In how many rows each term stands in that place, counted up to `most`."""
    common = _common(table, terms, 2 * most, place)
    rare = [term for term in terms if term not in common]
    one = f"(SELECT COUNT(*) FROM (SELECT 1 FROM {table.name} WHERE {place} @@ %s::tsquery LIMIT {most}) AS counted)"  # noqa: S608
    counted: list[int] = []
    if rare:
        every = f"SELECT UNNEST(ARRAY[{', '.join([one] * len(rare))}])"
        counted = _ids(every, [SYNTAX.term(term) for term in rare], vectors_apart=table.has_facets)
    numbers = dict.fromkeys(common, most) | dict(zip(rare, counted, strict=True))
    return [numbers[term] for term in terms]


def holding(table: Table, terms: Sequence[Term], most: int, place: str) -> list[list[int]]:
    """The numbers of the rows that hold each term in that place, in no order, and of so many rows at most.

    For what the statistics say that ten times as many rows hold, it is none: to find that out takes long.
    """
    common = _common(table, terms, 10 * most, place)
    rare = [term for term in terms if term not in common]
    if not rare:
        return [[] for _ in terms]
    one = (
        f"SELECT %s AS at, ARRAY(SELECT number FROM {table.name} WHERE {place} @@ %s::tsquery LIMIT {most}) AS numbers"  # noqa: S608
    )
    every = f"SELECT numbers FROM ({' UNION ALL '.join([one] * len(rare))}) AS found ORDER BY at"  # noqa: S608
    values = [value for at, term in enumerate(rare) for value in (at, SYNTAX.term(term))]
    found: dict[Term, Any] = dict(zip(rare, _ids(every, values), strict=True))
    return [found.get(term, []) for term in terms]


def _common(table: Table, terms: Iterable[Term], least: int, place: str) -> set[Term]:
    """Those of the terms that stand in more rows than that, as far as the statistics tell."""
    known = estimates.of(table, place)
    return {term for term in terms if known.share([term]) * known.rows > least}


def ranks(table: Table, terms: Sequence[Term], weights: Sequence[float], numbers: Sequence[int]) -> dict[int, float]:
    """How well each of these rows answers: what `ts_rank` gives each term, times its weight."""
    if not terms or not numbers:
        return {}
    by_label = "{" + ", ".join(str(weight / table.weights[0]) for weight in _four(table.weights)) + "}"
    one = "%s * ts_rank(%s, words, %s::tsquery, 1)"
    asked = [SYNTAX.some(SYNTAX.ways(term)) for term in terms]
    values = [value for written, weight in zip(asked, weights, strict=True) for value in (weight, by_label, written)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, {' + '.join([one] * len(terms))} FROM {table.name} WHERE number = ANY(%s)",  # noqa: S608
            [*values, list(numbers)],
        )
        return dict(cursor.fetchall())


def _four(weights: Sequence[int]) -> list[int]:
    """The weights as `ts_rank` takes them, from D to A."""
    return list(reversed([*weights, *[weights[-1]] * (4 - len(weights))]))


def entries(articles: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Of those that are public by now: how many words the title has, and the facets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id, title_words, facets FROM encyclopedia_entry"
            " WHERE article_id = ANY(%s) AND public_from <= %s",
            [list(articles), timezone.now()],
        )
        return {pk: (words, facets) for pk, words, facets in cursor.fetchall()}


def _ids(statement: str, values: Sequence[Any], *, vectors_apart: bool = True) -> list[int]:
    return [row[0] for row in _rows(statement, values, vectors_apart=vectors_apart)]


def _rows(statement: str, values: Sequence[Any], *, vectors_apart: bool = True) -> list[tuple]:
    # Where many rows match, the planner would rather read them all, and with them the vectors that are kept apart.
    settings = "SET LOCAL jit = off;" + (" SET LOCAL enable_seqscan = off;" if vectors_apart else "")
    # Statements that are sent together are one transaction: neither its begin nor its end need be sent.
    with connection.cursor() as cursor:
        cursor.execute(f"{settings} {statement}", values)
        while cursor.nextset():
            pass
        return cursor.fetchall()


def _all(query: Query, place: str) -> tuple[str, list[str]]:
    """All that a query asks for, as a condition with its values."""
    conditions, values = [], []
    if query.wanted:
        conditions.append(f"{place} @@ %s::tsquery")
        values.append(SYNTAX.every(map(SYNTAX.term, query.wanted)))
    if query.facets:
        conditions.append("facets @@ %s::tsquery")
        values.append(SYNTAX.every(" | ".join(some) for some in query.facets))
    if query.unwanted:
        conditions.append("NOT words @@ %s::tsquery")
        values.append(SYNTAX.some(map(SYNTAX.term, query.unwanted)))
    return " AND ".join(conditions), values
