"""What was read of an export, kept aside on disk until all of it is known: a reply may stand before what it answers."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from .source import Post, Thread

# What hangs from nothing that is there is a root. What is left out hands its replies on to what it hung from itself.
_PLACES = """
CREATE TABLE place AS WITH RECURSIVE tree(id, above, depth) AS (
    SELECT post.id,
           CASE WHEN other.id IS NULL AND post.parent != '' THEN post.parent END,
           post.left_out = ''
      FROM post LEFT JOIN post AS other ON other.id = post.parent
     WHERE other.id IS NULL OR other.thread != post.thread
    UNION ALL
    SELECT post.id,
           CASE WHEN parent.left_out = '' THEN parent.id ELSE tree.above END,
           tree.depth + (post.left_out = '')
      FROM tree JOIN post AS parent ON parent.id = tree.id
                JOIN post ON post.parent = parent.id AND post.thread = parent.thread
)
SELECT id, above, depth FROM tree
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A comment to be taken in, with what it hangs from and what it belongs to."""

    post: Post
    above: str
    """The id of what it hangs from; empty for a root."""
    article: int


class Spool:
    """A database of its own for one run; nothing of it is left afterwards."""

    def __enter__(self) -> Self:
        # Without a name SQLite makes a file that nobody else sees, once it is too large for memory.
        self._database = sqlite3.connect("")
        self._database.executescript(
            """
            CREATE TABLE thread (id TEXT PRIMARY KEY, name TEXT, article INTEGER);
            CREATE TABLE post (id TEXT PRIMARY KEY, thread TEXT, parent TEXT, name TEXT, time TEXT, text TEXT,
                               line INTEGER, left_out TEXT, is_approved INTEGER);
            """
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def add_thread(self, thread: Thread, article: int | None) -> None:
        row = (thread.id, thread.names[0] if thread.names else "", article)
        self._database.execute("INSERT OR REPLACE INTO thread VALUES (?, ?, ?)", row)

    def add_post(self, post: Post) -> bool:
        """Whether no other one has the same id."""
        row = (
            *(post.id, post.thread, post.parent, post.name, post.time, post.text),
            *(post.line, post.left_out, post.is_approved),
        )
        marks = ", ".join("?" * len(row))
        return self._database.execute(f"INSERT OR IGNORE INTO post VALUES ({marks})", row).rowcount == 1  # noqa: S608

    def arrange(self) -> None:
        """Find the place of each comment, once all are there."""
        self._database.executescript(f"CREATE INDEX reply ON post (parent); {_PLACES}; CREATE INDEX at ON place (id)")

    def circular(self) -> list[int]:
        """The lines of comments that hang from themselves."""
        rows = self._database.execute(
            "SELECT line FROM post WHERE left_out = '' AND id NOT IN (SELECT id FROM place) ORDER BY rowid"
        )
        return [line for (line,) in rows]

    def left_out(self) -> dict[str, int]:
        """How many comments are left out, for each reason."""
        return dict(self._database.execute("SELECT left_out, count(*) FROM post WHERE left_out != '' GROUP BY 1"))

    def without_article(self) -> list[tuple[str, int]]:
        """Which threads belong to no article, with the number of their comments, the largest first."""
        return list(
            self._database.execute(
                """SELECT coalesce(thread.name, ''), count(*)
                     FROM post LEFT JOIN thread ON thread.id = post.thread
                    WHERE post.left_out = '' AND thread.article IS NULL GROUP BY 1 ORDER BY 2 DESC, 1"""
            )
        )

    def __len__(self) -> int:
        """How many comments are to be taken in."""
        return int(self._database.execute(f"SELECT count(*) {_TO_TAKE}").fetchone()[0])

    def __iter__(self) -> Iterator[Kept]:
        """All that is to be taken in, each after what it hangs from."""
        columns = "post.id, post.thread, post.parent, post.name, time, text, line, left_out, is_approved"
        rows = self._database.execute(
            f"SELECT {columns}, coalesce(place.above, ''), thread.article {_TO_TAKE} ORDER BY place.depth, post.rowid"
        )
        for *values, above, article in rows:
            *told, is_approved = values
            yield Kept(Post(*told, bool(is_approved)), above, article)  # type: ignore[call-arg]  # as in `columns`


_TO_TAKE = """
    FROM place JOIN post ON post.id = place.id JOIN thread ON thread.id = post.thread
   WHERE post.left_out = '' AND thread.article IS NOT NULL
"""
