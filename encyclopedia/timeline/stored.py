"""The events of all articles, or of some categories, as the database has them in order."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Sum

from encyclopedia.models import Event, EventCount

from . import selection
from .scales import CENTURY, YEAR, Scale
from .selection import Place, Selection

#: Each of so few categories is asked for its own next events; of more, all events of the years that a page needs.
FEW_CATEGORIES = 40
#: Of so few categories, centuries or events all years can be added up.
ADDED_UP = {"categories": 10, "centuries": 6, "events": 5_000}

#: Rows that Django takes from the database in one step; the usual hundred make half of the work here.
ALL_AT_ONCE = 10_000

STRETCH = """
SELECT starts, ends, event_id FROM encyclopedia_event
WHERE {categories}(starts, ends, event_id) {beyond} (%s, %s, %s) AND starts {until} %s
ORDER BY starts {way}, ends {way}, event_id {way} LIMIT %s
"""
PART = "SELECT * FROM ({stretch}) AS part"
TOGETHER = """
SELECT starts, ends, event_id FROM ({parts}) AS found
ORDER BY starts {way}, ends {way}, event_id {way} LIMIT %s
"""
ONWARDS = {"beyond": ">", "until": "<=", "way": "ASC"}
BACKWARDS = {"beyond": "<", "until": ">=", "way": "DESC"}


class Stored(Selection):
    def __init__(self, *, first: int, last: int, categories: Sequence[int] | None = None) -> None:
        super().__init__(first, last)
        self.categories = categories

    @cached_property
    def years(self) -> Mapping[int, int]:
        return self._counted(YEAR, self.first, self.last)

    @cached_property
    def centuries(self) -> Mapping[int, int]:
        if self.categories is None or len(self.categories) <= ADDED_UP["categories"]:
            return {}
        counted = self._counted(CENTURY, self.first, self.last)
        few = len(counted) <= ADDED_UP["centuries"] or sum(counted.values()) <= ADDED_UP["events"]
        return {} if few else counted

    def _counted(self, scale: Scale, first: int, last: int) -> dict[int, int]:
        """How many events start in each year or century, by its first year, from one day to another."""
        rows = EventCount.objects.filter(
            category_number__in=[EventCount.ALL] if self.categories is None else self.categories,
            years=scale.years,
            year__gt=first // 10_000 - scale.years,
            year__lte=last // 10_000,
        )
        if self.categories is None:
            asked = rows.order_by("year").values_list("year", "events")
        else:
            sums = rows.order_by("year").values("year").annotate(sum=Sum("events"))
            asked = sums.values_list("year", "sum")
        counted = dict(asked.iterator(chunk_size=ALL_AT_ONCE))
        # Of those in which the period begins and ends, not everything need belong to it.
        for year in {scale.period(date // 10_000).first for date in (first, last)} & counted.keys():
            begins, ends = year * 10_000, (year + scale.years - 1) * 10_000 + 1231
            if begins < first or last < ends:
                counted[year] = self._within(scale, max(begins, first), min(ends, last))
        return {year: number for year, number in counted.items() if number}

    def _within(self, scale: Scale, first: int, last: int) -> int:
        if scale is YEAR:
            return self._events.filter(starts__gte=first, starts__lte=last).count()
        return sum(self._counted(YEAR, first, last).values())

    @property
    def _events(self) -> Any:
        events = Event.objects.order_by()
        return events if self.categories is None else events.filter(category_number__in=self.categories)

    def after(self, place: Place) -> list[Place]:
        until = min(self.last, self._reach(place, ONWARDS) * 10_000 + 9_999) if self._are_many else self.last
        return self._ask(place, ONWARDS, until)

    def before(self, place: Place) -> list[Place]:
        until = max(self.first, self._reach(place, BACKWARDS) * 10_000) if self._are_many else self.first
        return self._ask(place, BACKWARDS, until)

    @property
    def _are_many(self) -> bool:
        return self.categories is not None and len(self.categories) > FEW_CATEGORIES

    def _reach(self, place: Place, direction: dict[str, str]) -> int:
        """The year that one has to go to from a place to find as many events as a page needs."""
        here, years = place.year, None if self.centuries else self.years
        if years is None:
            century = CENTURY.period(here).first
            far = _enough(self.centuries, century, direction)
            low, high = min(century, far), max(century, far) + CENTURY.years - 1
            years = self._counted(YEAR, max(self.first, low * 10_000), min(self.last, high * 10_000 + 1231))
        return _enough(years, here, direction)

    def _ask(self, place: Place, direction: dict[str, str], until: int) -> list[Place]:
        """The next places beyond one."""
        few = self.categories is not None and not self._are_many
        asked = [[number] for number in self.categories] if few else [self.categories or []]
        stretches, values = [], []
        for categories in asked:
            marks = f"category_number IN ({', '.join(['%s'] * len(categories))}) AND " if categories else ""
            stretches.append(STRETCH.format(categories=marks, **direction))
            values += [*categories, *place, until, selection.PAGE + 1]
        sql = stretches[0]
        if len(stretches) > 1:
            parts = " UNION ALL ".join(PART.format(stretch=stretch) for stretch in stretches)
            sql, values = TOGETHER.format(parts=parts, **direction), [*values, selection.PAGE + 1]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(map(Place._make, cursor.fetchall()))


def _enough(numbers: Mapping[int, int], here: int, direction: dict[str, str]) -> int:
    """How far one has to go from a year to find, in the years beyond it, as many events as a page needs."""
    if direction is ONWARDS:
        beyond = [year for year in numbers if year > here]
    else:
        beyond = [year for year in reversed(numbers) if year < here]
    found = 0
    for year in beyond:
        found += numbers[year]
        if found > selection.PAGE:
            return year
    return beyond[-1] if beyond else here
