"""The text of an article as comments quote it."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.articles import body_html
from comments.passages.plain_text import one_spaced, read
from encyclopedia.rendering import render
from encyclopedia.snapshots import document_of
from tests.builders import make_article
from tests.growth import MOST, growth


def text_of_body(source):
    return read(body_html(SimpleNamespace(body=source))).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One\ntwo  \nthree\n\nfour", "One two three four"),
        ("## A *heading*\n\nText.", "A heading Text."),
        ("- one\n- two\n  - three", "one two three"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("It thinks.[@x] So.[^1]\n\n[^1]: A note.", "It thinks. So. Notes A note."),
        ("See [[BERT]] and [[BERT|a model]].", "See BERT and a model."),
        ("```python\nif a < b:\n    pass\n```", "if a < b: pass"),
        ("An `a  b` &amp; &lt;b&gt;\u00a0c", "An a b & <b> c"),
        ("So $x^2$ is.", "So x2 is."),
        ('![A "loom" > all](/media/a.png "A title > b")', "A title > b"),
        ("> [!NOTE]\n> Mind.", "Note Mind."),
        ("", ""),
    ],
)
def test_the_text_is_what_the_body_shows(source, text):
    assert text_of_body(source) == text


@given(st.text(st.sampled_from("ab <>&\"'[]!`*#$|-\n@^_~"), max_size=200))
def test_any_body_is_read_in_the_same_way_as_it_is_shown(source):
    reading = read(body_html(SimpleNamespace(body=source)))
    assert reading.text == one_spaced(reading.text)
    assert all(0 <= seam <= len(reading.text) + 1 for seam in reading.seams)


@pytest.mark.django_db
def test_the_text_is_the_same_on_the_page_where_links_and_citations_are_known():
    make_article("BERT")
    body = "See [[BERT]], [[Nobody]], [[BERT#History|its past]].[@a] More.[^1]\n\n[^1]: A note on [[BERT]].[@a]"
    document = document_of(make_article("Ada Lovelace", body=body))
    shown = read(render(document).body)
    assert shown.text == text_of_body(body)


def test_headings_are_known_with_their_anchors():
    reading = read(body_html(SimpleNamespace(body="## Life\n\nText.\n\n## Work\n\nMore.")))
    assert [(reading.text[place : place + 4], anchor) for place, anchor in reading.headings] == [
        ("Life", "life"),
        ("Work", "work"),
    ]


def test_any_html_is_read_in_linear_time():
    for repeated in ("<", "a &lt;", '<sup class="citation">x</sup>', "<p>", "&"):
        little, much = (repeated * (length // len(repeated)) for length in (225_000, 900_000))
        assert growth(read, little, much) < MOST, repeated
