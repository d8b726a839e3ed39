"""Words that were quoted from a text, found again after it has changed."""

import random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comments.models import Passage
from comments.passages.finding import Place, find, find_changed
from comments.passages.passages import quotation
from comments.passages.plain_text import one_spaced
from tests.growth import MOST, growth
from tests.thoroughness import examples

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


# A seed and its negative give the same sentence.
@settings(max_examples=examples(40))
@given(st.lists(st.integers(min_value=0), min_size=40, max_size=80, unique=True), st.data())
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
    moved = "A green car anywhere. A red car here. A blue car there is new."
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
    text = (
        "Much is new here. " * 400 + "She wrote the first program for an engine that nobody had built then. And so on."
    )
    place = find_changed(text, passage)
    assert "wrote the first program for an engine that nobody had" in words_at(text, place)


def test_any_text_and_any_words_are_looked_for_in_linear_time():
    hostile = [
        ("aa", "a" * 250 + "b" + "a" * 249),
        ("aa", "b" + "a" * 499),
        ("ab", "ab" * 100 + "b" + "ab" * 100),
        ("a ", "a"),
        ("a ", "a a b a a b a a b a"),
    ]
    for repeated, exact in hostile:

        def look(text, exact=exact):
            passage = Passage(exact=exact, prefix=exact[:64], suffix=exact[-64:], start=len(text) // 2)
            find(text, passage)
            find_changed(text, passage)

        assert growth(look, repeated * 500_000, repeated * 2_000_000) < MOST, exact[:20]
