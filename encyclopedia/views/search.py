"""Finding articles."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from encyclopedia import search as finding
from encyclopedia.caching import public
from encyclopedia.models import Article

from .pages import page_or_404


@require_safe
@public
def search(request):
    typed = request.GET.get("q", "").strip()[: finding.LONGEST]
    query = finding.parse(typed)
    results = finding.search(query, typed)
    page = page_or_404(results.ids, request.GET.get("page", "1"), 20)
    rows = Article.objects.select_related("category").in_bulk(page.object_list)
    page.object_list = [finding.hit(rows[pk], query) for pk in page.object_list]
    near = finding.similar(typed) if query and not results.ids else []
    context = {"typed": typed, "query": query, "page": page, "more": results.more, "most": finding.MOST, "near": near}
    response = render(request, "encyclopedia/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@public
def suggest(request):
    """Titles that hold what has been typed so far."""
    found = finding.suggest(request.GET.get("q", ""))
    rows = [{"title": each.title, "url": each.get_absolute_url(), "summary": each.summary} for each in found]
    return JsonResponse(rows, safe=False)
