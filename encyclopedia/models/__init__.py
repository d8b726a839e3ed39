"""What is stored."""

from encyclopedia.document.schema import Status
from encyclopedia.site.address_secret import AddressSecret
from encyclopedia.site.door.attempt import Attempt
from encyclopedia.site.kept_pages.versions import Version

from .article import Alias, Article, ArticleTag, Tag
from .category import Category
from .deletion import Deletion
from .former_address import FormerAddress, FormerCategoryAddress
from .index import (
    Entry,
    Event,
    EventCount,
    Fact,
    FactLabel,
    Holding,
    Link,
    NameCount,
    Rendering,
    Suggestion,
    Tagging,
    Word,
)
from .miss import Miss, Seeker
from .origin import Origin
from .parts import Faq, InfoboxField, Reference, TimelineEvent
from .pending import Autosave, PendingSave, PendingState, PendingVersion
from .revision import Revision
from .synonym import Synonym, SynonymGroup

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
    "Rendering",
    "Revision",
    "Seeker",
    "Status",
    "Suggestion",
    "Synonym",
    "SynonymGroup",
    "Tag",
    "Tagging",
    "TimelineEvent",
    "Version",
    "Word",
]
