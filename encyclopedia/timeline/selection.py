"""What is asked of the events: how many there are at each time, and a page of them in their order.

A page begins where another one ended: nothing is skipped or counted, however many events there are.
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

from encyclopedia.document.dates import EventDate, parse_event_date
from encyclopedia.models import Article, Event
from encyclopedia.site.pages import PER_PAGE

from .scales import CENTURY, YEAR, Scale, fitting, spoken_span
from .typed import AFTER_ALL, BEFORE_ALL

#: Events on one page.
PAGE = PER_PAGE["events"]


class Place(NamedTuple):
    """Where an event stands among all others."""

    starts: int
    ends: int
    event: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a place from an address, where `end` is the place after all. Raises ValueError."""
        if text == "end":
            return cls(*END)
        match = re.fullmatch(r"(-?\d{1,11})\.(-?\d{1,11})\.(\d{1,18})", text, re.ASCII)
        if not match:
            raise ValueError("This is no place in the timeline.")
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return ".".join(map(str, self))

    @property
    def year(self) -> int:
        return self.starts // 10_000


END = Place(AFTER_ALL, AFTER_ALL, 0)


class Told(NamedTuple):
    """An event, where its article tells of it."""

    place: Place
    date: EventDate
    text: str
    number: int
    article: Article


@dataclass(frozen=True, slots=True)
class Page:
    """Events in their order. `earlier` and `later` are the places that the pages before and after it begin from."""

    events: list[Told]
    earlier: Place | None
    later: Place | None


@dataclass(frozen=True, slots=True)
class Density:
    """How many events there are, by year; or by century, under its first year, where nothing finer is asked for."""

    numbers: Mapping[int, int]
    scale: Scale
    """What the events are to stand under."""
    span: str

    @property
    def count(self) -> int:
        return sum(self.numbers.values())


class Selection(ABC):
    """The events that start within a period; which ones of them, its kinds decide.

    `first` and `last` are on the scale of `PartialDate.first`.
    """

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    @property
    @abstractmethod
    def years(self) -> Mapping[int, int]:
        """How many events start in each year that has any, in order."""

    @property
    def centuries(self) -> Mapping[int, int]:
        """The same of centuries by their first years, if the years would be too many to add up; else nothing."""
        return {}

    @abstractmethod
    def after(self, place: Place) -> list[Place]:
        """The next places, one more than a page has, in their order."""

    @abstractmethod
    def before(self, place: Place) -> list[Place]:
        """The same backwards."""

    def density(self, wanted: Scale | None = None) -> Density:
        """Under the scale that is wanted, or under the finest that fits."""
        centuries = self.centuries if wanted is None or wanted.years >= CENTURY.years else {}
        numbers = centuries or self.years
        scale = wanted or fitting(numbers, least=CENTURY if centuries else YEAR)
        if centuries:
            first, last = CENTURY.period(min(numbers)).title, CENTURY.period(max(numbers)).title
            return Density(numbers, scale, f"{first} – {last}")
        return Density(numbers, scale, spoken_span(min(numbers), max(numbers)) if numbers else "")

    def page(self, *, after: Place | None = None, before: Place | None = None) -> Page:
        """The events after one place, or the last ones before another; without both, the first ones."""
        start, end = Place(self.first, BEFORE_ALL, 0), Place(self.last + 1, BEFORE_ALL, 0)
        places = self.before(min(before, end)) if before else self.after(max(after, start) if after else start)
        more, places = len(places) > PAGE, sorted(places[:PAGE])
        if not places:
            return Page([], None, None)
        is_earlier = more if before else after is not None
        is_later = before != END if before else more
        return Page(list(_told(places)), places[0] if is_earlier else None, places[-1] if is_later else None)


class Listed(Selection):
    """The events of these ids: a list with an end, which is read whole."""

    def __init__(
        self, events: Collection[int], *, first: int, last: int, categories: Sequence[int] | None = None
    ) -> None:
        super().__init__(first, last)
        self.events = events
        self.categories = categories

    @cached_property
    def places(self) -> list[Place]:
        # Asked for by their ids alone: beside anything else, SQLite would rather look through all events.
        rows = Event.objects.filter(pk__in=self.events).order_by()
        found = sorted(rows.values_list("starts", "ends", "pk", "category_number"))
        wanted = None if self.categories is None else {*self.categories}
        return [
            Place(*place)
            for *place, category in found
            if self.first <= place[0] <= self.last and (wanted is None or category in wanted)
        ]

    @cached_property
    def years(self) -> Mapping[int, int]:
        return Counter(place.year for place in self.places)

    def after(self, place: Place) -> list[Place]:
        return [each for each in self.places if each > place][: PAGE + 1]

    def before(self, place: Place) -> list[Place]:
        return [each for each in reversed(self.places) if each < place][: PAGE + 1]


def _told(places: Sequence[Place]) -> Iterator[Told]:
    found = Event.objects.filter(pk__in=[place.event for place in places]).order_by()
    asked = found.values_list("pk", "event__date", "event__event", "number", "article")
    rows: dict[int, list[Any]] = {pk: row for pk, *row in asked}
    # Asked for by their ids alone: beside a status, SQLite would rather look through all articles that have it.
    fields = Article.objects.only("title", "slug", "language", "status", "published_at")
    articles = fields.in_bulk({article for *_, article in rows.values()})
    for place in places:
        date, text, number, article = rows.get(place.event, (None,) * 4)
        # It may have been withdrawn between the questions.
        if article in articles and articles[article].is_public:
            yield Told(place, parse_event_date(date), text, number, articles[article])
