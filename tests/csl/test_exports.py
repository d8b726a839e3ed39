"""Citations as programs read them."""

import json
from datetime import date

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from encyclopedia.csl import Citation, bibtex, csl_json, ris
from tests.documents import names

HOSTILE = [
    "{unbalanced", "}{", r"\input{/etc/passwd}", r"ends in \ ", "100% $5 #1 a_b & c ~ ^", "-- --- `` '' ?` !` << >> ,,",
    "@misc{x, title = {y}}", '"quoted"', "ER  - ", "TY  - BOOK",
    "日本語 и русский", "a \u202e b", "a\u2028b", "</pre><script>",
]  # fmt: skip


# LaTeX's own names of three characters, which pylatexenc does not know or takes for accents.
SYMBOLS = [("textbraceleft", "{"), ("textbraceright", "}"), ("textasciicircum", "^")]
COMMANDS = get_default_latex_context_db()
COMMANDS.add_context_category("symbols", prepend=True, macros=[MacroTextSpec(name, text) for name, text in SYMBOLS])


def citation(title):
    return Citation(
        key="ada-3",
        title=title,
        site="Open & Free",
        revision=3,
        day=date(2026, 5, 14),
        url="https://example.org/wiki/ada_l/history/3/",
    )


def read_bibtex(written):
    decoder = LatexNodes2Text(latex_context=COMMANDS, strict_latex_spaces=True)
    library = bibtexparser.parse_string(written, append_middleware=[LatexDecodingMiddleware(decoder=decoder)])
    assert not library.failed_blocks
    [entry] = library.entries
    return {field.key: field.value for field in entry.fields}


def on_one_line(title):
    return " ".join(title.splitlines())


def assert_kept(title):
    """Every format gives the title back."""
    assert read_bibtex(bibtex(citation(title)))["title"].strip() == on_one_line(title).strip()
    [entry] = rispy.loads(ris(citation(title)))
    assert entry["title"].strip() == on_one_line(title).strip()
    assert json.loads(csl_json(citation(title)))[0]["title"] == title


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_read_back(title):
    assert_kept(title)


@given(names(200))
def test_any_title_is_read_back(title):
    assert_kept(title)


def test_bibtex_says_what_is_cited():
    read = read_bibtex(bibtex(citation("Ada Lovelace")))
    assert read == {
        "author": "Open & Free contributors",
        "title": "Ada Lovelace",
        "howpublished": "Open & Free",
        "year": "2026",
        "month": "5",
        "note": "Revision 3",
        "url": "https://example.org/wiki/ada_l/history/3/",
    }


def test_ris_says_what_is_cited():
    assert ris(citation("Ada Lovelace")).splitlines() == [
        "TY  - ENCYC",
        "AU  - Open & Free contributors",
        "TI  - Ada Lovelace",
        "T2  - Open & Free",
        "PY  - 2026",
        "DA  - 2026/05/14/",
        "N1  - Revision 3",
        "UR  - https://example.org/wiki/ada_l/history/3/",
        "ER  - ",
    ]


def test_csl_json_says_what_is_cited():
    [item] = json.loads(csl_json(citation("Ada Lovelace")))
    assert item == {
        "id": "ada-3",
        "type": "entry-encyclopedia",
        "title": "Ada Lovelace",
        "author": [{"literal": "Open & Free contributors"}],
        "container-title": "Open & Free",
        "issued": {"date-parts": [[2026, 5, 14]]},
        "note": "Revision 3",
        "URL": "https://example.org/wiki/ada_l/history/3/",
    }
