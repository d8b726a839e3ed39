"""The chart of events as a page shows it."""

from collections.abc import Callable
from typing import Any

from django.template.defaultfilters import pluralize
from django.utils.translation import get_language_bidi

from .chart import MAX_BARS, Bar, Chart, draw
from .scales import Period, Scale, fitting
from .selection import Density, Page


def drawn(density: Density, page: Page, address: Callable[[Scale, Period], str]) -> dict[str, Any]:
    """The chart as its template writes it. Numbers are texts already: a language may write them with a comma.

    `address(scale, period)` says where the bar of a period leads.
    """
    shown = fitting(density.numbers, most=MAX_BARS, least=density.scale)
    chart = draw(shown.gather(density.numbers), shown)
    mirrored = get_language_bidi()

    def across(left: float, width: float = 0.0) -> str:
        return _percent(100 - left - width if mirrored else left)

    def drawn_bar(bar: Bar) -> dict[str, Any]:
        return {
            "title": bar.period.title,
            "events": bar.events,
            "label": f"{bar.period.title}: {bar.events} event{pluralize(bar.events)}",
            "address": address(shown, bar.period),
            "room": across(bar.left, chart.room),
            "left": across(bar.left + chart.room * (1 - share) / 2, chart.room * share),
            "top": _percent(85 - bar.height),
            "height": _percent(bar.height),
        }

    share = 0.8 if len(chart.bars) > 12 else 0.6
    here = _stretch(chart, page, across) if page.events and (page.earlier or page.later) else None
    return {
        "bars": [drawn_bar(bar) for bar in chart.bars],
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


def _stretch(chart: Chart, page: Page, across: Callable[[float, float], str]) -> dict[str, str]:
    """Where on the chart the events of the page lie."""
    left, right = chart.stretch(page.events[0].place.year, page.events[-1].place.year)
    return {"left": across(left, right - left), "width": _percent(right - left)}


def _percent(number: float) -> str:
    return f"{number:.2f}%"
