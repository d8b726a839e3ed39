"""What is stored."""

from encyclopedia.site.address_secret import AddressSecret
from encyclopedia.site.door.attempt import Attempt

from .article import Alias, Article, ArticleTag, Status, Tag, Tagging
from .category import Category
from .deletion import Deletion
from .entry import Entry, Suggestion
from .event import Event, EventCount
from .fact import Fact, FactLabel, Holding
from .former_address import FormerAddress, FormerCategoryAddress
from .link import Link
from .miss import Miss, Seeker
from .name_count import NameCount
from .origin import Origin
from .parts import Faq, InfoboxField, Reference, TimelineEvent
from .pending import Autosave, PendingSave, PendingState, PendingVersion
from .revision import Revision
from .synonym import Synonym, SynonymGroup
from .word import Word

__all__ = [
    "AddressSecret",
    "Alias",
    "Article",
    "ArticleTag",
    "Attempt",
    "Autosave",
    "Category",
    "Deletion",
    "Entry",
    "Event",
    "EventCount",
    "Fact",
    "FactLabel",
    "Faq",
    "FormerAddress",
    "FormerCategoryAddress",
    "Holding",
    "InfoboxField",
    "Link",
    "Miss",
    "NameCount",
    "Origin",
    "PendingSave",
    "PendingState",
    "PendingVersion",
    "Reference",
    "Revision",
    "Seeker",
    "Status",
    "Suggestion",
    "Synonym",
    "SynonymGroup",
    "Tag",
    "Tagging",
    "TimelineEvent",
    "Word",
]
