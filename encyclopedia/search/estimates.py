"""What PostgreSQL has learnt of a table of the index when it was last analysed: how common its most common words are.

These are no answers, and may be wrong: they say which way to one is the shorter.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from django.db import connection

from .index_table import Table
from .query import Term

#: What the statistics say is believed for so many seconds: they change when a table has grown by a tenth.
BELIEVED = 600


@dataclass(frozen=True, slots=True)
class Estimates:
    """What PostgreSQL knows of a place: in which part of so many rows its most common words stand."""

    rows: float
    shares: Mapping[str, float]

    def share(self, terms: Iterable[Term]) -> float:
        """The part of the rows that holds all of these, if their words stand where they stand by chance; 0 for rare."""
        return prod(max(self.shares.get(form, 0) for form in term.all_forms) for term in terms)


def of(table: Table, place: str) -> Estimates:
    return _estimates(connection.settings_dict["NAME"], table.name, place, time.monotonic() // BELIEVED)


@lru_cache(16)
def _estimates(database: str, table: str, place: str, period: float) -> Estimates:
    with connection.cursor() as cursor:
        cursor.execute("SELECT GREATEST(reltuples, 0) FROM pg_class WHERE oid = %s::regclass", [table])
        rows = cursor.fetchone()[0]
        cursor.execute(
            "SELECT word, share FROM pg_stats,"
            " UNNEST(most_common_elems::text::text[], most_common_elem_freqs) AS counted(word, share)"
            " WHERE tablename = %s AND attname = %s",
            [table, place],
        )
        return Estimates(rows, dict(cursor.fetchall()))
