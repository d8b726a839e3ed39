"""The history of an article: its revisions, the article as it was, what changed, and who wrote it."""

from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from encyclopedia import history
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import compare
from encyclopedia.models import Article, Revision
from encyclopedia.rendering import render as render_document
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, is_number, page_number, page_or_404

from .addresses import of_article
from .due import of_lists


@require_safe
@public
@kept("page")
@of_article()
def revisions(request: HttpRequest, article: Article) -> HttpResponseBase:
    listed = history.revisions_of(article)
    page = page_or_404(listed.values_list("pk", flat=True), page_number(request), PER_PAGE["revisions"])
    page.object_list = list(listed.listed().filter(pk__in=page.object_list))
    readable = [revision for revision in page.object_list if revision.is_readable]
    _name_the_ones_before(article, readable)
    context = {"article": article, "page": page, "readable": readable, "chosen": readable[:2]}
    return render(request, "encyclopedia/history.html", context)


def _name_the_ones_before(article: Article, readable: Any) -> None:
    """Tell each of these neighbours, the newest first, the number that it is compared with."""
    for revision, before in pairwise(readable):
        revision.before = before.number
    if readable:
        readable[-1].before = history.readable_before(article, readable[-1].number)


@require_safe
@public
@kept()
@of_lists
@of_article()
def revision(request: HttpRequest, article: Article, number: int) -> HttpResponseBase:
    """The article as it was, at its permanent address."""
    found = Revision.objects.filter(article=article, number=number).first()
    if found is None or not found.is_readable:
        return _no_revision(request, article, number, found)
    context = {
        "article": article,
        "revision": found,
        "page": render_document(loads(found.text)),
        "is_current": number == article.revision_number,
        "before": history.readable_before(article, number),
        "after": history.readable_after(article, number),
    }
    return render(request, "encyclopedia/revision.html", context)


@require_safe
@public
@of_article()
def choose(request: HttpRequest, article: Article) -> HttpResponseBase:
    """Lead from two chosen revisions to their comparison; from one, to what it changed."""
    numbers = {request.GET[name] for name in ("a", "b") if request.GET.get(name)}
    if not numbers or not all(map(is_number, numbers)):
        return render(request, "encyclopedia/choose_revisions.html", {"article": article}, status=400)
    last, *first = sorted(map(int, numbers), reverse=True)
    if "a" in request.GET and "b" in request.GET:
        return redirect("article-comparison", article.slug, *(first or [last]), last)
    before = history.readable_before(article, last)
    if before is None:
        return redirect("article-revision", article.slug, last)
    return redirect("article-comparison", article.slug, before, last)


@require_safe
@public
@kept()
@of_article()
def comparison(request: HttpRequest, article: Article, a: Any, b: Any) -> HttpResponseBase:
    found = {revision.number: revision for revision in Revision.objects.filter(article=article, number__in={a, b})}
    for number in (a, b):
        if number not in found or not found[number].is_readable:
            return _no_revision(request, article, number, found.get(number))
    before, after = found[a], found[b]
    context = {
        "article": article,
        "before": before,
        "after": after,
        "comparison": compare(loads(before.text), loads(after.text)),
        "earlier": history.readable_before(article, a),
        "later": history.readable_after(article, b),
    }
    return render(request, "encyclopedia/comparison.html", context)


@require_safe
@public
@kept("page")
@of_article()
def contributors(request: HttpRequest, article: Article) -> HttpResponseBase:
    page = page_or_404(history.contributors(article), page_number(request), PER_PAGE["contributors"])
    return render(request, "encyclopedia/contributors.html", {"article": article, "page": page})


def _no_revision(request: HttpRequest, article: Article, number: int, found: Any) -> HttpResponseBase:
    """Say why there is nothing to read: `found` is the revision, if there is one of that number."""
    context = {"article": article, "number": number, "found": found}
    return render(request, "encyclopedia/no_revision.html", context, status=404)
