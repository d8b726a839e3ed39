"""Dates as readers type them: more forms than a document may have."""

import re

from encyclopedia.document.dates import GOES_ON, PartialDate, parse_partial_date

YEAR = re.compile(r"(?P<sign>[-+−]?)(?P<year>\d{1,6})(?:\s*(?P<era>BCE?|CE|AD))?", re.ASCII | re.IGNORECASE)

#: Sort before and after every date.
BEFORE_ALL, AFTER_ALL = -GOES_ON, GOES_ON


def read_period(first: str, last: str) -> tuple[int, int]:
    """From the start of one date to the end of the other, on the scale of `PartialDate.first`; either may be missing.

    Raises ValueError with a sentence.
    """
    begins = _read(first).first if first else BEFORE_ALL
    ends = _read(last).last if last else AFTER_ALL
    if begins > ends:
        raise ValueError(f"The period from “{first}” to “{last}” ends before it begins.")
    return begins, ends


def type_year(year: int) -> str:
    """A year as `read_period` reads it."""
    return str(year) if year > 0 else f"{1 - year} BC"


def _read(typed: str) -> PartialDate:
    """One date: as documents have it, a year of fewer digits, or a year with its era such as `44 BC`."""
    if match := YEAR.fullmatch(typed):
        year, era = int(match["year"]), (match["era"] or "").upper()
        if not era:
            return PartialDate(-year if match["sign"] in {"-", "−"} else year)
        if year and not match["sign"]:
            return PartialDate(1 - year if era.startswith("B") else year)
    try:
        return parse_partial_date(typed)
    except ValueError:
        shown = typed if len(typed) <= 40 else f"{typed[:39]}…"
        raise ValueError(f"“{shown}” is no date that is understood here; write 1950, 1950-10 or 44 BC.") from None
