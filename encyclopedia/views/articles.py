"""One article, and the list of all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from encyclopedia import links
from encyclopedia.caching import public
from encyclopedia.document.codec import dumps
from encyclopedia.models import Article
from encyclopedia.rendering import render as render_document
from encyclopedia.snapshots import document_of

from .addresses import of_article
from .pages import article_page


@require_safe
@public
@of_article(Article.objects.with_parts())
def article(request, article):
    context = {
        "article": article,
        "page": render_document(document_of(article)),
        "trail": _trail(article.category),
        "tags": [row.tag for row in article.article_tags.all()],
        "backlinks": links.some_backlinks(article, 6),
        "revision": article.revisions.filter(number=article.revision_number).listed().first(),
    }
    return render(request, "encyclopedia/article.html", context)


@require_safe
@public
@of_article(Article.objects.with_parts())
def article_text(request, article):
    """The article as its document."""
    return HttpResponse(dumps(document_of(article)), content_type="text/markdown; charset=utf-8")


def _trail(category):
    """The categories from the top to this one."""
    return [*type(category).objects.above(category), category] if category else []


@require_safe
@public
def articles(request):
    """A to Z."""
    page = article_page(Article.objects.published().by_title(), request.GET.get("page", "1"), 100)
    return render(request, "encyclopedia/articles.html", {"page": page})
