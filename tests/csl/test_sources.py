"""The sources of an article as programs read them."""

import json

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given

from encyclopedia.csl import sources_bibtex, sources_csl_json, sources_ris
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Name, Reference
from tests.documents import references

from .test_exports import read_bibtex


@pytest.mark.parametrize(
    ("written", "bibtex", "parts", "ris"),
    [
        ("Martin Luther King Jr.", "King, Jr., Martin Luther", "Martin Luther||King|Jr.", "King,Martin Luther,Jr."),
        ("King, Martin Luther, Jr.", "King, Jr., Martin Luther", "Martin Luther||King|Jr.", "King,Martin Luther,Jr."),
        ("John Smith III", "Smith, III, John", "John||Smith|III", "Smith,John,III"),
        ("John Smith, PhD", "Smith, PhD, John", "John||Smith|PhD", "Smith,John,PhD"),
        ("Oskar van der Wal Jr.", "van der Wal, Jr., Oskar", "Oskar|van der|Wal|Jr.", "van der Wal,Oskar,Jr."),
        ("van der Wal, Oskar", "van der Wal, Oskar", "Oskar|van der|Wal|", "van der Wal,Oskar"),
        ("Ada Lovelace", "Lovelace, Ada", "Ada||Lovelace|", "Lovelace,Ada"),
        ("Plato", "Plato", "||Plato|", "Plato"),
        ("{Simon and Sons, Inc.}", "{Simon and Sons, Inc.}", "||{Simon and Sons, Inc.}|", "Simon and Sons, Inc."),
    ],
)
def test_a_name_is_read_back_in_its_parts(written, bibtex, parts, ris):
    source = Reference("a", "book", "Emma", authors=(Name(written), Name("Jane Austen")))
    text = sources_bibtex([source])
    assert f"author = {{{bibtex} and Austen, Jane}}" in text
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    read, other = library.entries[0]["author"]
    assert "|".join(" ".join(some) for some in (read.first, read.von, read.last, read.jr)) == parts
    assert other.last == ["Austen"]
    [entry] = rispy.loads(sources_ris([source]))
    assert entry["authors"] == [ris, "Austen,Jane"]


def test_a_source_says_what_it_is_in_every_format():
    source = Reference(
        "turing:1950",
        "article-journal",
        "Computing Machinery & Intelligence",
        (Name("Alan M. Turing"),),
        container="Mind",
        volume="LIX",
        issue="236",
        pages="433-460",
        date=parse_event_date("1950-10"),
        doi="10.1093/mind/LIX.236.433",
    )
    assert sources_bibtex([source]).startswith("@article{turing:1950,\n")
    read = read_bibtex(sources_bibtex([source]))
    assert (read["title"], read["journal"], read["year"], read["month"]) == (source.title, "Mind", "1950", "10")
    [entry] = rispy.loads(sources_ris([source]))
    assert (entry["title"], entry["year"], entry["start_page"], entry["end_page"]) == (
        source.title,
        "1950",
        "433",
        "460",
    )
    assert json.loads(sources_csl_json([source]))[0]["DOI"] == source.doi


@pytest.mark.parametrize(("date", "year"), [("-0043", "44 BC"), ("~1450", "c. 1450"), ("1939/1945", "1939–1945")])
def test_a_time_that_is_no_year_is_said_in_words(date, year):
    source = Reference("a", "book", "Emma", date=parse_event_date(date))
    assert f"PY  - {year}\r\n" in sources_ris([source])
    assert f"year = {{{year}}}" in sources_bibtex([source])


@given(references())
def test_any_sources_are_read_back(listed):
    library = bibtexparser.parse_string(sources_bibtex(listed))
    assert len(library.entries) == len(listed) and not library.failed_blocks
    assert len(rispy.loads(sources_ris(listed))) == len(listed)
    assert len(json.loads(sources_csl_json(listed))) == len(listed)
