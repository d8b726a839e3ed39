"""The newest comments that readers can see, as Atom."""

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from comments.articles import published_articles
from comments.models import Comment, State
from encyclopedia.site.caching import public
from encyclopedia.site.feeds import absolute, feed_id, feed_text
from encyclopedia.site.methods import require_safe

ENTRIES = 50


class NewestComments(Feed):
    feed_type = Atom1Feed
    feed_guid = feed_id("comments")

    def title(self) -> str:
        return feed_text(f"{settings.SITE_NAME}: comments")

    def link(self) -> str:
        return absolute("/")

    def feed_url(self) -> str:
        return absolute(reverse("comments-feed"))

    def author_name(self) -> str:
        return feed_text(settings.SITE_NAME)

    def items(self) -> Any:
        shown = Comment.objects.filter(state=State.APPROVED, article__in=published_articles())
        shown = shown.select_related("approved", "article", "account").defer("article__body", "article__short_answer")
        return shown.order_by("-created_at", "-pk")[:ENTRIES]

    def item_title(self, comment: Comment) -> str:
        return feed_text(comment.article.title)

    def item_description(self, comment: Comment) -> str:
        return feed_text(comment.approved.html)

    def item_link(self, comment: Comment) -> str:
        return absolute(comment.get_absolute_url())

    def item_guid(self, comment: Comment) -> str:
        return feed_id(f"comment/{comment.public_id}")

    def item_author_name(self, comment: Comment) -> str | None:
        return feed_text(f"{comment.author_name} (staff)" if comment.by_staff else comment.author_name) or None

    def item_pubdate(self, comment: Comment) -> Any:
        return comment.created_at

    def item_updateddate(self, comment: Comment) -> Any:
        return comment.approved.created_at


newest = require_safe(public(NewestComments()))
