"""The seam: all that comments know about articles, and the only module here that imports from `encyclopedia`."""

from django.db.models import F
from django.http import Http404

from encyclopedia.caching import public
from encyclopedia.document.names import fold
from encyclopedia.document.text import REFUSED as REFUSED_CHARACTERS
from encyclopedia.markup import RENDERER_VERSION, render_comment
from encyclopedia.models import Article, FormerAddress
from encyclopedia.views.pages import page_or_404

__all__ = [
    "REFUSED_CHARACTERS",
    "RENDERER_VERSION",
    "Article",
    "article_by_slug",
    "move_version",
    "page_or_404",
    "public",
    "published_article",
    "render_comment",
]


def published_article(slug: str) -> Article:
    """The published article that answers to this slug, under its present one or a former.

    Raises Http404 where there is none.
    """
    published = Article.objects.published().only("title", "slug", "comments_version")
    key = fold(slug)
    former = FormerAddress.objects.filter(slug_key=key).values("article")
    found = published.filter(slug_key=key).first() or published.filter(pk__in=former).first()
    if found is None:
        raise Http404("There is no such article.")
    return found


def article_by_slug(slug: str) -> Article | None:
    """The article that has this slug, whether or not readers may see it: for moderators."""
    return Article.objects.only("title", "slug").filter(slug_key=fold(slug)).first()


def move_version(article_id: int) -> None:
    """Tell whoever keeps pages of the article that its thread is not what it was."""
    Article.objects.filter(pk=article_id).update(comments_version=F("comments_version") + 1)
