"""The rows of `Event` and `EventCount`, kept true in the transaction that changes an article."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.functions import Coalesce

from encyclopedia.models import Article, Event, EventCount, TimelineEvent

from .scales import CENTURY, YEAR

# The database copies and numbers them itself: an import brings thousands.
INSERT = """
INSERT INTO encyclopedia_event (event_id, article_id, number, category_number, starts, ends)
SELECT told.id, told.article_id,
       ROW_NUMBER() OVER (PARTITION BY told.article_id ORDER BY told.starts, told.ends, told.position),
       COALESCE(article.category_id, 0), told.starts, told.ends
FROM encyclopedia_timelineevent AS told
JOIN encyclopedia_article AS article ON article.id = told.article_id
WHERE told.article_id IN ({marks})
"""
# One value holds all rows, however many there are; each database takes it apart in its own way.
ROWS = {
    "sqlite": """
        SELECT json_extract(value, '$[0]') AS category_number, json_extract(value, '$[1]') AS years,
               json_extract(value, '$[2]') AS year, json_extract(value, '$[3]') AS events
        FROM json_each(%s)
    """,
    "postgresql": """
        SELECT (value ->> 0)::bigint AS category_number, (value ->> 1)::smallint AS years,
               (value ->> 2)::integer AS year, (value ->> 3)::integer AS events
        FROM json_array_elements(%s::json) AS listed (value)
    """,
}
COUNT = """
INSERT INTO encyclopedia_eventcount (category_number, years, year, events)
SELECT category_number, years, year, events FROM ({rows}) AS counted WHERE true
ON CONFLICT (category_number, years, year) DO UPDATE SET events = encyclopedia_eventcount.events + EXCLUDED.events
"""
FORGET = """
DELETE FROM encyclopedia_eventcount
WHERE events = 0 AND (category_number, years, year) IN (SELECT category_number, years, year FROM ({rows}) AS counted)
"""


class _Row(NamedTuple):
    event: int
    article: int
    category_number: int
    starts: int
    ends: int


def index(articles: Sequence[Article], *, shown: bool) -> None:
    """Put the events of these articles in their places, if readers may see them; take them out if not.

    It has to be called in the transaction that has written the articles, after each change of a timeline, a category or
    a status. What is counted is the difference to the places that were held before, so that nothing is counted twice.
    """
    ids = [article.pk for article in articles]
    held = set(map(_Row._make, _held(ids)))
    wanted = set(map(_Row._make, _wanted(ids))) if shown else set()
    gone, new = held - wanted, wanted - held
    if not gone and not new:
        return
    changed = {row.article for row in gone | new}
    if held:
        Event.objects.filter(article__in=changed).delete()
    if wanted:
        _put(changed)
    _count(gone, new)


def _held(ids: Collection[int]) -> Any:
    return Event.objects.filter(article__in=ids).values_list("pk", "article", "category_number", "starts", "ends")


def _wanted(ids: Collection[int]) -> Any:
    told = TimelineEvent.objects.filter(article__in=ids).order_by()
    return told.values_list("pk", "article", Coalesce("article__category", 0), "starts", "ends")


def _put(ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(marks=", ".join(["%s"] * len(ids))), sorted(ids))


def _count(gone: Collection[_Row], new: Collection[_Row]) -> None:
    changes: Counter[tuple[int, int, int]] = Counter()
    for rows, number in ((gone, -1), (new, 1)):
        for row in rows:
            for scale in (YEAR, CENTURY):
                first = scale.period(row.starts // 10_000).first
                changes[row.category_number, scale.years, first] += number
                changes[EventCount.ALL, scale.years, first] += number
    # In one order, so that of two who count at the same time one waits for the other, and never both.
    changed = [(*key, number) for key, number in sorted(changes.items()) if number]
    if changed:
        _ask(COUNT, changed)
    if fewer := [row for row in changed if row[-1] < 0]:
        _ask(FORGET, fewer)


def _ask(sql: str, rows: Sequence[tuple[int, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=ROWS[connection.vendor]), [json.dumps(rows)])
