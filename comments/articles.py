"""The seam: all that comments know about articles, and the only module here that imports from `encyclopedia`."""

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import Http404

from encyclopedia.caching import public
from encyclopedia.document.names import fold
from encyclopedia.document.prose import Hunk, compare_prose
from encyclopedia.document.text import BEYOND_LATIN, ENDLESS
from encyclopedia.document.text import REFUSED as REFUSED_CHARACTERS
from encyclopedia.door import pages as door
from encyclopedia.door import second_factor, tries
from encyclopedia.door.forms import CountedCode, checked
from encyclopedia.feeds import feed_id, feed_text
from encyclopedia.management.importing import ImportCommand
from encyclopedia.markup import RENDERER_VERSION, Contents, Numbering, Page, find_addresses, parse, render_comment
from encyclopedia.methods import require_methods, require_safe
from encyclopedia.models import AddressSecret, Article, Attempt, FormerAddress
from encyclopedia.rendering import ANCHORS, find_picture
from encyclopedia.search.words import UNSPACED
from encyclopedia.transfer.interrupts import Interrupts
from encyclopedia.transfer.report import Report
from encyclopedia.views.pages import page_or_404

__all__ = [
    "REFUSED_CHARACTERS",
    "RENDERER_VERSION",
    "UNSPACED",
    "AddressSecret",
    "Article",
    "Attempt",
    "CountedCode",
    "Hunk",
    "ImportCommand",
    "Interrupts",
    "Report",
    "article_by_slug",
    "body_html",
    "checked",
    "compare_prose",
    "door",
    "feed_id",
    "feed_text",
    "find_addresses",
    "known_article",
    "move_version",
    "page_or_404",
    "public",
    "published_article",
    "published_articles",
    "render_comment",
    "require_methods",
    "require_safe",
    "second_factor",
    "tries",
    "without_endless_marks",
]


def published_article(slug: str) -> Article:
    """The published article that answers to this slug, under its present one or a former.

    Raises Http404 where there is none.
    """
    published = Article.objects.published().only("title", "slug", "published_at", "comments_version")
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
    if REFUSED_CHARACTERS.search(key):
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


def without_endless_marks(text: str) -> str:
    """The text without runs of marks so long that to put them into order would take seconds."""
    return ENDLESS.sub("", text) if BEYOND_LATIN.search(text) else text


def move_version(article_id: int) -> None:
    """Tell whoever keeps pages of the article that its thread is not what it was."""
    Article.objects.filter(pk=article_id).update(comments_version=F("comments_version") + 1)
