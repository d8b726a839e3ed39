"""Sources as a style of the Citation Style Language has them."""

import pytest
from hypothesis import given

from encyclopedia.csl import Piece, entry, is_style, text
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Name, Reference
from tests.documents import references

MLA = "modern-language-association"
STYLES = [MLA, "apa", "chicago-notes-bibliography", "ieee", "american-medical-association"]
TURING = Reference(
    key="turing1950",
    type="article-journal",
    title="Computing machinery and intelligence",
    authors=(Name("Alan M. Turing"),),
    container="Mind",
    volume="59",
    issue="236",
    pages="433-460",
    date=parse_event_date("1950-10"),
    doi="10.1093/mind/LIX.236.433",
    url="https://example.org/turing",
)


def words(pieces):
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            MLA,
            "Turing, Alan M. “Computing machinery and intelligence.” Mind, vol. 59, no. 236, Oct. 1950, pp. 433–60, "
            "https://doi.org/10.1093/mind/LIX.236.433.",
        ),
        (
            "apa",
            "Turing, A. M. (1950). Computing machinery and intelligence. Mind, 59(236), 433–460. "
            "https://doi.org/10.1093/mind/LIX.236.433",
        ),
        (
            "chicago-notes-bibliography",
            "Turing, Alan M. “Computing machinery and intelligence.” Mind 59, no. 236 (1950): 433–60. "
            "https://doi.org/10.1093/mind/LIX.236.433.",
        ),
        (
            "ieee",
            "A. M. Turing, “Computing machinery and intelligence,” Mind, vol. 59, no. 236, pp. 433–460, Oct. 1950, "
            "doi: 10.1093/mind/LIX.236.433.",
        ),
    ],
)
def test_a_source_reads_as_its_style_says(style, expected):
    assert words(entry(style, TURING)) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (MLA, "King, Martin Luther, Jr., and John Smith III. Emma."),
        ("apa", "King, M. L., Jr., & Smith, J., III. (n.d.). Emma."),
        ("chicago-notes-bibliography", "King, Martin Luther, Jr., and John Smith III. Emma. n.d."),
        ("ieee", "M. L. King Jr. and J. Smith III, Emma."),
        ("american-medical-association", "King ML Jr., Smith J III. Emma."),
    ],
)
def test_a_suffix_stands_where_its_style_has_it(style, expected):
    names = (Name("Martin Luther King, Jr."), Name("Smith III, John"))
    assert words(entry(style, Reference(key="a", type="book", title="Emma", authors=names))) == expected


def test_the_title_leads_to_the_source_and_the_doi_to_its_registry():
    registry = "https://doi.org/10.1093/mind/LIX.236.433"
    leading = [piece for piece in entry(MLA, TURING) if piece.href]
    assert leading == [
        Piece("Computing machinery and intelligence", href="https://example.org/turing"),
        Piece("10.1093/mind/LIX.236.433", href=registry),
    ]


def test_what_a_style_sets_in_italics_is_a_piece_of_its_own():
    assert Piece("Mind", italic=True) in entry(MLA, TURING)


def test_a_title_that_is_set_in_italics_still_leads_somewhere():
    book = Reference(key="a", type="book", title="A <i>book</i>", url="https://example.org/")
    assert Piece("A <i>book</i>", italic=True, href="https://example.org/") in entry(MLA, book)


@pytest.mark.parametrize("style", STYLES)
def test_words_stand_as_they_are_written(style):
    page = Reference(key="a", type="webpage", title="iPhone & <b>laion</b>", container="laion.ai", doi="10.1/<x>")
    shown = words(entry(style, page))
    assert "iPhone & <b>laion</b>" in shown
    assert shown.count("iPhone") == 1
    assert "10.1/<x>" in shown


@pytest.mark.parametrize("style", STYLES)
def test_a_source_without_author_is_named_once(style):
    assert words(entry(style, Reference(key="a", type="document", title="Only a title"))).count("Only a title") == 1


def test_a_title_keeps_its_own_punctuation():
    assert "“What? Who?” Mind" in words(entry(MLA, Reference(key="a", title="What? Who?", container="Mind")))
    named = Reference(key="a", type="article-journal", title="On “x”, and y", container="Mind")
    assert "On “x”, and y" in words(entry(MLA, named))


def test_a_style_that_leaves_out_titles_and_numbers_gets_them_back():
    shown = words(entry("nature", Reference(key="a", type="book", title="Emma", isbn="316148410X", doi="10.1/x")))
    assert all(part in shown for part in ("Emma", "316148410X", "10.1/x"))


@pytest.mark.parametrize("date", ["-0043", "~1450", "1991/", "/1945", "1939-05/1939-07-02", "0000", "123456"])
@pytest.mark.parametrize("style", STYLES)
def test_any_date_can_be_shown(style, date):
    assert "Emma" in words(entry(style, Reference(key="a", type="book", title="Emma", date=parse_event_date(date))))


@pytest.mark.parametrize("style", STYLES)
@given(listed=references())
def test_any_source_can_be_shown(style, listed):
    for reference in listed:
        pieces = entry(style, reference)
        assert reference.title in words(pieces)
        assert {piece.href.partition("://")[0] for piece in pieces} <= {"", "http", "https"}
        assert not reference.title or pieces


def test_characters_kept_for_marks_mean_nothing_in_a_source():
    shown = entry(MLA, Reference(key="a", title="a\ufdd0b\ufdd3c", authors=(Name("x\ufdd2y z"),)))
    assert "abc" in words(shown)
    assert not any(piece.italic and piece.text == "b" for piece in shown)


def test_nothing_but_the_title_may_turn_the_direction_of_writing():
    shown = words(entry(MLA, Reference(key="a", title="a \u202e b", container="c \u202e d")))
    assert shown.count("\u202e") == 1


def test_a_style_that_fails_leaves_the_source_to_the_page():
    # citeproc-py cannot write this span as this style wants it.
    odd = Reference(key="d", type="legal_case", title="A v. B", date=parse_event_date("1939-05/1939-07-02"))
    assert entry("soziologie", odd) == ()


def test_an_item_becomes_a_line_of_text():
    item = {
        "type": "webpage",
        "title": "Ada <Lovelace>",
        "author": [{"literal": "Our contributors"}],
        "container-title": "Ours",
        "issued": {"date-parts": [[2026, 5, 14]]},
        "URL": "https://example.org/",
    }
    assert text("apa", item) == "Our contributors. (2026, May 14). Ada <Lovelace>. Ours. https://example.org/"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("apa", True),
        ("nature-neuroscience", False),  # says only that it is as another
        ("nothing", False),
        ("", False),
        ("../styles/apa", False),
        ("APA", False),
    ],
)
def test_a_style_is_known_by_its_name(name, known):
    assert is_style(name) is known


def test_an_unknown_style_is_an_error():
    with pytest.raises(LookupError, match="nothing"):
        entry("nothing", TURING)
