"""Dates in words."""

import pytest
from django.conf.locale import LANG_INFO
from hypothesis import given
from hypothesis import strategies as st

from encyclopedia.document.dates import parse_event_date, parse_partial_date
from encyclopedia.document.spoken_dates import spoken
from tests.documents import event_dates

FORMS = {
    "0800-12-25": ("25 December 800", "25. Dezember 800", "800年12月25日"),
    "-0043": ("44 BC", "44 v. Chr.", "紀元前44年"),
    "-0043-03": ("March 44 BC", "März 44 v. Chr.", "紀元前44年3月"),
    "-0043-03-15": ("15 March 44 BC", "15. März 44 v. Chr.", "紀元前44年3月15日"),
    "0000": ("1 BC", "1 v. Chr.", "紀元前1年"),
    "0079": ("79", "79", "79年"),
    "1950": ("1950", "1950", "1950年"),
    "1950-10": ("October 1950", "Oktober 1950", "1950年10月"),
    "2018-10-11": ("11 October 2018", "11. Oktober 2018", "2018年10月11日"),
    "12345-01-02": ("2 January 12345", "2. Januar 12345", "12345年1月2日"),
    "-99999": ("100000 BC", "100000 v. Chr.", "紀元前100000年"),
    "~1450": ("c. 1450", "ca. 1450", "1450年頃"),
    "~-0043-03": ("c. March 44 BC", "ca. März 44 v. Chr.", "紀元前44年3月頃"),
    "1939/1945": ("1939–1945", "1939–1945", "1939年～1945年"),
    "1939-09-01/1945-05": ("1 September 1939 – May 1945", "1. September 1939 – Mai 1945", "1939年9月1日～1945年5月"),
    "-0099/-0043": ("100 BC – 44 BC", "100 v. Chr. – 44 v. Chr.", "紀元前100年～紀元前44年"),
    "~1450/~1460": ("c. 1450 – c. 1460", "ca. 1450 – ca. 1460", "1450年頃～1460年頃"),
    "1991/": ("since 1991", "seit 1991", "1991年から"),
    "/1945": ("until 1945", "bis 1945", "1945年まで"),
    "/~1945-05": ("until c. May 1945", "bis ca. Mai 1945", "1945年5月頃まで"),
}


@pytest.mark.parametrize("written", FORMS)
def test_a_date_reads_as_its_language_says(written):
    date = parse_event_date(written)
    assert tuple(spoken(date, language) for language in ("en", "de", "ja")) == FORMS[written]


@pytest.mark.parametrize("language", sorted(LANG_INFO))
def test_one_order_holds_in_every_era(language):
    """Day, month and year stand in the order of a day of today, which differs from the others by the year."""
    for early in ("0476-03-15", "98765-03-15", "-0043-03-15"):
        usual, other = (spoken(parse_partial_date(each), language) for each in ("2024-03-15", early))
        year = str(abs(parse_partial_date(early).year - (early[0] == "-")))
        assert _order(usual, "2024") == _order(other, year), (usual, other)


def _order(text, year):
    found = sorted((text.index(each), name) for each, name in ((year, "year"), ("15", "day")))
    return [name for _, name in found]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-gb", "15 March 44 BC"),
        ("es", "15 de marzo de 44 a. C."),
        ("fr", "15 mars 44 av. J.-C."),
        ("ru", "15 марта 44 г. до н. э."),
        ("sk", "15. marca 44 pred Kr."),
        ("ar", "15 مارس 44 ق.م"),
        ("zh-hans", "公元前44年3月15日"),
        ("no such language", "15 March 44 BC"),
        ("io", "15 March 44 BC"),
    ],
)
def test_a_day_before_christ_in_other_languages(language, expected):
    assert spoken(parse_partial_date("-0043-03-15"), language) == expected


@given(date=event_dates(), language=st.sampled_from(sorted(LANG_INFO)))
def test_every_date_can_be_said_in_every_language(date, language):
    text = spoken(date, language)
    for point in filter(None, (date.start, date.end)):
        assert str(point.year if point.year > 0 else 1 - point.year) in text
