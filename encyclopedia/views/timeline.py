"""The events of all articles, oldest first, and how they are spread over time."""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils.translation import get_language_bidi

from encyclopedia import search
from encyclopedia import timeline as events
from encyclopedia.browsing.categories import public_category
from encyclopedia.models import Category, EventCount
from encyclopedia.rendering import render_lines
from encyclopedia.site.caching import public
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import typed
from encyclopedia.timeline.chart import MOST_BARS, draw

from .categories import offered
from .due import up_to_date

CHOICES = ("from", "to", "q", "category", "scale")
SIDES = ("after", "before")


@require_safe
@public
@up_to_date
def timeline(request):
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


def _subjects(chosen):
    return offered(Exists(EventCount.objects.filter(category_number=OuterRef("pk"), years=100)), chosen)


def _read(asked, category):
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


def _found(asked, category, period, places):
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
        "chart": _chart(asked, selection, density, page) if len(density.numbers) > 1 else None,
    }


def _address(asked, **changes):
    """The address of the same choice with these changes."""
    parameters = {name: asked[name] for name in CHOICES} | changes
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def _pages(asked, page):
    """Where else one can go, each as a title, an address and what kind of link it is."""
    if not page.events:
        places = [("Earliest", "", {}), ("Latest", "", {"before": "end"})] if asked["after"] or asked["before"] else []
    else:
        places = [("Earliest", "", {}), ("Earlier", "prev", {"before": page.earlier})] if page.earlier else []
        places += [("Later", "next", {"after": page.later}), ("Latest", "", {"before": "end"})] if page.later else []
    return [{"title": title, "rel": rel, "address": _address(asked, **place)} for title, rel, place in places]


def _chart(asked, selection, density, page):
    """The chart as its template writes it. Numbers are texts already: a language may write them with a comma."""
    shown = events.fitting(density.numbers, most=MOST_BARS, least=density.scale)
    chart = draw(shown.gather(density.numbers), shown)
    mirrored = get_language_bidi()

    def across(left, width=0.0):
        return _percent(100 - left - width if mirrored else left)

    share = 0.8 if len(chart.bars) > 12 else 0.6
    bars = [
        {
            "title": bar.period.title,
            "events": bar.events,
            "label": f"{bar.period.title}: {bar.events} event{pluralize(bar.events)}",
            "address": _closer(asked, selection, shown, bar.period),
            "room": across(bar.left, chart.room),
            "left": across(bar.left + chart.room * (1 - share) / 2, chart.room * share),
            "top": _percent(85 - bar.height),
            "height": _percent(bar.height),
        }
        for bar in chart.bars
    ]
    here = None
    if page.events and (page.earlier or page.later):
        left, right = chart.stretch(page.events[0].place.year, page.events[-1].place.year)
        here = {"left": across(left, right - left), "width": _percent(right - left)}
    return {
        "bars": bars,
        "highest": chart.highest,
        "room": _percent(chart.room),
        "wide": _percent(chart.room * share),
        "ground": [(across(left), across(right)) for left, right in chart.ground],
        "gaps": [(across(left), across(right)) for left, right in chart.gaps],
        "labels": [{"text": label.text, "at": across(label.at), "anchor": label.anchor} for label in chart.labels],
        "width": chart.width,
        "scale": shown,
        "here": here,
    }


def _percent(number):
    return f"{number:.2f}%"


def _closer(asked, selection, scale, period):
    """The address of this period alone, at the next finer scale."""
    first = asked["from"] if selection.first > period.first * 10_000 else events.type_year(period.first)
    last = asked["to"] if selection.last < period.last * 10_000 + 1231 else events.type_year(period.last)
    return _address(asked, **{"from": first, "to": last, "scale": scale.finer.name})
