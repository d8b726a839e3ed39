"""References as CSL-JSON."""

import json

import pytest
from hypothesis import given

from encyclopedia.csl import item
from encyclopedia.document.dates import parse_event_date, parse_partial_date
from encyclopedia.document.schema import Name, Reference
from tests.documents import references


def test_every_variable_has_its_place():
    reference = Reference(
        key="turing1950",
        type="article-journal",
        title="Computing Machinery and Intelligence",
        authors=(Name("Alan M. Turing"),),
        editors=(Name("{Mind Association}"),),
        container="Mind",
        publisher="Oxford University Press",
        volume="LIX",
        issue="236",
        pages="433-460",
        date=parse_event_date("1950-10"),
        doi="10.1093/mind/LIX.236.433",
        isbn="978-3-16-148410-0",
        url="https://example.org/a?b=c",
        accessed=parse_partial_date("2026-05-14"),
        archive_url="https://archive.example.org/a",
        archived=parse_partial_date("2026-05"),
    )
    assert item(reference) == {
        "id": "turing1950",
        "type": "article-journal",
        "title": "Computing Machinery and Intelligence",
        "author": [{"family": "Turing", "given": "Alan M."}],
        "editor": [{"literal": "Mind Association"}],
        "container-title": "Mind",
        "publisher": "Oxford University Press",
        "volume": "LIX",
        "issue": "236",
        "page": "433-460",
        "issued": {"date-parts": [[1950, 10]]},
        "DOI": "10.1093/mind/LIX.236.433",
        "ISBN": "978-3-16-148410-0",
        "URL": "https://example.org/a?b=c",
        "accessed": {"date-parts": [[2026, 5, 14]]},
        "archive_location": "https://archive.example.org/a",
        "custom": {"archived": "2026-05"},
    }


def test_what_is_empty_is_left_out():
    assert item(Reference(key="a")) == {"id": "a", "type": "document"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1950", {"date-parts": [[1950]]}),
        ("1950-10-07", {"date-parts": [[1950, 10, 7]]}),
        ("0000", {"date-parts": [[-1]]}),
        ("-0043-03-15", {"date-parts": [[-44, 3, 15]]}),
        ("~1450", {"date-parts": [[1450]], "circa": True}),
        ("1939/1945-05", {"date-parts": [[1939], [1945, 5]]}),
        ("1939/~1945", {"date-parts": [[1939], [1945]], "circa": True}),
        ("1991/", {"date-parts": [[1991], [0]]}),
        ("/1945", {"literal": "until 1945"}),
        ("/~1945-05", {"literal": "until c. May 1945"}),
    ],
)
def test_dates_are_in_date_parts(written, expected):
    assert item(Reference(key="a", date=parse_event_date(written)))["issued"] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada Lovelace", {"family": "Lovelace", "given": "Ada"}),
        ("Lovelace, Ada", {"family": "Lovelace", "given": "Ada"}),
        ("Plato", {"family": "Plato"}),
        ("danah boyd", {"family": "boyd", "given": "danah"}),
        ("Oskar van der Wal", {"family": "Wal", "given": "Oskar", "dropping-particle": "van der"}),
        ("van der Wal, Oskar", {"family": "van der Wal", "given": "Oskar"}),
        ("King, Martin Luther, Jr.", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        (
            "Oskar van der Wal III",
            {"family": "Wal", "given": "Oskar", "dropping-particle": "van der", "suffix": "III"},
        ),
        ("{United Nations}", {"literal": "United Nations"}),
    ],
)
def test_names_are_in_their_parts(written, expected):
    assert item(Reference(key="a", authors=(Name(written),)))["author"] == [expected]


@given(references())
def test_any_reference_becomes_json(listed):
    for reference in listed:
        assert json.loads(json.dumps(item(reference)))["id"] == reference.key
