import tracemalloc
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.document import alignment
from encyclopedia.document.alignment import align
from tests.growth import MOST, growth
from tests.thoroughness import examples

SEQUENCES = st.lists(st.integers(0, 5), max_size=60)


def same(stretches):
    return sum(stretch.before.stop - stretch.before.start for stretch in stretches if stretch.same)


def check(before, after, stretches):
    """Both sequences stand there from end to end, and what is called the same is."""
    i = j = 0
    last = None
    for stretch in stretches:
        assert (stretch.before.start, stretch.after.start) == (i, j)
        assert stretch.same != last
        i, j, last = stretch.before.stop, stretch.after.stop, stretch.same
        if stretch.same:
            assert before[stretch.before] == after[stretch.after] != []
        else:
            assert before[stretch.before] != after[stretch.after]
    assert (i, j) == (len(before), len(after))


def longest_common(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        above = row
        row = [0]
        for j, y in enumerate(b):
            row.append(above[j] + 1 if x == y else max(row[-1], above[j + 1]))
    return row[-1]


@settings(max_examples=examples(250), deadline=None)
@given(SEQUENCES, SEQUENCES)
def test_short_sequences_share_as_much_as_they_can(before, after):
    stretches = align(before, after)
    check(before, after, stretches)
    assert same(stretches) == longest_common(before, after)


@settings(max_examples=examples(250), deadline=None)
@given(SEQUENCES, SEQUENCES, st.integers(0, 100))
def test_long_sequences_are_covered_from_end_to_end(before, after, cells):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "CELLS", cells)
        check(before, after, align(before, after))


def test_equal_and_empty_sequences_are_one_stretch_or_none():
    assert align([], []) == []
    assert [stretch.same for stretch in align("abc", "abc")] == [True]
    assert [stretch.same for stretch in align("", "abc")] == [False]


def test_any_hashable_can_be_aligned():
    assert same(align([("a", 1), "b", None], ["b", None, 3])) == 2


@pytest.mark.parametrize("variety", [26, 1_000_000], ids=["few kinds", "many kinds"])
def test_a_few_changes_are_found_in_sequences_too_long_to_compare_whole(variety):
    random = Random(1)
    before = [random.randrange(variety) for _ in range(200_000)]
    after = list(before)
    for _ in range(50):
        after[random.randrange(len(after))] = -1
    del after[100_000:100_500]
    stretches = align(before, after)
    check(before, after, stretches)
    assert same(stretches) > 199_000


@pytest.mark.parametrize("variety", [2, 26, 50_000])
def test_many_items_with_little_in_common_take_time_and_memory_in_proportion(variety):
    random = Random(1)
    pair = [[random.randrange(variety) for _ in range(600_000)] for _ in range(2)]
    assert growth(lambda pair: align(*pair), [items[:150_000] for items in pair], pair) < MOST
    tracemalloc.start()
    align(*(items[:200_000] for items in pair))
    assert tracemalloc.get_traced_memory()[1] < 75_000_000
    tracemalloc.stop()
