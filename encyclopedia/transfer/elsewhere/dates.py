"""The moment that a date of another system means, where no other reading is likely."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from django.utils.timezone import get_default_timezone

from encyclopedia.document.dates import Moment, parse_moment, write_moment

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner", "feb february februar feber", "mar march mär märz mrz", "apr april", "may mai",
            "jun june juni", "jul july juli", "aug august", "sep sept september", "oct october okt oktober",
            "nov november", "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<name>[^\W\d_]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})"
DAYS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}([-/.])(?P<month>\d{{1,2}})\2{_DAY}",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",
        rf"{_YEAR}年\s?(?P<month>\d{{1,2}})月\s?{_DAY}日",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th|\.)?[\s-]+{_NAME},?[\s-]+{_YEAR}",
        rf"{_YEAR}[\s-]+{_NAME}[\s-]+{_DAY}",
    )
]
WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+", re.IGNORECASE)
CLOCK = re.compile(
    r"(?:[T\s,]|\s(?:at|um)\s)*(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Uhr)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?(?:\s*\([^)]*\))?",
)
PACKED = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>)(?P<zone>)")
SECONDS = re.compile(r"1\d{9}(?:\d{3})?")


def moment(text: str) -> Moment | None:
    """The day, or the moment in UTC, None where it cannot be known. `01/02/2020` means two days, and is none.

    A time without zone is one of the site's own.
    """
    text = text.strip().strip("[]").strip()
    if SECONDS.fullmatch(text):
        return _written(datetime.fromtimestamp(int(text[:10]), UTC))
    if weekday := WEEKDAY.match(text):
        text = text[weekday.end() :]
    for days in DAYS:
        if found := days.match(text):
            day = _day(found)
            rest = text[found.end() :].strip()
            if day and not rest:
                return _written(day)
            clock = CLOCK.fullmatch(rest) or (PACKED.fullmatch(rest) if days is DAYS[1] else None)
            if day and clock and (at := _at(day, clock)):
                return _written(at)
    return None


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = MONTHS.get(parts["name"].lower(), 0) if "name" in parts else int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _at(day: date, clock: re.Match[str]) -> datetime | None:
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    half = (clock["half"] or "").lower()
    if not (clock["minute"] or half) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return datetime.combine(day, time(hour, minute, second), _zone(clock["zone"] or "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str) -> tzinfo:
    if not written:
        return get_default_timezone()
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if written[0] == "+" else -ahead)


def _written(when: Moment) -> Moment | None:
    """As documents have it: to the second, within the years that they know."""
    try:
        return parse_moment(write_moment(when))
    except ValueError:
        return None
