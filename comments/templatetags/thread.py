"""What an article page asks of its discussion."""

from typing import Any

from django import template

from comments.articles import Article, discussion_of
from comments.threads import threads
from encyclopedia.site.kept_pages.making import making_of

register = template.Library()


@register.simple_tag(takes_context=True)
def discussion(context: Any, article: Article) -> Any:
    """The first page of the comments on an article; readers are not looked at, so the page is the same for all."""
    making = making_of(context["request"])
    making.depend(discussion_of(article.pk))
    thread = threads.first_page(article, making)
    making.expire(thread.closes)
    return thread
