"""The parts of people's names, as authors write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encyclopedia.document import codec
from encyclopedia.document.schema import Document, Name, Reference

KING = ("Martin Luther", "King", "Jr.")


@pytest.mark.parametrize(
    ("written", "given", "family", "suffix", "read"),
    [
        # One person, in every order that people write.
        ("Martin Luther King Jr.", *KING, "Martin Luther King Jr."),
        ("Martin Luther King, Jr.", *KING, "Martin Luther King Jr."),
        ("Martin Luther King,Jr.", *KING, "Martin Luther King Jr."),
        ("King, Martin Luther, Jr.", *KING, "Martin Luther King Jr."),
        ("King, Martin Luther Jr.", *KING, "Martin Luther King Jr."),
        ("King Jr., Martin Luther", *KING, "Martin Luther King Jr."),
        ("King, Jr., Martin Luther", *KING, "Martin Luther King Jr."),
        ("Sammy Davis Jr", "Sammy", "Davis", "Jr", "Sammy Davis Jr"),
        ("Cal Ripken Sr.", "Cal", "Ripken", "Sr.", "Cal Ripken Sr."),
        ("Smith, Jr.", "", "Smith", "Jr.", "Smith Jr."),
        ("John D. Rockefeller IV", "John D.", "Rockefeller", "IV", "John D. Rockefeller IV"),
        ("Smith, John, V", "John", "Smith", "V", "John Smith V"),
        ("Oskar van der Wal III", "Oskar van der", "Wal", "III", "Oskar van der Wal III"),
        ("van der Wal, Oskar, III", "Oskar", "van der Wal", "III", "Oskar van der Wal III"),
        # Degrees.
        ("John Smith, PhD", "John", "Smith", "PhD", "John Smith, PhD"),
        ("John Smith PhD", "John", "Smith", "PhD", "John Smith, PhD"),
        ("Smith, John, Ph.D.", "John", "Smith", "Ph.D.", "John Smith, Ph.D."),
        ("John Smith, M.D.", "John", "Smith", "M.D.", "John Smith, M.D."),
        ("John Smith, MD, PhD", "John", "Smith", "MD, PhD", "John Smith, MD, PhD"),
        ("Smith, John, MD, PhD", "John", "Smith", "MD, PhD", "John Smith, MD, PhD"),
        ("King, Martin Luther, Jr., PhD", "Martin Luther", "King", "Jr., PhD", "Martin Luther King Jr., PhD"),
        ("Perry Mason, Esq.", "Perry", "Mason", "Esq.", "Perry Mason, Esq."),
        # What looks like a suffix and is none.
        ("Smith, M.D.", "M.D.", "Smith", "", "M.D. Smith"),
        ("Smith, JR", "JR", "Smith", "", "JR Smith"),
        ("Wright, Ed D", "Ed D", "Wright", "", "Ed D Wright"),
        ("van der Wal, M.D.", "M.D.", "van der Wal", "", "M.D. van der Wal"),
        ("Malcolm X", "Malcolm", "X", "", "Malcolm X"),
        ("Rajesh Kumar V", "Rajesh Kumar", "V", "", "Rajesh Kumar V"),
        ("Team II", "", "Team II", "", "Team II"),
        ("Elizabeth II", "", "Elizabeth II", "", "Elizabeth II"),
        ("{Team II}", "", "Team II", "", "Team II"),
        ("{Acme, Jr.}", "", "Acme, Jr.", "", "Acme, Jr."),
        ("Jr.", "", "Jr.", "", "Jr."),
        ("Plato", "", "Plato", "", "Plato"),
        # As before.
        ("Ada Lovelace", "Ada", "Lovelace", "", "Ada Lovelace"),
        ("Lovelace, Ada", "Ada", "Lovelace", "", "Ada Lovelace"),
        ("Smith, John, of Exeter", "John, of Exeter", "Smith", "", "John, of Exeter Smith"),
    ],
)
def test_a_name_has_its_parts_in_whichever_order_it_is_written(written, given, family, suffix, read):
    name = Name(written)
    assert (name.given, name.family, name.suffix, str(name)) == (given, family, suffix, read)
    # And its text stays as it is.
    document = Document(title="A", slug="a", references=(Reference("a", authors=(name,)),))
    assert codec.loads(codec.dumps(document)).references[0].authors[0].written == written


@given(st.text(alphabet="aJrI.,{} DPh", max_size=40))
def test_no_word_of_a_name_is_lost(written):
    name = Name(written)
    letters = sorted(letter for letter in written if letter.isalpha())
    assert sorted(letter for letter in name.given + name.family + name.suffix if letter.isalpha()) == letters
