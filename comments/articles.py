"""The seam: all that comments know about articles. Elsewhere they import from the ground floor, `encyclopedia.site`."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from encyclopedia.browsing.showing import page_of
from encyclopedia.document.names import fold
from encyclopedia.document.prose import Hunk, compare_prose
from encyclopedia.markup import RENDERER_VERSION, Contents, Numbering, Page, find_addresses, parse, render_comment
from encyclopedia.models import Article, FormerAddress
from encyclopedia.rendering import ANCHORS, find_picture
from encyclopedia.search.words import UNSPACED
from encyclopedia.site.characters import REFUSED
from encyclopedia.site.kept_pages.versions import Version

__all__ = [
    "RENDERER_VERSION",
    "UNSPACED",
    "Article",
    "Hunk",
    "article_by_slug",
    "body_html",
    "compare_prose",
    "discussion_of",
    "find_addresses",
    "known_article",
    "move_version",
    "page_of",
    "published_article",
    "published_articles",
    "render_comment",
]


def published_article(slug: str) -> Article:
    """The published article that answers to this slug, under its present one or a former.

    Raises Http404 where there is none.
    """
    published = Article.objects.published().only("title", "slug", "published_at")
    key = fold(slug)
    former = FormerAddress.objects.filter(slug_key=key).values("article")
    found = published.filter(slug_key=key).first() or published.filter(pk__in=former).first()
    if found is None:
        raise Http404("There is no such article.")
    return found


def published_articles() -> QuerySet:
    """The articles that every reader may see."""
    return Article.objects.published()


def article_by_slug(slug: str, articles: QuerySet) -> Article | None:
    """The one of these articles that has this slug."""
    return articles.only("title", "slug").filter(slug_key=fold(slug)).first()


def known_article(slug: str) -> Article | None:
    """The article that answers to this slug, now or formerly, whether or not readers may see it: for imports."""
    key = fold(slug)
    if REFUSED.search(key):
        return None
    found = article_by_slug(slug, Article.objects.all())
    former = FormerAddress.objects.filter(slug_key=key).values("article")
    return found or Article.objects.only("title", "slug").filter(pk__in=former).first()


def body_html(article: Article) -> str:
    """The body as its page has it but for where links lead and how sources are numbered, so that it asks nothing."""
    parsed = parse(article.body)
    return parsed.html(
        find_article=lambda title: None,
        citations=Numbering(dict.fromkeys(citation.key for citation in parsed.citations)),
        contents=Contents(ANCHORS),
        page=Page(settings.IMAGE_HOSTS, find_picture),
    )


def move_version(article_id: int) -> None:
    """Have the pages made anew that show the discussion of the article. Part of the transaction that changes it."""
    Version.objects.move([discussion_of(article_id)])


def discussion_of(article_id: int) -> str:
    """The name under which pages depend on the discussion of an article."""
    return f"discussion:{article_id}"
