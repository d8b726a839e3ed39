"""What `reindex` can make anew from the truth beside it: counts, places in orders, names as they are looked for."""

from .entry import Entry, Suggestion
from .event import Event, EventCount
from .fact import Fact, FactLabel, Holding
from .link import Link
from .name_count import NameCount
from .rendering import Rendering
from .tagging import Tagging
from .word import Word

__all__ = [
    "Entry",
    "Event",
    "EventCount",
    "Fact",
    "FactLabel",
    "Holding",
    "Link",
    "NameCount",
    "Rendering",
    "Suggestion",
    "Tagging",
    "Word",
]
