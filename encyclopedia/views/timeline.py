"""The events of all articles, oldest first, and how they are spread over time."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from encyclopedia import search
from encyclopedia import timeline as events
from encyclopedia.browsing.categories import offered, public_category
from encyclopedia.models import Category, EventCount
from encyclopedia.rendering import render_lines
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import typed
from encyclopedia.timeline.figure import drawn

from .due import of_lists

CHOICES = ("from", "to", "q", "category", "scale")
SIDES = ("after", "before")


@require_safe
@public
@kept("after", "before", "category", "from", "q", "scale", "to")
@of_lists
def timeline(request: HttpRequest) -> HttpResponseBase:
    asked = {name: typed(request, name) for name in (*CHOICES, *SIDES)}
    category = public_category(asked["category"]) if asked["category"] else None
    period, places, problems = _read(asked, category)
    context = {
        "asked": asked,
        "problems": problems,
        "is_filtered": any(asked.values()),
        "categories": _subjects(category).values("slug", "path"),
        "scales": events.SCALES.values(),
    }
    if not problems:
        context |= _found(asked, category, period, places)
    return render(request, "encyclopedia/timeline.html", context, status=404 if problems else 200)


def _subjects(chosen: Any) -> Any:
    return offered(Exists(EventCount.objects.filter(category_number=OuterRef("pk"), years=100)), chosen)


def _read(asked: Mapping[str, str], category: Category | None) -> Any:
    """The period and the places that were asked for, and in sentences what is wrong with what was typed."""
    period, places, problems = None, {}, []
    try:
        period = events.read_period(asked["from"], asked["to"])
    except ValueError as error:
        problems.append(str(error))
    if asked["category"] and category is None:
        problems.append("There is no subject of that name.")
    if asked["scale"] and asked["scale"] not in events.SCALES:
        problems.append("Events stand under years, decades, centuries or millennia.")
    try:
        places = {side: events.Place.read(asked[side]) for side in SIDES if asked[side]}
    except ValueError as error:
        problems.append(str(error))
    if len(places) > 1:
        problems.append("A page stands after one event or before one.")
    return period, places, problems


def _found(asked: Mapping[str, str], category: Category | None, period: Any, places: Any) -> dict[str, Any]:
    scope = {"first": period[0], "last": period[1], "categories": None}
    if category:
        scope["categories"] = list(Category.objects.within(category).values_list("pk", flat=True))
    words, more = search.events(asked["q"]) if asked["q"] else ([], False)
    selection = events.Listed(words, **scope) if asked["q"] else events.Stored(**scope)
    density = selection.density(events.SCALES.get(asked["scale"]))
    page = selection.page(**places)
    texts = render_lines(each.text for each in page.events)
    return {
        "told": [
            {
                "date": each.date,
                "html": html,
                "number": each.number,
                "article": each.article,
                "period": density.scale.period(each.place.year).title,
            }
            for each, html in zip(page.events, texts, strict=True)
        ],
        "count": density.count,
        "span": density.span,
        "most_with_words": len(words) if more else 0,
        "pages": _pages(asked, page),
        "chart": drawn(density, page, partial(_closer, asked, selection)) if len(density.numbers) > 1 else None,
    }


def _address(asked: Mapping[str, str], **changes: Any) -> str:
    """The address of the same choice with these changes."""
    parameters = {name: asked[name] for name in CHOICES} | changes
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def _pages(asked: Mapping[str, str], page: Any) -> list[Any]:
    """Where else one can go, each as a title, an address and what kind of link it is."""
    if not page.events:
        places = [("Earliest", "", {}), ("Latest", "", {"before": "end"})] if asked["after"] or asked["before"] else []
    else:
        places = [("Earliest", "", {}), ("Earlier", "prev", {"before": page.earlier})] if page.earlier else []
        places += [("Later", "next", {"after": page.later}), ("Latest", "", {"before": "end"})] if page.later else []
    return [{"title": title, "rel": rel, "address": _address(asked, **place)} for title, rel, place in places]


def _closer(asked: Mapping[str, str], selection: Any, scale: Any, period: Any) -> Any:
    """The address of this period alone, at the next finer scale."""
    first = asked["from"] if selection.first > period.first * 10_000 else events.type_year(period.first)
    last = asked["to"] if selection.last < period.last * 10_000 + 1231 else events.type_year(period.last)
    return _address(asked, **{"from": first, "to": last, "scale": scale.finer.name})
