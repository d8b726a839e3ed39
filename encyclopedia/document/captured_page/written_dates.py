"""Dates as English writes them: "October 2018", "c. 1450", "44 BC", "1939–45", "2020s", "5th century BC"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..dates import EventDate, PartialDate

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMES = (
    "January February March April May June July August September October November December"
    " Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
)
# Not in small letters: "may" and "march" are words.
MONTH = rf"(?:{'|'.join([*NAMES.split(), *NAMES.upper().split()])})\b\.?"
DAY = r"\d\d?(?:st|nd|rd|th)?"
ERA = r"(?:BCE?|B\.C\.(?:E\.)?|CE|C\.E\.|AD|A\.D\.)(?!\w)"
DASH = r"[–—-]"


def _point(name: str) -> str:
    """The pattern of one point in time; its groups begin with `name`."""
    return rf"""
    (?P<{name}>
      (?:(?P<{name}circa>(?:c\.|[Cc]a\.|[Cc]irca|[Aa]bout|[Aa]round|[Aa]pproximately)\ ?|~|≈\ ?))?
      (?:
        (?P<{name}iso>\d{{4}}-(?:0[1-9]|1[0-2])(?:-\d\d)?)(?![\w])
        | (?P<{name}century>\d\d?)(?:st|nd|rd|th)[ -][Cc]entury(?:\ (?P<{name}century_era>{ERA}))?
        | (?:(?P<{name}month>{MONTH})\ (?:(?P<{name}day>{DAY})(?:,\ ?|\ ))?
            |(?P<{name}day_first>{DAY})\ (?:of\ )?(?P<{name}month_last>{MONTH}),?\ )?
          (?:(?P<{name}era_first>AD|A\.D\.|CE)\ )?
          (?P<{name}year>\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})(?P<{name}decade>s(?!\w))?
          (?:\ ?(?P<{name}era>{ERA}))?
      )
    )"""


# Runs of spaces must be single in the text: then no part of the pattern can match the same space in two ways.
WRITTEN = re.compile(
    rf"""
    (?<!\S)
    (?:
      (?P<span_month>{MONTH})(?:\ (?P<span_day>\d\d?))?\ ?{DASH}\ ?
        (?:(?P<span_end_month>{MONTH})(?:\ (?P<span_end_day>\d\d?),?)?|(?P<span_last_day>\d\d?),)
        \ (?P<span_year>\d{{4}})
      | {_point("start")}
        (?:(?P<between>\ ?{DASH}\ ?|/|\ to\ |\ until\ )(?:{_point("stop")}|(?P<open>(?i:present|now|today))))?
    )
    (?=$|[\s:;,.|)–—-]) (?![,.:)–—-]\w)
    """,
    re.VERBOSE | re.ASCII,
)


class Written(NamedTuple):
    """A date in a text, from `start` to `end`. `doubt` says what in it was a guess, if anything was."""

    start: int
    end: int
    date: EventDate
    bare: bool
    doubt: str = ""


class _Range(NamedTuple):
    first: PartialDate
    last: PartialDate


def at_start(text: str) -> Written | None:
    """The date with which a text begins."""
    # Inside a text "C." more often ends a sentence: "vitamin C. 1932 ...".
    found = WRITTEN.match(f"c{text[1:]}" if text.startswith("C.") else text)
    return _read(found) if found else None


def everywhere(text: str) -> Iterator[Written]:
    """Every date in a text, in order. Runs of spaces must be single."""
    for found in WRITTEN.finditer(text):
        if written := _read(found):
            yield written


def _read(found: re.Match[str]) -> Written | None:
    try:
        if found["span_year"]:
            return Written(found.start(), found.end(), _months(found), bare=False)
        return _span(found) if found["between"] else _alone(found)
    except ValueError:
        return None


def _months(found: re.Match[str]) -> EventDate:
    """A span inside one year: "October–December 2018", "June 3–5, 2019"."""
    year = int(found["span_year"])
    month = _month(found["span_month"])
    end_month = _month(found["span_end_month"]) if found["span_end_month"] else month
    end_day = found["span_end_day"] or found["span_last_day"]
    start = PartialDate(year, month, int(found["span_day"]) if found["span_day"] else None)
    return EventDate(start, PartialDate(year, end_month, int(end_day) if end_day else None))


def _alone(found: re.Match[str]) -> Written | None:
    point = _range(found, "start")
    doubt = ""
    if found["startiso"] and len(found["startiso"]) == 7 and int(found["startiso"][2:4]) < int(found["startiso"][5:]):
        doubt = "a month, not the end of a span"
    if found["startcentury"]:
        doubt = "the whole century"
    bare = bool(found["startyear"]) and found["start"] == found["startyear"]
    return Written(found.start(), found.end("start"), EventDate(point.first, point.last), bare, doubt)


def _span(found: re.Match[str]) -> Written | None:
    if found["open"]:
        return Written(found.start(), found.end(), EventDate(_range(found, "start").first, None), bare=False)
    if found["stop"] == found["stopyear"] and len(found["stop"]) < 3 and not _era(found, "start"):
        start = _range(found, "start")
        if " " in found["between"] or len(found["stop"]) != 2 or start.first.year < 100:
            # "1950 - 2 people meet": the number belongs to the text.
            return _alone(found)
        end = start.first.year // 100 * 100 + int(found["stop"])
        stop = _Range(PartialDate(end), PartialDate(end))
    else:
        # "300–200 BC": the era at the end counts for both.
        stop = _range(found, "stop")
        start = _range(found, "start", era=_era(found, "stop"))
    return Written(found.start(), found.end(), EventDate(start.first, stop.last), bare=False)


def _era(found: re.Match[str], name: str) -> str:
    return found[f"{name}era"] or found[f"{name}era_first"] or found[f"{name}century_era"] or ""


def _range(found: re.Match[str], name: str, *, era: str = "") -> _Range:
    """The first and the last of what one written point may mean. Raises ValueError where it means no date."""
    era = _era(found, name) or era
    before_christ = era.startswith("B")
    circa = bool(found[f"{name}circa"])
    if iso := found[f"{name}iso"]:
        year, month, *day = map(int, iso.split("-"))
        point = PartialDate(year, month, day[0] if day else None, circa)
        return _Range(point, point)
    if found[f"{name}century"]:
        return _century(int(found[f"{name}century"]), before_christ, circa)
    digits = found[f"{name}year"].replace(",", "")
    year = int(digits)
    is_long = len(digits) > 4 or digits != found[f"{name}year"]
    if not year or (len(digits) < 3 and not era) or (is_long and not before_christ):
        raise ValueError("a number, but no year")
    if found[f"{name}decade"]:
        if year % 10 or era:
            raise ValueError("no decade")
        return _Range(PartialDate(year, circa=circa), PartialDate(year + 9, circa=circa))
    written_month = found[f"{name}month"] or found[f"{name}month_last"]
    written_day = found[f"{name}day"] or found[f"{name}day_first"]
    point = PartialDate(
        1 - year if before_christ else year,
        _month(written_month) if written_month else None,
        int(written_day.rstrip("stndrh")) if written_day else None,
        circa,
    )
    return _Range(point, point)


def _century(number: int, before_christ: bool, circa: bool) -> _Range:
    if not number:
        raise ValueError("there is no such century")
    first = 1 - 100 * number if before_christ else 100 * (number - 1) + 1
    return _Range(PartialDate(first, circa=circa), PartialDate(first + 99, circa=circa))


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1
