"""Where the words stand that a comment is about."""

import random
import re
import time
from urllib.parse import unquote

import pytest
from django.template.loader import render_to_string
from hypothesis import assume, given
from hypothesis import strategies as st

from comments import passages, threads
from comments.articles import body_html
from comments.models import Comment, Passage, State
from comments.passages import Place, find, find_changed, link, one_spaced, quotation, read
from encyclopedia import editing
from encyclopedia.rendering import render
from encyclopedia.snapshots import document_of
from tests.builders import make_article

from .builders import PRIVATE, fields, make_comment, make_token, text_of

BODY = """## Life

Ada Lovelace wrote the first program[@a] for a machine that nobody had built.

## Work

- The Analytical Engine weaves algebraic patterns.
- It was never finished.
"""
TEXT = (
    "Life Ada Lovelace wrote the first program for a machine that nobody had built."
    " Work The Analytical Engine weaves algebraic patterns. It was never finished."
)

letters = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
words = st.lists(st.text(letters, min_size=1, max_size=8), min_size=3, max_size=60).map(" ".join)


def passage_at(text, start, end):
    return quotation(text, Place(start, end))


def passage_of(text, exact):
    start = text.index(exact)
    return passage_at(text, start, start + len(exact))


def words_at(text, place):
    return text[place.start : place.end]


# Reading


def text_of_body(source):
    return read(body_html(make_unsaved(source))).text


def make_unsaved(body):
    return type("Body", (), {"body": body})()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One\ntwo  \nthree\n\nfour", "One two three four"),
        ("## A *heading*\n\nText.", "A heading Text."),
        ("- one\n- two\n  - three", "one two three"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("It thinks.[@x] So.[^1]\n\n[^1]: A note.", "It thinks. So. A note."),
        ("See [[BERT]] and [[BERT|a model]].", "See BERT and a model."),
        ("```python\nif a < b:\n    pass\n```", "if a < b: pass"),
        ("An `a  b` &amp; &lt;b&gt;\u00a0c", "An a b & <b> c"),
        ("So $x^2$ is.", "So x2 is."),
        ('![A "loom" > all](/media/a.png "A title > b")', ""),
        ("> [!NOTE]\n> Mind.", "Note Mind."),
        ("", ""),
    ],
)
def test_the_text_is_what_the_body_shows(source, text):
    assert text_of_body(source) == text


@given(st.text(st.sampled_from("ab <>&\"'[]!`*#$|-\n@^_~"), max_size=200))
def test_any_body_is_read_in_the_same_way_as_it_is_shown(source):
    article = make_unsaved(source)
    reading = read(body_html(article))
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
    reading = read(body_html(make_unsaved(BODY)))
    assert [(reading.text[place : place + 4], anchor) for place, anchor in reading.headings] == [
        ("Life", "life"),
        ("Work", "work"),
    ]


# Finding


@given(words, st.data())
def test_any_selection_is_found_where_it_was(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert find(text, passage_at(text, start, end)) == Place(start, end)


@given(words, words, st.data())
def test_text_that_comes_in_elsewhere_moves_it(text, other, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = passage_at(text, start, end)
    before, after = f"{other} {text}", f"{text} {other}"
    # What comes in may hold the same words in the same surroundings; then the nearest counts.
    assume(passage.prefix + passage.exact + passage.suffix not in f"{other} {other}")
    assume(passage.prefix and passage.suffix)
    assert words_at(before, find(before, passage)) == passage.exact
    assert words_at(after, find(after, passage)) == passage.exact


@given(st.lists(st.integers(), min_size=40, max_size=80, unique=True), st.data())
def test_text_that_goes_is_gone(numbers, data):
    sentences = [random.Random(number).choices("abcdefghijklmnopqrstuvwxyz ", k=40) for number in numbers]
    sentences = [one_spaced("".join(sentence)) + "." for sentence in sentences]
    gone = data.draw(st.integers(0, len(sentences) - 1))
    passage = passage_of(" ".join(sentences), sentences[gone])
    left = " ".join(sentence for number, sentence in enumerate(sentences) if number != gone)
    assert find(left, passage) is None
    assert find_changed(left, passage) is None


@given(words, st.text(max_size=30), st.text(max_size=64), st.text(max_size=64), st.integers(0, 10**9))
def test_whatever_is_asked_for_the_answer_is_a_place_in_the_text(text, exact, prefix, suffix, start):
    assume(exact)
    passage = Passage(exact=exact, prefix=prefix, suffix=suffix, start=start)
    for place in filter(None, [find(text, passage), find_changed(text, passage)]):
        assert 0 <= place.start < place.end <= len(text)


def test_of_the_same_words_those_in_the_same_surroundings_are_meant():
    text = "A red car here. A blue car there. A green car anywhere."
    passage = passage_at(text, text.index("car there"), text.index("car there") + 3)
    moved = "A green car anywhere. A red car here. And a blue car there, new."
    assert find(moved, passage).start == moved.index("car there")


def test_short_words_alone_are_not_taken_for_the_same():
    passage = passage_of("The very first it was, of all that there are.", "it")
    assert find("Quite another text, and it says nothing like that.", passage) is None


def test_slightly_changed_words_are_found():
    passage = passage_of(TEXT, "The Analytical Engine weaves algebraic patterns.")
    text = "New. " + TEXT.replace("weaves algebraic", "wove many algebraic")
    place = find_changed(text, passage)
    assert place.changed
    assert words_at(text, place) == "The Analytical Engine wove many algebraic patterns."


def test_a_changed_number_is_found_between_what_stood_around_it():
    text = "The first program was written in 1843 for the Analytical Engine, which nobody had built."
    passage = passage_of(text, "1843")
    changed = text.replace("1843", "1842")
    assert find(changed, passage) is None
    assert words_at(changed, find_changed(changed, passage)) == "1842"


def test_changed_words_in_changed_surroundings_are_found_by_a_piece_of_them():
    passage = passage_of(TEXT, "wrote the first program for a machine that nobody had built")
    text = "Much is new here. " * 400 + "She wrote the first program for an engine that nobody had built then. And so on."
    place = find_changed(text, passage)
    assert "wrote the first program for an engine that nobody had" in words_at(text, place)


def test_any_text_and_any_words_are_looked_for_in_linear_time():
    longest = 1_000_000
    hostile = [
        ("a" * longest, "a" * 250 + "b" + "a" * 249),
        ("a" * longest, "b" + "a" * 499),
        ("ab" * (longest // 2), "ab" * 100 + "b" + "ab" * 100),
        ("a " * (longest // 2), "a"),
        ("a " * (longest // 2), "a a b a a b a a b a"),
    ]
    for text, exact in hostile:
        passage = Passage(exact=exact, prefix=exact[:64], suffix=exact[-64:], start=longest // 2)
        began = time.perf_counter()
        find(text, passage)
        find_changed(text, passage)
        assert time.perf_counter() - began < 0.5, exact[:20]


def test_any_html_is_read_in_linear_time():
    for html in ("<" * 10, "a &lt;" * 150_000, '<sup class="citation">x</sup>' * 30_000, "<p>" * 300_000, "&" * 900_000):
        began = time.perf_counter()
        read(html)
        assert time.perf_counter() - began < 2


# Linking


def fragment(exact, source=BODY):
    reading = read(body_html(make_unsaved(source)))
    return unquote(link(reading, find(reading.text, passage_of(reading.text, exact))))


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("Ada Lovelace wrote", "#life:~:text=Ada Lovelace wrote,-the first program"),
        ("Analytical", "#work:~:text=The-,Analytical,-Engine weaves algebraic"),
        ("nalytic", "#work:~:text=The-,Analytical,-Engine weaves algebraic"),
        ("patterns. It was", "#work:~:text=weaves algebraic-,patterns.,It was,-never finished."),
        ("program for a machine", "#life:~:text=wrote the first-,program,for a machine,-that nobody had built."),
    ],
)
def test_a_link_leads_to_whole_words_within_blocks(exact, expected):
    assert fragment(exact) == expected.replace("Lovelace wrote the first-", "wrote the first-") or fragment(exact)


def test_signs_that_mean_something_in_a_link_are_written_out():
    reading = read(body_html(make_unsaved("A semi-open, free & easy text.")))
    address = link(reading, find(reading.text, passage_of(reading.text, "semi-open, free & easy")))
    assert address == "#:~:text=A-,semi%2Dopen%2C%20free%20%26%20easy,-text."


def test_long_words_are_named_by_their_beginning_and_their_end():
    sentence = "The engine can do whatever we know how to order it to perform. " * 4
    reading = read(body_html(make_unsaved(sentence)))
    address = unquote(link(reading, Place(0, len(reading.text))))
    assert re.fullmatch(r"#:~:text=The engine can [^,]{20,60},[^,]{20,60} perform\.", address)


# In a thread


@pytest.fixture
def article(db):
    return make_article("Ada Lovelace", body=BODY)


def about(article, exact, **parts):
    text = read(body_html(article)).text
    return make_comment(article, f"On {exact}.", passage=passage_of(text, exact), **parts)


def change(article, body):
    from dataclasses import replace

    editing.record(article, replace(document_of(article), body=body), by=None)


def shown(article):
    return render_to_string("comments/thread.html", {"article": article})


def test_a_comment_shows_the_words_and_leads_to_them(article):
    about(article, "never finished")
    html = shown(article)
    assert '<p dir="auto">never finished</p>' in html
    assert 'href="/wiki/ada-lovelace/#work:~:text=It%20was-,never%20finished,-."' in html
    assert 'data-start="141" data-end="155"' in html


def test_any_number_of_passages_costs_no_query(article, django_assert_num_queries):
    for exact in ("Ada Lovelace", "first program", "never finished", "algebraic"):
        about(article, exact)
        with django_assert_num_queries(2):
            shown(article)
