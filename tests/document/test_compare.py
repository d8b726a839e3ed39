import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.document import prose
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import Comparison, FactChange, compare
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.prose import Span, compare_prose, spans
from encyclopedia.document.schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from tests.document.test_codec import EXAMPLE
from tests.documents import documents, texts
from tests.edits import edited
from tests.growth import MOST, growth
from tests.thoroughness import examples, some

DOCUMENT = loads(EXAMPLE)


def event(day, text):
    return TimelineEvent(parse_event_date(day), text)


def box(*pairs, **keys):
    return replace(DOCUMENT, infobox=Infobox(fields=tuple(InfoboxField(*pair) for pair in pairs), **keys))


def only_part(before, after):
    comparison = compare(before, after)
    (part,) = comparison.parts
    assert comparison.facts == ()
    return part


def items(before, after):
    return [(item.kind, item.label) for item in only_part(before, after).items]


def shown(hunks):
    """Hunks as one line: [-removed-], {+added+} and how many characters are left out."""
    marks = {"": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(
        (f"<{hunk.skipped}/{hunk.skipped_lines}>" if hunk.skipped else "")
        + "".join(marks[span.change].format(span.text) for span in hunk.spans)
        for hunk in hunks
    )


@settings(max_examples=examples(40), deadline=None)
@given(documents(), documents())
def test_a_comparison_is_empty_exactly_when_the_documents_are_equal(before, after):
    assert bool(compare(before, after)) == (before != after)
    assert compare(before, before) == Comparison()


@settings(max_examples=examples(40), deadline=None)
@given(documents().flatmap(lambda document: st.tuples(st.just(document), edited(document))))
def test_no_edit_goes_unreported(versions):
    before, after = versions
    for comparison in (compare(before, after), compare(after, before)):
        assert bool(comparison) == (before != after)
        assert all(part.items or part.hunks or part.fields for part in comparison.parts)


@settings(max_examples=examples(400), deadline=None)
@given(texts(300, lines=True), texts(300, lines=True))
def test_both_texts_can_be_read_from_the_spans(before, after):
    found = spans(before, after)
    assert "".join(span.text for span in found if span.change != "added") == before
    assert "".join(span.text for span in found if span.change != "removed") == after
    assert all(span.text for span in found)
    assert (before == after) == all(not span.change for span in found)


@settings(max_examples=examples(250), deadline=None)
@given(st.text("ab \n", max_size=1500), st.data())
def test_hunks_leave_out_only_what_both_texts_have_and_count_it(before, data):
    place = data.draw(st.integers(0, len(before)))
    after = before[:place] + "x" + before[place:]
    hunks = compare_prose(before, after)
    kept = "".join(span.text for hunk in hunks for span in hunk.spans if span.change != "added")
    assert len(kept) + sum(hunk.skipped for hunk in hunks) == len(before)
    lines = kept.count("\n") + sum(hunk.skipped_lines for hunk in hunks)
    assert lines == before.count("\n")


def test_parts_stand_in_the_order_of_the_document_and_facts_apart():
    after = replace(DOCUMENT, body="Other.", title="Other", tags=(), slug="other", updated=date(2026, 6, 1))
    comparison = compare(DOCUMENT, after)
    assert [part.part for part in comparison.parts] == ["title", "tags", "body"]
    assert comparison.facts == (
        FactChange("slug", "open-source-ai", "other"),
        FactChange("updated", "2026-05-14T09:00:00Z", "2026-06-01"),
    )


def test_facts_are_told_in_the_words_of_the_document():
    after = replace(DOCUMENT, published=datetime(2026, 5, 14, tzinfo=UTC), former=("open-ai", "osai"), status="")
    assert compare(DOCUMENT, after).facts == (
        FactChange("status", "published", ""),
        FactChange("published", "2026-05-14", "2026-05-14T00:00:00Z"),
        FactChange("former", "open-ai", "open-ai, osai"),
    )


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("The cat sat.", "The dog sat.", "The [-cat-]{+dog+} sat."),
        ("the quick fox ran", "a slow dog ran", "[-the quick fox-]{+a slow dog+} ran"),
        ("It ends.", "It ends", "It ends[-.-]"),
        ("one", "one two", "one{+ two+}"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("a\nb\nc\n", "a\nc\n", "a\n[-b\n-]c\n"),
        ("人工智能是科学", "人工智慧是科学", "人工智[-能-]{+慧+}是科学"),
        ("हिन्दी भाषा", "हिन्दू भाषा", "[-हिन्दी-]{+हिन्दू+} भाषा"),
        ("see [[BERT]]", "see [[BERT|it]]", "see [[BERT{+|it+}]]"),
        ("A b c.\n\nD e f.", "A b x.\n\nNew one.\n\nD e y.", "A b [-c-]{+x+}.\n\n{+New one.\n\n+}D e [-f-]{+y+}."),
    ],
)
def test_prose_is_compared_word_by_word(before, after, seen):
    assert shown(compare_prose(before, after)) == seen


def test_unchanged_lines_beyond_two_of_context_are_left_out_and_counted():
    before = "".join(f"line {number}\n" for number in range(1, 21))
    after = before.replace("line 10\n", "line X\n")
    seen = "<49/7>line 8\nline 9\nline [-10-]{+X+}\nline 11\nline 12\n<64/8>"
    assert shown(compare_prose(before, after)) == seen


def test_a_long_unchanged_stretch_within_one_line_is_cut():
    words = "word " * 1000
    first, second = compare_prose(f"a {words}b", f"x {words}y")
    assert (first.skipped, second.skipped > 4000, second.skipped_lines) == (0, True, 0)
    assert first.spans[:2] == (Span("a", "removed"), Span("x", "added"))
    assert 150 <= len(first.spans[2].text) <= 200
    assert len(second.spans[0].text) <= 201
    assert second.spans[1:] == (Span("b", "removed"), Span("y", "added"))


def test_infobox_values_are_told_by_label():
    before = box(("Field", "AI"), ("License types", "MIT"), ("License types", "GPL"), ("Born", "1950"))
    after = box(("Field", "AI"), ("License types", "MIT"), ("License types", "Apache 2.0"), ("License types", "BSD"))
    licenses, born = sorted(only_part(before, after).items, key=lambda item: item.kind)
    assert (licenses.kind, licenses.label, licenses.gained, licenses.lost, licenses.hunks) == (
        "changed",
        "License types",
        ("Apache 2.0", "BSD"),
        ("GPL",),
        (),
    )
    assert (born.kind, born.label, born.lost) == ("removed", "Born", ("1950",))


def test_a_single_value_that_took_the_place_of_another_is_compared_word_by_word():
    (item,) = only_part(box(("Born", "10 May 1950")), box(("Born", "11 May 1950"))).items
    assert shown(item.hunks) == "[-10-]{+11+} May 1950"


def test_a_new_spelling_of_a_label_is_told():
    (item,) = only_part(box(("Born", "1950")), box(("BORN", "1950"))).items
    assert (item.kind, item.label, [field.name for field in item.fields]) == ("changed", "BORN", ["label"])


def test_other_order_of_labels_and_of_values_is_told():
    assert items(box(("A", "1"), ("B", "2"), ("C", "3")), box(("C", "3"), ("A", "1"), ("B", "2"))) == [("moved", "C")]
    assert items(box(("A", "1"), ("A", "2")), box(("A", "2"), ("A", "1"))) == [("moved", "A")]


def test_the_other_keys_of_the_infobox_are_compared_as_texts():
    part = only_part(box(caption="A thing."), box(caption="A good thing."))
    assert [(field.name, shown(field.hunks)) for field in part.fields] == [("caption", "A {+good +}thing.")]


def test_names_are_added_removed_respelled_and_moved():
    before, after = replace(DOCUMENT, tags=("A", "B", "C", "D")), replace(DOCUMENT, tags=("C", "a", "E", "B"))
    assert items(before, after) == [("removed", "D"), ("moved", "C"), ("changed", "a"), ("added", "E")]


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ([("1950", "a")], [("1950", "a"), ("1951", "b")], [("added", "1951", [("event", "{+b+}")])]),
        ([("1950", "a"), ("1951", "b")], [("1951", "b")], [("removed", "1950", [("event", "[-a-]")])]),
        ([("1950", "a b")], [("1950", "a c")], [("changed", "1950", [("event", "a [-b-]{+c+}")])]),
        ([("1950", "a")], [("1951", "a")], [("changed", "1951", [("date", "[-1950-]{+1951+}")])]),
        ([("1950", "a"), ("1950", "b")], [("1950", "b")], [("removed", "1950", [("event", "[-a-]")])]),
        ([("1950", "a"), ("1950", "b")], [("1950", "b"), ("1950", "a")], [("moved", "1950", [])]),
        ([("1950", "a"), ("1950", "a")], [("1950", "a")], [("removed", "1950", [("event", "[-a-]")])]),
    ],
)
def test_events_are_the_same_by_date_and_text_then_by_either(before, after, seen):
    old, new = (replace(DOCUMENT, timeline=tuple(event(*pair) for pair in version)) for version in (before, after))
    found = only_part(old, new).items
    assert [(item.kind, item.label, [(f.name, shown(f.hunks)) for f in item.fields]) for item in found] == seen


def test_questions_are_compared_one_by_one():
    before = replace(DOCUMENT, faq=(Faq("Who?", "Ada."), Faq("When?", "1843.")))
    after = replace(DOCUMENT, faq=(Faq("Who was it?", "Ada."), Faq("When?", "In 1843.")))
    found = [
        (item.kind, item.label, [(f.name, shown(f.hunks)) for f in item.fields])
        for item in only_part(before, after).items
    ]
    assert found == [
        ("changed", "Who was it?", [("question", "Who{+ was it+}?")]),
        ("changed", "When?", [("answer", "{+In +}1843.")]),
    ]


def test_references_are_compared_key_by_key():
    old = Reference("turing", title="Minds", authors=(Name("Alan Turing"),), pages="1")
    new = replace(old, authors=(Name("Alan Turing"), Name("Ada Lovelace")), pages="")
    (item,) = only_part(replace(DOCUMENT, references=(old,)), replace(DOCUMENT, references=(new,))).items
    assert (item.kind, item.label) == ("changed", "turing")
    assert [(field.name, shown(field.hunks)) for field in item.fields] == [
        ("authors", "Alan Turing{+; Ada Lovelace+}"),
        ("pages", "[-1-]"),
    ]


def letters(random, count):
    return " ".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(count // 2))


def words(random, count, end=""):
    return " ".join(
        "".join(random.choice("abcdefghijklmnop") for _ in range(random.randrange(2, 9))) + end
        for _ in range(count // 7)
    )


def chinese(random, count):
    return "".join(chr(0x4E00 + min(int(random.paretovariate(0.5)), 3000)) for _ in range(count))


def touched(random, text):
    """The text with twenty characters replaced, all over it."""
    characters = list(text)
    for _ in range(20):
        characters[random.randrange(len(characters))] = random.choice("xyz")
    return "".join(characters)


def hostile(size):
    """Pairs of texts of `size` characters that are hard to compare."""
    random = Random(1)
    lines = [words(random, 80) for _ in range(size // 80)]
    giant, spaced, han = words(random, size), letters(random, size), chinese(random, size)
    again = "The same line, again {} and again{}.\n"
    numbers = range(size // 38)
    return {
        "no common line": ("\n".join(lines), "\n".join(line.replace(" ", "q ") + "q" for line in lines)),
        "paragraphs, each with another word": ("\n\n".join(lines), "\n\n".join(line + " more" for line in lines)),
        "giant lines without a common word": (giant, words(random, size, "q")),
        "giant lines with a few changes": (giant, touched(random, giant)),
        "giant lines of the same words": (giant, " ".join(sorted(giant.split()))),
        "letters": (spaced, letters(random, size)),
        "letters with a few changes": (spaced, touched(random, spaced)),
        "letters in two halves": (spaced, spaced[size // 2 :] + spaced[: size // 2]),
        "one letter": ("a " * (size // 2), "b " * (size // 2)),
        "the same line": (
            "".join(again.format("", "") for _ in numbers),
            "".join(again.format("", "!") for _ in numbers),
        ),
        "numbered lines": (
            "".join(again.format(n, "") for n in numbers),
            "".join(again.format(n, "!") for n in numbers),
        ),
        "Chinese": (han, chinese(random, size)),
        "Chinese with a few changes": (han, touched(random, han)),
        "line feeds": ("\n" * size, "a\n" * (size // 2)),
        "punctuation": tuple("".join(random.choice("!?.,;:-") for _ in range(size)) for _ in range(2)),
        "punctuation with names": tuple(
            "".join(f"Q{n}Q" if n % 9_900 == 0 else random.choice("!?.,") for n in range(size)) for _ in range(2)
        ),
    }


# Below, all is compared with all where that is quick.
HUNDRED_KILOBYTES, FOUR_HUNDRED = hostile(100_000), hostile(400_000)


@pytest.mark.parametrize("name", some(HUNDRED_KILOBYTES))
def test_four_times_the_text_is_compared_in_about_four_times_the_time(name):
    pairs = [[replace(DOCUMENT, body=text) for text in texts[name]] for texts in (HUNDRED_KILOBYTES, FOUR_HUNDRED)]
    assert growth(lambda pair: compare(*pair), *pairs) < MOST


def test_bodies_as_long_as_can_be_are_compared_in_bounded_memory():
    random = Random(1)
    texts = [chinese(random, 100_000) for _ in range(2)]
    tracemalloc.start()
    compare_prose(*texts)
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["letters with a few changes", "Chinese with a few changes", "numbered lines"])
def test_a_few_changes_in_a_long_text_are_shown_as_few(name):
    found = spans(*HUNDRED_KILOBYTES[name])
    assert sum(len(span.text) for span in found if not span.change) > 90_000


def test_a_whole_document_of_many_items_is_compared_in_time_that_grows_with_them():
    def pair(number):
        return [
            Document(
                "T",
                "t",
                timeline=tuple(event("1950", f"{n} {words(Random(n + seed), 400)}") for n in range(4 * number)),
                faq=tuple(Faq("Same?", words(Random(n + seed), 2000)) for n in range(number)),
                infobox=Infobox(fields=tuple(InfoboxField("A", f"{n} {seed}") for n in range(number))),
            )
            for seed in (0, 10_000)
        ]

    assert growth(lambda documents: compare(*documents), pair(125), pair(500)) < MOST


LONG = {
    "one line": lambda random: "".join(chr(0x4E00 + random.randrange(3_000)) for _ in range(900_000)),
    "lines": lambda random: "\n".join(f"{random.random()} is a number." for _ in range(30_000)),
    "signs": lambda random: "".join(random.choice("!?.,;:") for _ in range(900_000)),
}


@pytest.mark.parametrize("kind", some(LONG))
def test_of_the_longest_texts_so_many_words_are_looked_at_and_no_more_and_the_rest_by_lines(kind, monkeypatch):
    random, read = Random(3), []
    words = prose._words
    monkeypatch.setattr(prose, "_words", lambda *asked: read.append(words(*asked)) or read[-1])
    before, after = (replace(DOCUMENT, body=LONG[kind](random)) for _ in "12")
    found = compare(before, after)
    assert found.coarse
    assert sum(map(len, read)) <= prose.WORD_BY_WORD + len(read)
    both = spans(before.body, after.body)
    assert "".join(span.text for span in both if span.change != "added") == before.body
    assert "".join(span.text for span in both if span.change != "removed") == after.body
    small = replace(before, body=f"A first line.\n\n{before.body}")
    assert not compare(before, small).coarse, "what came alone has nothing to be compared with"


def test_many_long_parts_share_what_one_comparison_looks_at():
    random = Random(5)

    def questions():
        return tuple(Faq(f"What is {number}?", f"{random.random()} " * 900) for number in range(190))

    found = compare(replace(DOCUMENT, faq=questions()), replace(DOCUMENT, faq=questions()))
    assert found.coarse
    assert [item.kind for item in found.parts[0].items] == ["changed"] * 190
