"""What is stored."""

from .article import Alias, Article, ArticleTag, Status, Tag
from .attempt import Attempt
from .category import Category
from .former_address import FormerAddress
from .parts import Faq, InfoboxField, Reference, TimelineEvent
from .revision import Revision

__all__ = [
    "Alias",
    "Article",
    "ArticleTag",
    "Attempt",
    "Category",
    "Faq",
    "FormerAddress",
    "InfoboxField",
    "Reference",
    "Revision",
    "Status",
    "Tag",
    "TimelineEvent",
]
