"""The values that stand in the JSON of an export: texts, numbers and times."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from encyclopedia.site.characters import REFUSED

#: What a column for whole numbers holds on every database.
LARGEST = 2**31 - 2


def written_time(moment: datetime) -> str:
    """In UTC with microseconds, as `2026-05-14T09:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def refuse_others(values: Mapping[str, object], known: Collection[str]) -> None:
    """Raise ValueError for a key that is not known."""
    for key in values:
        if key not in known:
            raise ValueError(f"the key “{key[:80]}” is not known here")


def text(values: Mapping[str, object], key: str, longest: int, *, lines: bool = False) -> str:
    """A text, empty when it is left out. Raises ValueError when it is none that can be kept."""
    found = values.get(key, "")
    if not isinstance(found, str):
        raise ValueError(f"{key}: a text is expected here")
    if len(found) > longest:
        raise ValueError(f"{key}: the text is longer than {longest:,} characters")
    if refused := REFUSED.search(found):
        raise ValueError(f"{key}: the character U+{ord(refused[0]):04X} is not allowed here")
    if "\n" in found and not lines:
        raise ValueError(f"{key}: the text has several lines")
    return found


def number(values: Mapping[str, object], key: str) -> int:
    """A whole number from 1. Raises ValueError."""
    found = values.get(key)
    if type(found) is not int or not 1 <= found <= LARGEST:
        raise ValueError(f"{key}: a whole number from 1 is expected here")
    return found


def time(values: Mapping[str, object], key: str) -> datetime:
    """A moment as `written_time` writes it. Raises ValueError."""
    found = values.get(key)
    try:
        if not (isinstance(found, str) and found.endswith("Z")):
            raise ValueError
        moment = datetime.fromisoformat(found)
    except ValueError:
        moment = None
    if moment is None or not 1000 <= moment.year <= 9998:
        raise ValueError(f"{key}: a time such as 2026-05-14T09:00:00.000000Z is expected here")
    return moment
