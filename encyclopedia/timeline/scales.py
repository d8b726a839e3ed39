"""Years, and what they are gathered into: decades, centuries, millennia, on both sides of the year 1.

Years are astronomical: 0 is 1 BC. There was no year 0 between 1 BC and 1, which is why a century ends with a round year
and the decades next to that point have nine years.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import get_language

from encyclopedia.document import spoken_dates

#: On the chart and for whoever reads it: more would be a blur.
MAX_FITTING = 60


class Period(NamedTuple):
    first: int
    last: int
    title: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Periods of so many years. `name` is its name in addresses; those too coarse for headings have none."""

    years: int
    name: str = ""
    plural: str = ""

    def place(self, year: int) -> int:
        """Which of all such periods the year belongs to; 0 is the first one after Christ."""
        if self.years == 1:
            return year - 1
        if self.years == 10:
            return year // 10 if year > 0 else -((1 - year) // 10) - 1
        return (year - 1) // self.years

    def period(self, year: int) -> Period:
        """The period that the year belongs to."""
        if self.years == 1:
            return Period(year, year, spoken_year(year))
        if self.years == 10:
            return _decade(self.place(year))
        place = self.place(year)
        first, last = place * self.years + 1, (place + 1) * self.years
        if self.years > 1_000:
            return Period(first, last, spoken_span(first, last))
        nth = _nth(place + 1) if place >= 0 else _nth(-place)
        return Period(first, last, f"{nth} {self.name}{'' if place >= 0 else ' BC'}")

    @property
    def finer(self) -> "Scale":
        """The next finer one; of years, the same."""
        return next((scale for scale in reversed(FROM_FINE_TO_COARSE) if scale.years < self.years), self)

    def __str__(self) -> str:
        return self.name or f"{self.years:,} years"

    def gather(self, years: Mapping[int, int]) -> dict[Period, int]:
        """Numbers by year as numbers by period, in order."""
        gathered: dict[int, list[int]] = {}
        for year in sorted(years):
            gathered.setdefault(self.place(year), [year, 0])[1] += years[year]
        return {self.period(year): number for year, number in gathered.values()}

    def fits(self, years: Collection[int], most: int) -> bool:
        """Whether no more periods than `most` have one of these years in them."""
        if self.years == 1:
            return len(years) <= most
        places = set()
        for year in years:
            places.add(self.place(year))
            if len(places) > most:
                return False
        return True


YEAR, DECADE = Scale(1, "year", "years"), Scale(10, "decade", "decades")
CENTURY, MILLENNIUM = Scale(100, "century", "centuries"), Scale(1_000, "millennium", "millennia")
#: What can be chosen, by name.
SCALES = {scale.name: scale for scale in (YEAR, DECADE, CENTURY, MILLENNIUM)}
FROM_FINE_TO_COARSE = (*SCALES.values(), Scale(10_000), Scale(100_000))


def fitting(years: Mapping[int, int], *, most: int = MAX_FITTING, least: Scale = YEAR) -> Scale:
    """The finest scale, not finer than `least`, at which no more periods than `most` have something in them."""
    scales = [scale for scale in FROM_FINE_TO_COARSE if scale.years >= least.years]
    for scale in scales[:-1]:
        if scale.fits(years, most):
            return scale
    return scales[-1]


def spoken_year(year: int) -> str:
    return spoken_dates.spoken_year(year, get_language() or "en")


def spoken_span(first: int, last: int) -> str:
    return spoken_year(first) if first == last else f"{spoken_year(first)} – {spoken_year(last)}"


def _decade(place: int) -> Period:
    tens = 10 * (place if place >= 0 else -place - 1)
    nearest, farthest = max(tens, 1), tens + 9
    if place < 0:
        return Period(1 - farthest, 1 - nearest, f"{tens}s BC" if tens else "9–1 BC")
    # Of the first century, "70s" would be taken for the seventies.
    return Period(nearest, farthest, f"{tens}s" if tens >= 100 else f"{nearest}–{farthest}")


def _nth(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
