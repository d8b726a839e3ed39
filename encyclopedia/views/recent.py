"""Recent changes of the whole site."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from encyclopedia import history
from encyclopedia.browsing.categories import offered, public_category
from encyclopedia.browsing.showing import LISTS
from encyclopedia.models import Article
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.kept_pages.making import making_of
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, page_number, page_or_404, typed

KINDS = {"new": "New articles", "changes": "Changes of articles"}
PERIODS = {"day": ("The last day", 1), "week": ("The last week", 7), "month": ("The last 30 days", 30)}
PERIODS |= {"year": ("The last year", 365)}


@require_safe
@public
@kept("author", "category", "kind", "page", "period")
def recent(request: HttpRequest) -> HttpResponseBase:
    asked: dict[str, Any] = {name: typed(request, name) for name in ("category", "author", "kind", "period")}
    if not asked["period"]:  # which begins anew with every moment
        making_of(request).depend(LISTS)
    category = public_category(asked["category"]) if asked["category"] else None
    problems = []
    if asked["category"] and category is None:
        problems.append("There is no subject of that name.")
    if asked["kind"] and asked["kind"] not in KINDS:
        problems.append("Changes are of two kinds: new articles, and changes of articles.")
    if asked["period"] and asked["period"] not in PERIODS:
        problems.append("That is no period of time.")
    if problems:
        found = history.Changes([], more=False)
    else:
        found = history.changes(
            most=history.MOST,
            category=category,
            author=asked["author"],
            kind=asked["kind"],
            since=_since(asked["period"]),
        )
    page = page_or_404(found.ids, page_number(request), PER_PAGE["changes"])
    page.object_list = history.changes_by_id(page.object_list)
    context = {
        "asked": asked,
        "category": category,
        "problems": problems,
        "found": found,
        "page": page,
        "is_filtered": any(asked.values()),
        "categories": offered(Exists(Article.objects.published().filter(category=OuterRef("pk"))), category),
        "kinds": KINDS,
        "periods": {name: title for name, (title, _) in PERIODS.items()},
        "most": history.MOST,
        "looked_through": history.LOOKED_THROUGH,
    }
    return render(request, "encyclopedia/recent.html", context, status=404 if problems else 200)


def _since(period: Any) -> Any:
    return timezone.now() - timedelta(days=PERIODS[period][1]) if period else None
