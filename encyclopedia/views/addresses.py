"""Which article an address means, and which category."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from encyclopedia import search
from encyclopedia.browsing.categories import public_category
from encyclopedia.browsing.showing import page_of
from encyclopedia.document.names import fold
from encyclopedia.models import Article, FormerAddress
from encyclopedia.models.article import ArticleQuerySet
from encyclopedia.site.annotations import View
from encyclopedia.site.kept_pages.making import making_of

from .due import index_due

#: What pages about an article need of it.
NAMED = Article.objects.only("title", "slug", "revision_number")


def of_article(articles: ArticleQuerySet = NAMED) -> Any:
    """Hands a view the published article of its `slug`, taken from `articles`.

    Under an old slug the answer leads to the same address below the present one, and where nothing is published it
    is 404 with what is near.
    """

    def decorate(view: View) -> Any:
        @wraps(view)
        def found(request: HttpRequest, slug: str, **rest: Any) -> Any:
            making_of(request).depend(page_of(slug))
            article = articles.published().filter(slug_key=fold(slug)).first()
            if article and article.slug == slug:
                return view(request, article, **rest)
            return _elsewhere(request, article, slug, rest)

        return found

    return decorate


def _elsewhere(request: HttpRequest, article: Article, slug: str, rest: Any) -> HttpResponseBase:
    if article is None:
        former = FormerAddress.objects.filter(slug_key=fold(slug))
        article = Article.objects.published().filter(former_addresses__in=former).only("slug").first()
    if article:
        return _moved(request, article.slug, rest)
    index_due()
    words = slug.replace("-", " ")[:100]
    near = search.suggest(words) or search.similar(words)
    return render(request, "encyclopedia/no_article.html", {"words": words, "near": near}, status=404)


def _moved(request: HttpRequest, slug: str, rest: Any) -> HttpResponseBase:
    """Lead to the same address below another slug."""
    address = reverse(request.resolver_match.view_name, kwargs={"slug": slug, **rest})
    query = request.META["QUERY_STRING"]
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def of_category(view: View) -> Any:
    """Hands a view the subject of its `slug`, and leads from a slug that it had before to its present one."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **rest: Any) -> Any:
        category = public_category(slug)
        if category is None:
            raise Http404("There is no such subject.")
        return view(request, category, **rest) if category.slug == slug else _moved(request, category.slug, rest)

    return found
