"""Dates in words, of any year, in the forms of a language.

Forms, months and eras are those of the Unicode Common Locale Data Repository, which Babel brings. Only its data are
used: Babel writes dates of Python, and these end with the year 1.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, tokenize_pattern

from .dates import EventDate, PartialDate

#: English without a country has the order of its other dates here: 25 December 800.
_WITHOUT_COUNTRY = {"en": "en-001"}
_FALLBACK = "en_001"

#: About, since and until a date. The repository has no words for these; in a language not among these, signs
#: say it.
_WORDS = {
    "en": ("c. {}", "since {}", "until {}"),
    "de": ("ca. {}", "seit {}", "bis {}"),
    "es": ("c. {}", "desde {}", "hasta {}"),
    "nl": ("ca. {}", "sinds {}", "tot {}"),
    "pt": ("c. {}", "desde {}", "até {}"),
    "ja": ("{}頃", "{}から", "{}まで"),
    "ko": ("{}경", "{}부터", "{}까지"),
    "zh": ("约{}", "自{}起", "至{}"),
    "zh_Hant": ("約{}", "自{}起", "至{}"),
}
_SIGNS = ("c. {}", "{} –", "– {}")


def spoken(date: EventDate | PartialDate, language: str = "en") -> str:
    """`25 December 800`, `October 2018`, `44 BC`, `c. 1450`, `1939–1945`, `since 1991`, in a language by its code."""
    locale = _locale(language)
    if isinstance(date, PartialDate):
        return _point(date, locale)
    start, end = (_point(point, locale) if point else "" for point in (date.start, date.end))
    _, since, until = _words(locale)
    if not end:
        return since.format(start)
    if not start:
        return until.format(end)
    if not date.is_span:
        return start
    # What is more than a number needs room.
    return f"{start}–{end}" if start.isdecimal() and end.isdecimal() else _between(locale).format(start, end)


@lru_cache(10_000)
def spoken_year(year: int, language: str = "en") -> str:
    """An astronomical year in words, also one that no document may have."""
    return _written(year, None, None, _locale(language))


def _between(locale: Locale) -> str:
    return _plain(str(locale.interval_formats[None]))


@lru_cache(64)
def _locale(language: str) -> Locale:
    try:
        locale = Locale.parse(_WITHOUT_COUNTRY.get(language, language), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_FALLBACK)
    # Of some languages the repository knows little more than that they exist.
    return locale if _months(locale, "format")[1] != "M01" else Locale.parse(_FALLBACK)


def _months(locale: Locale, context: str) -> Mapping[int, str]:
    names: Mapping[int, str] = locale.months[context]["wide"]
    return names


def _words(locale: Locale) -> tuple[str, str, str]:
    return _WORDS.get(f"{locale.language}_{locale.script}") or _WORDS.get(locale.language) or _SIGNS


def _point(point: PartialDate, locale: Locale) -> str:
    text = _written(point.year, point.month, point.day, locale)
    return _words(locale)[0].format(text) if point.circa else text


def _written(year: int, month: int | None, day: int | None, locale: Locale) -> str:
    pattern = (_tokens if year > 0 else _tokens_with_era)(locale, "d" if day else "M" if month else "y")
    values = {"y": year if year > 0 else 1 - year, "M": month or 1, "d": day or 1, "G": int(year > 0)}
    return "".join(part if isinstance(part, str) else _field(*part, values, locale) for part in pattern)


#: Signs of fields that stand for the same as another.
_SAME = {"L": "M", "Y": "y"}
#: Characters as they stand, and fields by their sign and length.
Tokens = tuple[str | tuple[str, int], ...]


@lru_cache(256)
def _tokens(locale: Locale, precision: str) -> Tokens:
    """How a date of this precision is written: to the day, the month or the year."""
    forms = locale.datetime_skeletons
    return _read(locale.date_formats["long"] if precision == "d" else forms["yMMMM" if precision == "M" else "y"])


@lru_cache(256)
def _tokens_with_era(locale: Locale, precision: str) -> Tokens:
    """The same with an era: the first form that has day, month and year in the order that they have without one."""
    usual = _tokens(locale, precision)
    names = {"d": ("GyMMMMd", "GyMMMd"), "M": ("GyMMMM", "GyMMM"), "y": ("Gy",)}[precision]
    forms = (_read(locale.datetime_skeletons[name]) for name in names if name in locale.datetime_skeletons)
    year: Tokens = (("y", 1), " ", ("G", 1))
    instead = tuple(part for token in usual for part in (year if _sign(token) == "y" else (token,)))
    return next((form for form in forms if _order(form) == _order(usual)), instead)


def _read(pattern: DateTimePattern) -> Tokens:
    return tuple(tokens for _, tokens in tokenize_pattern(_plain(pattern.pattern)))


def _plain(pattern: str) -> str:
    """The pattern with every kind of space as the usual one, which is what people search a page for."""
    return re.sub(r"\s", " ", pattern)


def _sign(token: str | tuple[str, int]) -> str:
    return _SAME.get(token[0], token[0]) if isinstance(token, tuple) else ""


def _order(tokens: Tokens) -> list[tuple[str, bool]]:
    """The fields but the era, each with whether it is written as a name."""
    fields = [token for token in tokens if isinstance(token, tuple) and token[0] != "G"]
    return [(_sign(field), _sign(field) == "M" and field[1] > 2) for field in fields]


def _field(sign: str, length: int, values: Mapping[str, int], locale: Locale) -> str:
    match sign:
        case "G":
            return _plain(locale.eras["abbreviated"][values[sign]])
        case "M" | "L" if length > 2:
            # Where a day stands before it, a month may have another form.
            return _months(locale, "format" if sign == "M" else "stand-alone")[values["M"]]
    return f"{values[_SAME.get(sign, sign)]:0{length}}"
