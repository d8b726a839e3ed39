"""The letters that titles begin with, in any script."""

from django.db import connection
from django.utils import timezone

from encyclopedia.models import Status

#: A list of initials with more of them would be no help.
MOST = 200

# From each letter to the next one on the index article_by_initial: it costs as much as there are letters, however many
# articles there are. PostgreSQL takes no LIMIT within, hence the counter.
IN_USE = """
WITH RECURSIVE letter(initial, number) AS (
    SELECT (
        SELECT initial FROM encyclopedia_article
        WHERE status = %(status)s AND published_at <= %(present)s
        ORDER BY initial, title_key, id LIMIT 1
    ), 1
    UNION ALL
    SELECT (
        SELECT initial FROM encyclopedia_article
        WHERE status = %(status)s AND published_at <= %(present)s AND initial > letter.initial
        ORDER BY initial, title_key, id LIMIT 1
    ), number + 1
    FROM letter WHERE initial IS NOT NULL AND number < %(most)s
)
SELECT initial FROM letter WHERE initial IS NOT NULL
"""


def in_use() -> list[str]:
    """The initials of published articles in the order in which articles are listed, at most so many."""
    present = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(IN_USE, {"status": Status.PUBLISHED.value, "present": present, "most": MOST})
        return [row[0] for row in cursor.fetchall()]
