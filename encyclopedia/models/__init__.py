"""What is stored."""

from .article import Alias, Article, ArticleTag, Status, Tag
from .attempt import Attempt
from .category import Category
from .deletion import Deletion
from .former_address import FormerAddress
from .link import Link
from .miss import Miss
from .parts import Faq, InfoboxField, Reference, TimelineEvent
from .pending import Autosave, PendingSave, PendingState, PendingVersion
from .revision import Revision

__all__ = [
    "Alias",
    "Article",
    "ArticleTag",
    "Attempt",
    "Autosave",
    "Category",
    "Deletion",
    "Faq",
    "FormerAddress",
    "InfoboxField",
    "Link",
    "Miss",
    "PendingSave",
    "PendingState",
    "PendingVersion",
    "Reference",
    "Revision",
    "Status",
    "Tag",
    "TimelineEvent",
]
