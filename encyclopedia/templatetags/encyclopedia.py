"""How dates and names read."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encyclopedia.document import spoken_dates
from encyclopedia.document.dates import EventDate, PartialDate
from encyclopedia.document.languages import direction
from encyclopedia.document.schema import Name

register = template.Library()


@register.filter
def spoken(value: EventDate | PartialDate | None) -> str:
    """A date in words, in the language of the page: `11 October 2018`, `44 BC`, `c. 1450`, `1939–1945`."""
    return spoken_dates.spoken(value, get_language() or "en") if value else ""


@register.filter
def machine(value: datetime | EventDate | PartialDate | None) -> str:
    """A moment to the second, or a date, as `datetime` takes it; empty where HTML has no form for it: spans, and years
    before the first."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    point = value.start if isinstance(value, EventDate) and not value.is_span else value
    if not isinstance(point, PartialDate) or not 1 <= point.year <= 9999:
        return ""
    return str(point).removeprefix("~")


@register.filter
def full_stop(text: str) -> str:
    """The end of a sentence: a text that ends with a full stop already, as `9 p.m.` does, needs no second one."""
    return text if text.endswith(".") else f"{text}."


@register.filter
def moment(value: datetime | date | None) -> str:
    """A day, or the day of a moment where the site is."""
    if not value:
        return ""
    day = timezone.localtime(value) if isinstance(value, datetime) else value
    return spoken(PartialDate(day.year, day.month, day.day))


@register.filter
def people(names: tuple[Name, ...]) -> str:
    """Names in a row: `Ada Lovelace`, `Ada Lovelace and Charles Babbage`, `A, B and C`, and no more than eight."""
    written = [str(name) for name in names]
    if len(written) > 8:
        return _("%(names)s and others") % {"names": ", ".join(written[:7])}
    if len(written) < 2:
        return "".join(written)
    return _("%(names)s and %(last)s") % {"names": ", ".join(written[:-1]), "last": written[-1]}


register.filter(direction)


@register.simple_tag(takes_context=True)
def address_of_page(context: Any, number: int) -> str:
    """The address of another page of the list that is shown."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def with_filter(context: Any, name: str, value: object) -> str:
    """The address of the same list with one filter more; one of a kind of which there is only one is replaced."""
    query = _first_page(context)
    others = query.get(name, []) if name in {"tag", "fact"} else []
    return _address(query | {name: [*others, str(value)]})


@register.simple_tag(takes_context=True)
def without_filter(context: Any, name: str, value: object = "") -> str:
    """The address of the same list with one filter less."""
    query = _first_page(context)
    return _address(query | {name: [each for each in query.get(name, []) if value and each != str(value)]})


def _first_page(context: Any) -> dict[str, list[str]]:
    return {name: values for name, values in context["request"].GET.lists() if name != "page"}


def _address(query: dict[str, list[str]]) -> str:
    # A page of results has fifty of them: to copy and to write a QueryDict each time takes four times as long.
    return f"?{urlencode(query, doseq=True)}"
