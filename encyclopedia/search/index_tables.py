"""The tables of the index: what they hold, and the database that holds them.

They have no models: on SQLite they are FTS5 tables, on PostgreSQL rows of tsvectors, and `sqlite` and `postgresql` ask
both the same questions. A question gets at most as many answers as it asks for.
"""

from types import ModuleType

from django.db import connection

from . import postgresql, sqlite
from .index_table import Table

#: Articles by their words. Facets are what they are filtered by, see `filters`.
ARTICLES = Table(
    "encyclopedia_search",
    parts=("title", "lead", "facts", "body"),
    places={"title": 1, "lead": 2, "words": 4},
    weights=(10, 4, 2, 1),
    has_facets=True,
)
#: Questions of articles, see `answers`: their numbers are made of the article's and of their place in it.
QUESTIONS = Table("encyclopedia_question_search", parts=("question", "title"), places={"words": 2}, weights=(1, 1))
#: Events, by the number of their row.
EVENTS = Table("encyclopedia_event_search", parts=("event", "title"), places={"words": 2}, weights=(1, 1))


def database() -> ModuleType:
    """The module that knows how the present database is asked."""
    return postgresql if connection.vendor == "postgresql" else sqlite
