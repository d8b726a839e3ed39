"""Moments as people type them: a day, with or without a time, in the time zone of the site where none is named."""

import re
from datetime import UTC, datetime

from django.utils import timezone

from encyclopedia.document.dates import Moment, parse_moment, write_moment

TIMED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r" ?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)


def typed_moment(text: str) -> Moment:
    """Read `2026-05-14`, `2026-05-14 09:00` or `2026-05-14T09:00:00+02:00`. Raises ValueError with a sentence."""
    text = " ".join(text.split())
    timed = TIMED.fullmatch(text)
    try:
        # Far from the ends of what Python's dates hold, so that no zone leads beyond them.
        day = parse_moment(timed["day"] if timed else text)
        if timed is None:
            return day
        zone = timed["zone"] or ""
        clock = f"{timed['hour']:0>2}:{timed['minute']}:{timed['second'] or '00'}"
        moment = datetime.fromisoformat(f"{timed['day']}T{clock}{zone.upper()}")
        # Of an hour that the clocks repeat, the first is meant.
        aware = moment if zone else timezone.make_aware(moment)
        return parse_moment(write_moment(aware.astimezone(UTC)))
    except ValueError as error:
        if "between" in str(error):
            raise
        raise ValueError(f"“{text}” is no date; write 2026-05-14 or 2026-05-14 09:00") from None
