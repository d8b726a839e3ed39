"""One article, and the list of all."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from encyclopedia import reads
from encyclopedia.browsing import renderings
from encyclopedia.browsing.letters import MOST, in_use
from encyclopedia.browsing.lists import article_page
from encyclopedia.browsing.related import related
from encyclopedia.document.codec import dumps
from encyclopedia.document.names import initial
from encyclopedia.links import links
from encyclopedia.models import Article, Category
from encyclopedia.rendering import render_article
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.kept_pages.making import making_of
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, page_number, typed
from encyclopedia.snapshots import document_of

from .addresses import of_article
from .due import of_lists, up_to_date


@require_safe
@public
@kept()
@up_to_date
@of_article(Article.objects.select_related("rendering").only("title", "slug", "published_at", "rendering"))
def article(request: HttpRequest, article: Article) -> HttpResponseBase:
    making = making_of(request)
    if request.method == "GET":
        making.count(partial(reads.count, article.pk))
    page = renderings.stored(article, making.versions) if making.is_keepable else None
    if page is None:
        html = render_to_string("encyclopedia/article.html", _shown(article.pk), request)
        page = renderings.halves(html)
        if making.is_keepable:
            renderings.store(article, making.versions, html)
    discussion = render_to_string("encyclopedia/parts/discussion.html", {"article": article}, request)
    return HttpResponse(f"{page.before}{discussion}{page.after}")


def _shown(pk: int) -> dict[str, Any]:
    """All that the page of an article shows, but for its discussion."""
    article = Article.objects.with_parts().get(pk=pk)
    return {
        "article": article,
        "page": render_article(article),
        "trail": _trail(article.category),
        "tags": [row.tag for row in article.article_tags.all()],
        "related": related(article),
        "backlinks": links.some_backlinks(article, 6),
        "revision": article.revisions.filter(number=article.revision_number).listed().first(),
    }


@require_safe
@public
@kept()
@of_article(Article.objects.with_parts())
def article_text(request: HttpRequest, article: Article) -> HttpResponseBase:
    """The article as its document."""
    return HttpResponse(dumps(document_of(article)), content_type="text/markdown; charset=utf-8")


def _trail(category: Category | None) -> list[Category]:
    """The categories from the top to this one."""
    return [*type(category).objects.above(category), category] if category else []


@require_safe
@public
@kept("letter", "page")
@of_lists
def articles(request: HttpRequest) -> HttpResponseBase:
    """A to Z: all of them, or those under one letter."""
    asked = typed(request, "letter")
    letter = initial(asked) if asked else ""
    if letter != asked:
        return redirect(f"{reverse('articles')}?{urlencode({'letter': letter})}", permanent=True)
    letters = in_use()
    listed = Article.objects.published().from_a_to_z()
    if letter:
        listed = listed.filter(initial=letter)
    context = {"letters": letters, "letter": letter, "unknown": letter and letter not in letters}
    if context["unknown"] and len(letters) == MOST:
        context["unknown"] = not listed.exists()  # there are more than are shown
    context["page"] = article_page(listed, page_number(request), PER_PAGE["articles"])
    return render(request, "encyclopedia/articles.html", context, status=404 if context["unknown"] else 200)
