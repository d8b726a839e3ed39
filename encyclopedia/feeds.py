"""What is new, as Atom."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from encyclopedia import history
from encyclopedia.models import Article, Category, Revision
from encyclopedia.site.caching import public
from encyclopedia.site.feeds import absolute, feed_id, feed_text
from encyclopedia.site.methods import require_safe

ENTRIES = 50


def _readable(changes: Any) -> list[Any]:
    return [revision for revision in history.changes_by_id(changes.ids) if not revision.hidden]


class RevisionFeed(Feed):
    """Revisions as entries. Hidden ones are left out: they have nothing to say."""

    feed_type = Atom1Feed
    page: Callable[[Any], str]
    """Where the thing that the feed is about has its page, as a path."""
    path: Callable[[Any], str]
    """Where the feed itself stands."""
    name: Callable[[Any], str]
    """The name of its id."""

    def author_name(self) -> str:
        return feed_text(settings.SITE_NAME)

    def link(self, thing: Any) -> str:
        return absolute(self.page(thing))

    def feed_url(self, thing: Any) -> str:
        return absolute(self.path(thing))

    def feed_guid(self, thing: Any) -> Any:
        return feed_id(self.name(thing))

    def item_title(self, revision: Revision) -> str:
        return feed_text(revision.article.title)

    def item_description(self, revision: Revision) -> str:
        # Readers take it for HTML.
        return escape(feed_text(revision.note))

    def item_link(self, revision: Revision) -> str:
        return absolute(reverse("article-revision", args=[revision.article.slug, revision.number]))

    def item_guid(self, revision: Revision) -> str:
        return feed_id(f"article/{revision.article_id}/revision/{revision.number}")

    def item_author_name(self, revision: Revision) -> str | None:
        return feed_text(revision.author_name) or None

    def item_pubdate(self, revision: Revision) -> Any:
        return revision.public_from

    def item_updateddate(self, revision: Revision) -> Any:
        return revision.public_from


class SiteChanges(RevisionFeed):
    def get_object(self, request: HttpRequest) -> None:
        return None

    def title(self) -> str:
        return feed_text(f"{settings.SITE_NAME}: recent changes")

    def page(self, thing: Any) -> Any:
        return reverse("recent")

    def path(self, thing: Any) -> Any:
        return reverse("changes-feed")

    def name(self, thing: Any) -> str:
        return "changes"

    def items(self) -> Any:
        return _readable(history.changes(most=ENTRIES))


class NewArticles(RevisionFeed):
    """Articles, each from the revision with which it became public."""

    def get_object(self, request: HttpRequest) -> None:
        return None

    def title(self) -> str:
        return feed_text(f"{settings.SITE_NAME}: new articles")

    def page(self, thing: Any) -> Any:
        return reverse("front")

    def path(self, thing: Any) -> Any:
        return reverse("new-feed")

    def name(self, thing: Any) -> str:
        return "new"

    def items(self) -> Any:
        return history.changes_by_id(history.changes(kind="new", most=ENTRIES).ids)

    def item_description(self, revision: Revision) -> str:
        return escape(feed_text(revision.article.summary))

    def item_link(self, revision: Revision) -> str:
        return absolute(revision.article.get_absolute_url())

    def item_guid(self, revision: Revision) -> str:
        return feed_id(f"article/{revision.article_id}")

    def item_author_name(self, revision: Revision) -> str | None:
        return None if revision.hidden else super().item_author_name(revision)


class CategoryChanges(RevisionFeed):
    def get_object(self, request: HttpRequest, category: Category) -> Any:
        return category

    def title(self, category: Category) -> str:
        return feed_text(f"{category.name}: recent changes")

    def page(self, category: Category) -> Any:
        return category.get_absolute_url()

    def path(self, category: Category) -> Any:
        return reverse("category-feed", args=[category.slug])

    def name(self, category: Category) -> str:
        return f"category/{category.pk}"

    def items(self, category: Category) -> Any:
        return _readable(history.changes(category=category, most=ENTRIES))


class ArticleChanges(RevisionFeed):
    def get_object(self, request: HttpRequest, article: Article) -> Any:
        return article

    def title(self, article: Article) -> str:
        return feed_text(f"{article.title}: history")

    def page(self, article: Article) -> Any:
        return article.get_absolute_url()

    def path(self, article: Article) -> Any:
        return reverse("article-feed", args=[article.slug])

    def name(self, article: Article) -> str:
        return f"article/{article.pk}/history"

    def items(self, article: Article) -> Any:
        readable = history.revisions_of(article).readable()
        return history.changes_by_id(readable.values_list("pk", flat=True)[:ENTRIES])

    def item_title(self, revision: Revision) -> str:
        return feed_text(f"{revision.article.title}, revision {revision.number}")


site_changes = require_safe(public(SiteChanges()))
new_articles = require_safe(public(NewArticles()))
category_changes = require_safe(public(CategoryChanges()))
article_changes = require_safe(public(ArticleChanges()))
