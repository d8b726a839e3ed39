"""Names that articles link to and nobody has written, counted as articles change.

To count a million links takes seconds, and who asks first would wait for it. So there is a row for each name that
links use or that an article has, and every change of an article adds to these rows and takes away from them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction

from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Link, NameCount

#: So many are listed.
MOST = 1_000
#: So many links, or titles, are counted anew in one transaction, and all others of the last name.
RECOUNTED = 20_000

# One value holds all rows, however many there are; each database takes it apart in its own way.
ROWS = {
    "sqlite": """
        SELECT json_extract(value, '$[0]') AS name_key, json_extract(value, '$[1]') AS written,
               json_extract(value, '$[2]') AS links, json_extract(value, '$[3]') AS articles
        FROM json_each(%s)
    """,
    "postgresql": """
        SELECT value ->> 0 AS name_key, value ->> 1 AS written,
               (value ->> 2)::integer AS links, (value ->> 3)::integer AS articles
        FROM json_array_elements(%s::json) AS listed (value)
    """,
}
COUNT = """
INSERT INTO encyclopedia_namecount (key, name, linking, named)
SELECT name_key, written, links, articles FROM ({rows}) AS counted WHERE true
ON CONFLICT (key) DO UPDATE SET
    name = CASE WHEN encyclopedia_namecount.linking > 0 THEN encyclopedia_namecount.name ELSE EXCLUDED.name END,
    linking = encyclopedia_namecount.linking + EXCLUDED.linking,
    named = encyclopedia_namecount.named + EXCLUDED.named
"""
FORGET = """
DELETE FROM encyclopedia_namecount
WHERE linking = 0 AND named = 0 AND key IN (SELECT name_key FROM ({rows}) AS counted)
"""
# Where a stretch of names ends that is counted anew in one go: databases order texts in ways of their own.
NEXT = """
SELECT MIN(name_key) FROM (
    SELECT * FROM (
        SELECT key AS name_key FROM encyclopedia_link WHERE key > %(first)s ORDER BY key LIMIT 1 OFFSET %(rows)s
    ) AS linked
    UNION ALL
    SELECT * FROM (
        SELECT title_key FROM encyclopedia_article WHERE title_key > %(first)s
        ORDER BY title_key LIMIT 1 OFFSET %(rows)s
    ) AS titled
) AS ends
"""
RECOUNT = """
INSERT INTO encyclopedia_namecount (key, name, linking, named)
SELECT name_key, MAX(name), SUM(linking), SUM(named) FROM (
    SELECT link.key AS name_key, MIN(link.name) AS name, COUNT(DISTINCT link.article_id) AS linking, 0 AS named
    FROM encyclopedia_link AS link JOIN encyclopedia_entry AS entry ON entry.article_id = link.article_id
    WHERE NOT link.by_address AND NOT entry.waits AND {links} GROUP BY link.key
    UNION ALL
    SELECT own.name_key, '', 0, COUNT(DISTINCT own.article_id) FROM (
        SELECT title_key AS name_key, id AS article_id FROM encyclopedia_article WHERE {titles}
        UNION ALL SELECT slug_key, id FROM encyclopedia_article WHERE {slugs}
        UNION ALL SELECT key, article_id FROM encyclopedia_alias WHERE {keys}
        UNION ALL SELECT slug_key, article_id FROM encyclopedia_formeraddress WHERE {slugs}
    ) AS own JOIN encyclopedia_entry AS entry ON entry.article_id = own.article_id
    WHERE NOT entry.waits GROUP BY own.name_key
) AS counted GROUP BY name_key
"""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that an article links to, each as it is written there, and those that it has; by their keys."""

    linked: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


#: Of an article that readers do not see.
NOTHING = Names()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that nobody has written an article for, and how many articles link to it."""

    key: str
    name: str
    articles: int


def wanted() -> list[Wanted]:
    """The names that articles link to and nobody has written, those that most want first."""
    rows = list(NameCount.objects.filter(named=0, linking__gt=0).order_by("-linking", "key")[:MOST])
    # Those that an article has in plain letters are written, too; they are few.
    written = Article.objects.named(row.key for row in rows)
    return [Wanted(row.key, row.name, row.linking) for row in rows if row.key not in written]


def names_of(articles: Iterable[tuple[Article, Document]]) -> dict[int, Names]:
    """The names of articles as their links are stored and their documents say, by the articles' ids."""
    documents = {article.pk: document for article, document in articles}
    linked: dict[int, dict[str, str]] = {pk: {} for pk in documents}
    rows = Link.objects.filter(article__in=documents, by_address=False).order_by("article", "position")
    for pk, key, name in rows.values_list("article", "key", "name"):
        linked[pk].setdefault(key, name)
    return {pk: Names(linked[pk], _own(document)) for pk, document in documents.items()}


def _own(document: Document) -> frozenset[str]:
    return frozenset(map(fold, (document.title, document.slug, *document.aliases, *document.former)))


def count(changes: Iterable[tuple[Names, Names]]) -> None:
    """Count what changed: for each article its names before and after, `NOTHING` where readers do not see it.

    It has to be called in the transaction that changes links, names or what readers see.
    """
    rows: dict[str, list] = {}

    def add(key: str, name: str, links: int, articles: int) -> None:
        row = rows.setdefault(key, [key, name, 0, 0])
        row[1] = row[1] or name
        row[2] += links
        row[3] += articles

    for before, after in changes:
        for key in before.linked.keys() - after.linked.keys():
            add(key, "", -1, 0)
        for key in after.linked.keys() - before.linked.keys():
            add(key, after.linked[key], 1, 0)
        for key in before.own - after.own:
            add(key, "", 0, -1)
        for key in after.own - before.own:
            add(key, "", 0, 1)
    # In one order, so that of two who count at the same time one waits for the other, and never both.
    changed = [rows[key] for key in sorted(rows) if any(rows[key][2:])]
    if changed:
        _ask(COUNT, changed)
    if fewer := [row for row in changed if min(row[2:]) < 0]:
        _ask(FORGET, fewer)


def _ask(sql: str, rows: list[list]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=ROWS[connection.vendor]), [json.dumps(rows)])


def recount() -> Iterator[None]:
    """Count all names anew, a stretch of them in each transaction; the site can be used meanwhile."""
    first: str | None = ""
    while first is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(NEXT, {"first": first, "rows": RECOUNTED})
            end = cursor.fetchone()[0]
            if connection.vendor == "postgresql":
                # Whoever changes an article has counted it already, or counts it when this is done.
                cursor.execute("LOCK TABLE encyclopedia_namecount IN EXCLUSIVE MODE")
            values = {"first": first, "end": end}
            within = "{column} >= %(first)s" + ("" if end is None else " AND {column} < %(end)s")
            columns = {"links": "link.key", "titles": "title_key", "slugs": "slug_key", "keys": "key"}
            parts = {part: within.format(column=column) for part, column in columns.items()}
            cursor.execute(f"DELETE FROM encyclopedia_namecount WHERE {parts['keys']}", values)  # noqa: S608
            cursor.execute(RECOUNT.format(**parts), values)
        first = end
        yield
