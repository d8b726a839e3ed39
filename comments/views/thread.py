"""The discussion of an article on pages of its own."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from comments.articles import Article, discussion_of
from comments.models import BESIDE, Comment
from comments.threads import threads
from comments.threads.data import thread_data
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.kept_pages.making import making_of
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import page_number

from .answers import with_article


@require_safe
@public
@kept("format", "order", "page")
@with_article
def comments(request: HttpRequest, article: Article) -> HttpResponseBase:
    making = making_of(request)
    making.depend(discussion_of(article.pk))
    order = threads.Order.of(request.GET.get("order", ""))
    thread = threads.page_of(article, page_number(request), order)
    making.expire(thread.closes)
    if request.GET.get("format") == "json":
        return JsonResponse(thread_data(thread))
    context = {"article": article, "thread": thread, "page": thread.page, "order": order, "orders": threads.Order}
    return render(request, "comments/comments.html", context)


@require_safe
@public
@kept("page")
@with_article
def comment(request: HttpRequest, article: Article, public_id: str) -> HttpResponseBase:
    """One comment, with what it hangs from and what hangs from it."""
    making = making_of(request)
    making.depend(discussion_of(article.pk))
    subject = get_object_or_404(Comment.objects.as_read(*BESIDE).shown(), article=article, public_id=public_id)
    subject.article = article
    above, thread = threads.around(subject, page_number(request))
    making.expire(thread.closes)
    context = {"article": article, "comment": subject, "above": above, "thread": thread, "page": thread.page}
    return render(request, "comments/comment.html", context)
