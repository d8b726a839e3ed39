"""Finding articles."""

import logging

from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from encyclopedia import search as finding
from encyclopedia.caching import public
from encyclopedia.models import Article, Miss

from .pages import page_or_404

logger = logging.getLogger(__name__)


@require_safe
@public
def search(request):
    typed = request.GET.get("q", "").strip()[: finding.LONGEST]
    query = finding.parse(typed)
    results = finding.search(query, typed)
    page = page_or_404(results.ids, request.GET.get("page", "1"), 20)
    rows = Article.objects.select_related("category").in_bulk(page.object_list)
    page.object_list = [finding.hit(rows[pk], query) for pk in page.object_list]
    nothing = bool(query) and not results.ids
    near = finding.similar(typed) if nothing else []
    if nothing and request.method == "GET":
        _count_miss(typed)
    context = {"typed": typed, "query": query, "page": page, "more": results.more, "most": finding.MOST, "near": near}
    response = render(request, "encyclopedia/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _count_miss(typed):
    # A count for editors, which no page that has been asked for depends on.
    try:
        Miss.objects.count(typed)
    except DatabaseError:
        logger.warning("A search without result could not be counted.")


@require_safe
@public
def suggest(request):
    """Titles that hold what has been typed so far."""
    found = finding.suggest(request.GET.get("q", ""))
    rows = [{"title": each.title, "url": each.get_absolute_url(), "summary": each.summary} for each in found]
    return JsonResponse(rows, safe=False)
