"""What a reader typed -> published articles, answers, names and events.

Words are made in Python and put into the database that holds the articles, in the transaction that changes them. Both
databases are asked the same questions, and answer them by the same rules.
"""

from .answers import Answer, answer
from .events import events, index_events
from .filters import CHANGED, Counted, Filters, counted
from .index import VERSION as INDEX_VERSION
from .index import index, put_off, remove
from .likeness import alike
from .names import names_in
from .query import LONGEST, parse
from .results import MOST, Results, search
from .snippets import Hit, hit
from .standing import count_reads, targets, targets_by_name
from .standing import update as update_standing
from .suggestions import similar, suggest
from .synonyms import MAX_WORDS as MAX_SYNONYM_WORDS
from .synonyms import index as index_synonyms
from .synonyms import key_of as synonym_key

__all__ = [
    "CHANGED",
    "INDEX_VERSION",
    "LONGEST",
    "MAX_SYNONYM_WORDS",
    "MOST",
    "Answer",
    "Counted",
    "Filters",
    "Hit",
    "Results",
    "alike",
    "answer",
    "count_reads",
    "counted",
    "events",
    "hit",
    "index",
    "index_events",
    "index_synonyms",
    "names_in",
    "parse",
    "put_off",
    "remove",
    "search",
    "similar",
    "suggest",
    "synonym_key",
    "targets",
    "targets_by_name",
    "update_standing",
]
