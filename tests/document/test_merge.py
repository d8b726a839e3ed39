from dataclasses import fields, is_dataclass, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.document import rules
from encyclopedia.document.codec import loads
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.merge import Conflict, Merge, merge
from encyclopedia.document.schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from tests.document.test_codec import EXAMPLE
from tests.documents import documents
from tests.edits import PARTS, edited
from tests.growth import MOST, growth
from tests.thoroughness import examples

BASE = loads(EXAMPLE)


def versions(parts=PARTS):
    """A document and two edits of it."""
    return documents().flatmap(lambda base: st.tuples(st.just(base), edited(base, parts), edited(base, parts)))


def texts_in(thing):
    """All texts of a document, each by itself."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts_in(item)
    elif is_dataclass(thing) and hasattr(thing, "starts"):
        yield str(thing)
    elif is_dataclass(thing):
        for key in fields(thing):
            yield from texts_in(getattr(thing, key.name))


def lines_in(document):
    return {line for text in texts_in(document) for line in text.split("\n") if line.strip()}


def with_body(text):
    return replace(BASE, body=text)


def with_items(part, *items):
    return replace(BASE, **{part: tuple(items)})


def event(day, text):
    return TimelineEvent(parse_event_date(day), text)


def rows(*pairs):
    return replace(BASE, infobox=Infobox(fields=tuple(InfoboxField(*pair) for pair in pairs)))


def in_any_order(document):
    values = {key.name: getattr(document, key.name) for key in fields(Document)}
    values["fields"] = document.infobox.fields
    values["infobox"] = replace(document.infobox, fields=())
    listed = ("tags", "aliases", "timeline", "faq", "references", "fields")
    return values | {name: sorted(map(repr, values[name])) for name in listed}


@settings(max_examples=examples(40), deadline=None)
@given(documents(), documents())
def test_what_only_one_side_did_is_the_result(base, other):
    assert merge(base, base, other) == Merge(other.with_facts_of(base))
    assert merge(base, other, base) == Merge(other)
    assert merge(base, other, other) == Merge(other)


@settings(max_examples=examples(40), deadline=None)
@given(versions())
def test_nobody_loses_a_line(three):
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    kept = [*texts_in(merged.document)]
    for conflict in merged.conflicts:
        kept += [conflict.ours, conflict.theirs]
    everything = "\n".join(kept)
    for line in (lines_in(ours) | lines_in(theirs)) - lines_in(base) - {theirs.slug, theirs.status, *theirs.former}:
        assert line in everything


@settings(max_examples=examples(40), deadline=None)
@given(versions())
def test_the_sides_are_equal_but_for_order_and_conflicts(three):
    base, ours, theirs = three
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert bool(one.conflicts) == bool(other.conflicts)
    if not one.conflicts:
        assert in_any_order(one.document) == in_any_order(other.document)


@settings(max_examples=examples(40), deadline=None)
@given(
    documents().flatmap(
        lambda base: st.tuples(
            st.just(base),
            edited(base, ("title", "tags", "timeline", "body")),
            edited(base, ("category", "aliases", "faq", "references", "summary", "infobox")),
        )
    )
)
def test_edits_of_different_parts_are_both_done(three):
    base, ours, theirs = three
    both = replace(theirs, title=ours.title, tags=ours.tags, timeline=ours.timeline, body=ours.body, slug=ours.slug)
    assert merge(base, ours, theirs) == Merge(both)


@settings(max_examples=examples(40), deadline=None)
@given(versions())
def test_the_result_of_a_merge_without_conflicts_keeps_to_the_rules(three):
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    if not merged.conflicts:
        rules.check(merged.document)


def test_the_facts_about_the_article_are_ours():
    theirs = replace(BASE, slug="other", status="draft", former=(), published=None, updated=None, title="New")
    assert merge(BASE, BASE, theirs) == Merge(replace(BASE, title="New"))


def test_a_text_that_both_changed_differently_is_a_conflict_that_carries_ours():
    merged = merge(BASE, replace(BASE, title="Ours"), replace(BASE, title="Theirs"))
    assert merged.document.title == "Ours"
    assert merged.conflicts == (Conflict(("title",), BASE.title, "Ours", "Theirs"),)


def test_a_category_is_one_path():
    merged = merge(BASE, replace(BASE, category=("A", "B")), replace(BASE, category=()))
    assert merged.conflicts == (Conflict(("category",), "Technology / Artificial intelligence", "A / B", ""),)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result", "conflicts"),
    [
        ("a b c d e", "A b c d e", "a b c d E", "A b c d E", []),
        ("a b c", "a c", "a b C", "a c", [("b c", "c", "b C")]),
        ("a b c", "A b c", "a B c", "A b c", [("a b", "A b", "a B")]),
        ("a b c", "x a b c", "a b c y", "x a b c y", []),
        ("a b", "a x b", "a y b", "a x b", [("", "x", "y")]),
        ("a b", "a x b", "a x b", "a x b", []),
        ("a b c d e", "X b c d Y", "V b c d W", "X b c d Y", [("a", "X", "V"), ("e", "Y", "W")]),
        ("", "x", "y", "x", [("", "x", "y")]),
        ("a b c", "a b c", "", "", []),
        ("a b c", "a b X", "", "a b X", [("a b c", "a b X", "")]),
    ],
)
def test_prose_is_merged_by_lines(base, ours, theirs, result, conflicts):
    merged = merge(*(with_body(text.replace(" ", "\n")) for text in (base, ours, theirs)))
    found = [(conflict.base, conflict.ours, conflict.theirs) for conflict in merged.conflicts]
    assert merged.document.body == result.replace(" ", "\n")
    assert found == [tuple(text.replace(" ", "\n") for text in conflict) for conflict in conflicts]
    assert {conflict.path for conflict in merged.conflicts} <= {("body",)}


def test_a_merged_body_has_no_blank_line_at_its_ends():
    merged = merge(with_body("a\n\nb\n\nc"), with_body("b\n\nc"), with_body("a\n\nb"))
    assert merged.document.body == "b"


def test_prose_that_ends_in_a_line_feed_keeps_it():
    base, ours, theirs = (replace(BASE, short_answer=text) for text in ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"))
    assert merge(base, ours, theirs).document.short_answer == "A\nb\nC\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("abc", "abxc", "abyc", "abyxc"),
        ("abc", "ac", "abcx", "acx"),
        ("abc", "cab", "abcx", "cxab"),
        ("abc", "abx", "cba", "bxa"),
        ("abc", "cba", "bac", "cba"),
        ("abc", "", "abcx", "x"),
        ("", "xy", "yz", "xyz"),
    ],
)
def test_names_are_merged_one_by_one_and_keep_the_order_of_who_moved_some(base, ours, theirs, result):
    merged = merge(*(with_items("tags", *letters) for letters in (base, ours, theirs)))
    assert ("".join(merged.document.tags), merged.conflicts) == (result, ())


def test_a_name_that_both_added_in_different_spellings_is_a_conflict():
    merged = merge(with_items("tags"), with_items("tags", "Free"), with_items("tags", "A", "FREE"))
    assert merged.document.tags == ("A", "Free")
    assert merged.conflicts == (Conflict(("tags", 1), "", "Free", "FREE", "Free"),)


def test_values_that_both_added_under_one_label_both_stay():
    merged = merge(
        rows(("A", "1"), ("B", "2")), rows(("A", "1"), ("A", "3"), ("B", "2")), rows(("A", "1"), ("A", "4"), ("B", "2"))
    )
    assert merged == Merge(rows(("A", "1"), ("A", "4"), ("A", "3"), ("B", "2")))


def test_a_single_value_that_both_changed_is_a_conflict():
    merged = merge(rows(("Born", "1950")), rows(("Born", "1951")), rows(("Born", "1952")))
    path = ("infobox", "fields", 0, "value")
    assert merged == Merge(rows(("Born", "1951")), (Conflict(path, "1950", "1951", "1952", "Born"),))


def test_a_new_spelling_of_a_label_reaches_values_that_the_other_added():
    merged = merge(rows(("licence", "MIT")), rows(("Licence", "MIT")), rows(("licence", "BSD"), ("licence", "MIT")))
    assert merged == Merge(rows(("Licence", "BSD"), ("Licence", "MIT")))


def test_a_new_spelling_of_what_the_other_removed_is_a_conflict():
    base, ours, theirs = rows(("licence", "MIT")), rows(("Licence", "MIT")), rows()
    (conflict,) = merge(base, ours, theirs).conflicts
    assert (conflict.ours, conflict.theirs) == ("Licence: MIT", "")


def test_a_value_that_one_added_and_the_other_made_of_another_stands_there_once():
    merged = merge(rows(("A", "1"), ("A", "2")), rows(("A", "1"), ("A", "3")), rows(("A", "1"), ("A", "2"), ("A", "3")))
    assert merged == Merge(rows(("A", "1"), ("A", "3")))


def test_the_other_keys_of_the_infobox_are_merged_one_by_one():
    base, ours, theirs = (
        replace(BASE, infobox=Infobox(*keys)) for keys in (("T", "a\nb\nc"), ("T", "A\nb\nc"), ("U", "a\nb\nC"))
    )
    assert merge(base, ours, theirs) == Merge(replace(BASE, infobox=Infobox("U", "A\nb\nC")))


def test_events_are_merged_one_by_one():
    a, b = event("1950", "a"), event("1951", "b\nc\nd")
    ours = with_items("timeline", a, event("1951", "B\nc\nd"), event("1952", "x"))
    theirs = with_items("timeline", event("1951", "b\nc\nD"), event("1952", "y"))
    both = with_items("timeline", event("1951", "B\nc\nD"), event("1952", "y"), event("1952", "x"))
    assert merge(with_items("timeline", a, b), ours, theirs) == Merge(both)


def test_a_new_date_and_a_new_text_of_one_event_go_together():
    base, ours, theirs = (
        with_items("timeline", event(*pair)) for pair in (("1950", "a"), ("1951", "a"), ("1950", "b"))
    )
    assert merge(base, ours, theirs) == Merge(with_items("timeline", event("1951", "b")))


def test_events_of_one_date_are_not_taken_for_each_other():
    a, b, c = (event("1950", text) for text in "abc")
    merged = merge(with_items("timeline", a, b), with_items("timeline", b), with_items("timeline", a, c))
    assert merged == Merge(with_items("timeline", c))


@pytest.mark.parametrize("part", ["timeline", "faq"])
def test_the_same_item_twice_stays_there_twice(part):
    item = {"timeline": event("1950", "a"), "faq": Faq("Who?", "Ada.")}[part]
    twice, thrice = with_items(part, item, item), with_items(part, item, item, item)
    assert merge(with_items(part, item), twice, thrice) == Merge(thrice)
    assert merge(twice, twice, with_items(part, item)) == Merge(with_items(part, item))


def test_what_one_removed_and_the_other_changed_is_a_conflict():
    whole, changed, without = (
        with_items("faq", Faq("Who?", "Ada.")),
        with_items("faq", Faq("Who?", "Al.")),
        with_items("faq"),
    )
    assert merge(whole, changed, without) == Merge(
        changed, (Conflict(("faq", 0), "Who?\nAda.", "Who?\nAl.", "", "Who?"),)
    )
    assert merge(whole, without, changed) == Merge(
        without, (Conflict(("faq",), "Who?\nAda.", "", "Who?\nAl.", "Who?"),)
    )


def test_answers_are_merged_by_lines_under_a_question_that_was_reworded():
    base = with_items("faq", Faq("Who?", "a\nb\nc"))
    ours, theirs = with_items("faq", Faq("Who was it?", "a\nb\nc")), with_items("faq", Faq("Who?", "a\nb\nC"))
    assert merge(base, ours, theirs) == Merge(with_items("faq", Faq("Who was it?", "a\nb\nC")))


def test_a_question_that_both_added_with_different_answers_is_a_conflict():
    merged = merge(with_items("faq"), with_items("faq", Faq("Who?", "a")), with_items("faq", Faq("Who?", "b")))
    assert merged == Merge(
        with_items("faq", Faq("Who?", "a")), (Conflict(("faq", 0), "", "Who?\na", "Who?\nb", "Who?"),)
    )


def test_references_are_merged_key_by_key():
    base = Reference("a", title="T", pages="1", url="https://example.org/")
    ours = replace(base, pages="2", authors=(Name("Ada"),), volume="1")
    theirs = replace(base, pages="3", title="U", authors=(Name("Ada"),))
    merged = merge(*(with_items("references", version) for version in (base, ours, theirs)))
    assert merged.document.references == (replace(ours, title="U"),)
    assert merged.conflicts == (Conflict(("references", 0, "pages"), "1", "2", "3", "a"),)


def test_two_works_under_one_new_key_are_never_mixed():
    ours, theirs = Reference("a", title="T"), Reference("a", title="U", url="https://example.org/")
    merged = merge(with_items("references"), with_items("references", ours), with_items("references", theirs))
    assert merged.document.references == (ours,)
    (conflict,) = merged.conflicts
    assert (conflict.path, conflict.base) == (("references", 0), "")
    assert conflict.theirs == "key: a\ntype: document\ntitle: U\nurl: https://example.org/"


def test_too_many_items_are_left_to_the_rules():
    ours, theirs = (with_items("tags", *(f"{side}{number}" for number in range(60))) for side in "ab")
    merged = merge(with_items("tags"), ours, theirs)
    assert len(merged.document.tags) == 120
    with pytest.raises(DocumentError, match="100 at most"):
        rules.check(merged.document)


def test_long_bodies_with_small_edits_are_merged_in_time_that_grows_with_them():
    def edited_by_two(number):
        random = Random(1)
        lines = [f"{random.random()} {'word ' * 12}" for _ in range(number)]
        ours, theirs = list(lines), list(lines)
        for place in range(100, number, 100):
            ours[place], theirs[place + 50] = "ours", "theirs"
        return lines, ours, theirs

    def merged(versions):
        return merge(*(with_body("\n".join(version)) for version in versions))

    few, many = edited_by_two(12_000), edited_by_two(48_000)
    assert growth(merged, few, many) < MOST
    found = merged(many)
    both = [mine if mine == "ours" else other for mine, other in zip(*many[1:], strict=True)]
    assert (found.document.body.split("\n"), found.conflicts) == (both, ())


@pytest.mark.parametrize(
    "line",
    [lambda random, _: random.choice("ab"), lambda random, number: str(random.randrange(number)), lambda *_: ""],
    ids=["few kinds", "many kinds", "blank"],
)
def test_hostile_bodies_are_merged_in_time_that_grows_with_them(line):
    def bodies(number):
        random = Random(1)
        return [
            with_body("x" + "\n".join(line(random, number) for _ in range(number)) + str(side)) for side in range(3)
        ]

    assert growth(lambda versions: merge(*versions), bodies(21_000), bodies(84_000)) < MOST
