"""Dates as history gives them: of day, month or year precision, before Christ, circa, spans.

The written forms follow the Extended Date/Time Format of ISO 8601-2:2019 where the two agree: `1950`, `1950-10`,
`1950-10-07`, `-0043` (44 BC), `~1450` (circa), `1939/1945`, `1991/` (goes on), `/1945` (no known start).
The calendar is the proleptic Gregorian one.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

POINT = re.compile(r"(?P<circa>~?)(?P<sign>[-+]?)(?P<year>\d{1,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)
DECADE = re.compile(r"~?(\d{3}0)s", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

#: How many written dates are known by heart: the same ones stand in many articles, and reading them is a fifth of the
#: time that an export takes.
REMEMBERED = 10_000

#: Sorts after every date: the end of a span that goes on.
GOES_ON = 9_999_999_999


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A point in time as precisely as it is known. `year` is astronomical: 0 is 1 BC, -43 is 44 BC."""

    year: int
    month: int | None = None
    day: int | None = None
    circa: bool = False

    def __post_init__(self) -> None:
        if not -999_999 <= self.year <= 999_999:
            raise ValueError("a year has at most six digits")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day needs its month")
            return
        if not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")
        if self.day is not None and not 1 <= self.day <= self._days_in_month:
            raise ValueError(f"there is no day {self.day} in that month")

    @property
    def _days_in_month(self) -> int:
        # The Gregorian calendar repeats after 400 years; `calendar` itself stops at the year 1.
        return monthrange(2000 + self.year % 400, self.month or 12)[1]

    @property
    def first(self) -> int:
        """Sorts dates by their start, a coarser date before a finer one: 1950, 1950-01, 1950-01-01."""
        return self.year * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @property
    def last(self) -> int:
        """The last day that the date may mean, on the scale of `first`."""
        return self.year * 10_000 + (self.month or 12) * 100 + (self.day or self._days_in_month)

    def __str__(self) -> str:
        text = f"{'~' if self.circa else ''}{'-' if self.year < 0 else ''}{abs(self.year):04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        return text


@dataclass(frozen=True, slots=True)
class EventDate:
    """A point (`end` is `start`) or a span; of a span either end may be None, its start unknown or its end open."""

    start: PartialDate | None
    end: PartialDate | None

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a date needs at least one end")
        if self.start and self.end and self.start.first > self.end.last:
            raise ValueError("the span ends before it starts")

    @property
    def is_span(self) -> bool:
        return self.start != self.end

    @property
    def starts(self) -> int:
        """Where the date stands among others; a span without a known start stands where its end does."""
        return self.start.first if self.start else self.end.first if self.end else GOES_ON

    @property
    def ends(self) -> int:
        """The last day that belongs to it, on the scale of `PartialDate.first`."""
        return self.end.last if self.end else GOES_ON

    def __str__(self) -> str:
        if not self.is_span:
            return str(self.start)
        return f"{self.start or ''}/{self.end or ''}"


@lru_cache(REMEMBERED)
def parse_partial_date(text: str) -> PartialDate:
    """Read one point in time. Raises ValueError with a sentence."""
    if decade := DECADE.fullmatch(text):
        first = int(decade[1])
        raise ValueError(f"“{text}” is no date; write the span {first}/{first + 9}")
    match = POINT.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is no date; write 1950, 1950-10, 1950-10-07, -0043 or ~1950")
    digits = match["year"]
    if len(digits) < 4:
        raise ValueError(f"“{text}” is no date; write the year with four digits: {match['sign']}{int(digits):04}")
    if match["sign"] == "-" and int(digits) == 0:
        raise ValueError("there is no year -0000; 0000 is 1 BC")
    year = -int(digits) if match["sign"] == "-" else int(digits)
    try:
        return PartialDate(
            year,
            int(match["month"]) if match["month"] else None,
            int(match["day"]) if match["day"] else None,
            circa=bool(match["circa"]),
        )
    except ValueError as error:
        raise ValueError(f"“{text}” is no date: {error}") from None


@lru_cache(REMEMBERED)
def parse_event_date(text: str) -> EventDate:
    """Read a point in time or a span. Raises ValueError with a sentence."""
    if "/" not in text:
        point = parse_partial_date(text)
        return EventDate(point, point)
    start, end = text.split("/", 1)
    if start == end:
        raise ValueError(f"“{text}” is no span: its ends are the same")
    try:
        return EventDate(parse_partial_date(start) if start else None, parse_partial_date(end) if end else None)
    except ValueError as error:
        problem = str(error)
    raise ValueError(problem if problem.startswith("“") else f"“{text}” is no date: {problem}")


#: When something happened to the article: a day, or a moment in UTC, to the second, where a time was set.
Moment = date | datetime


def parse_moment(text: str) -> Moment:
    """Read `2026-05-14` or `2026-05-14T09:00:00Z`. Raises ValueError with a sentence."""
    moment: Moment
    try:
        if MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
        elif DAY.fullmatch(text):
            moment = date.fromisoformat(text)
        else:
            raise ValueError
    except ValueError:
        raise ValueError(f"“{text}” is no date; write 2026-05-14 or 2026-05-14T09:00:00Z") from None
    if not 1000 <= moment.year <= 9998:
        # Time zones and four-digit formats give out at the ends of what Python's dates hold.
        raise ValueError(f"“{text}” is not between the years 1000 and 9998")
    return moment


def write_moment(moment: Moment) -> str:
    """Write a moment as `parse_moment` reads it."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()
