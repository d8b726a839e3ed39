"""Events by the words that they tell, and by the names of their articles."""

from collections.abc import Collection, Sequence

from encyclopedia.markup import searchable
from encyclopedia.models import Article, Event

from .index_tables import EVENTS, database
from .query import parse
from .words import Text

#: More than these are not looked at.
MOST = 5_000


def index_events(articles: Sequence[Article], gone: Collection[int]) -> None:
    """Let the events of these articles be found; those that are gone, by their ids, no more."""
    database().remove(EVENTS, gone)
    told = Event.objects.filter(article__in=articles).values_list("pk", "event__event", "article__title")
    names = {title: Text.of(title).indexed for title in {title for _, _, title in told}}
    read = ((pk, searchable(text, is_line=True), title) for pk, text, title in told)
    database().add(EVENTS, ((pk, [Text.of(text).indexed, names[title]]) for pk, text, title in read))


def events(typed: str) -> tuple[list[int], bool]:
    """Ids of events that hold the words, and whether there are more than could be looked at."""
    query = parse(typed)
    if not query:
        return [], False
    query = database().settled(EVENTS, query, MOST + 1)
    found = database().matches(EVENTS, query, "words", MOST + 1)
    return found[:MOST], len(found) > MOST
