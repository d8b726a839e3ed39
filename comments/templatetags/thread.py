"""What an article page asks of its discussion."""

from typing import Any

from django import template

from comments.articles import Article
from comments.threads import threads

register = template.Library()


@register.simple_tag
def discussion(article: Article) -> Any:
    """The first page of the comments on an article; readers are not looked at, so the page is the same for all."""
    return threads.first_page(article)
