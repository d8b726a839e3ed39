"""One article, and the list of all."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from encyclopedia import search
from encyclopedia.caching import public
from encyclopedia.document.codec import dumps
from encyclopedia.document.names import fold
from encyclopedia.models import Article, FormerAddress
from encyclopedia.rendering import render as render_document
from encyclopedia.snapshots import document_of

from .pages import article_page


@require_safe
@public
def article(request, slug):
    found = Article.objects.published().with_parts().filter(slug_key=fold(slug)).first()
    if found is None or found.slug != slug:
        return _elsewhere(request, found, slug, "article")
    page = render_document(document_of(found))
    context = {
        "article": found,
        "page": page,
        "trail": _trail(found.category),
        "tags": [row.tag for row in found.article_tags.all()],
        "revision": found.revisions.filter(number=found.revision_number).defer("text").first(),
    }
    return render(request, "encyclopedia/article.html", context)


@require_safe
@public
def article_text(request, slug):
    """The article as its document."""
    found = Article.objects.published().with_parts().filter(slug_key=fold(slug)).first()
    if found is None or found.slug != slug:
        return _elsewhere(request, found, slug, "article-text")
    return HttpResponse(dumps(document_of(found)), content_type="text/markdown; charset=utf-8")


def _trail(category):
    """The categories from the top to this one."""
    return [*type(category).objects.above(category), category] if category else []


def _elsewhere(request, found, slug, route):
    """Lead to the present address, or say that there is no such article and what is near."""
    if found is None:
        former = FormerAddress.objects.filter(slug_key=fold(slug), article__in=Article.objects.published())
        found = Article.objects.filter(former_addresses__in=former).first()
    if found:
        return redirect(route, found.slug, permanent=True)
    words = slug.replace("-", " ")[:100]
    near = search.suggest(words) or search.similar(words)
    return render(request, "encyclopedia/no_article.html", {"words": words, "near": near}, status=404)


@require_safe
@public
def articles(request):
    """A to Z."""
    page = article_page(Article.objects.published().by_title(), request.GET.get("page", "1"), 100)
    return render(request, "encyclopedia/articles.html", {"page": page})
