"""That the measure of growth would notice what it is there to notice."""

import pytest

from tests import growth


@pytest.mark.parametrize(
    ("seconds", "times"),
    [
        (lambda size: size, 4),
        (lambda size: size**2, 16),
        (lambda size: size / 1_000, 1),  # nobody sees it
        (lambda size: 1 + size / 1_000, pytest.approx(1, rel=0.01)),
    ],
)
def test_growth_is_told_on_any_machine(monkeypatch, seconds, times):
    clock = [0.0]
    monkeypatch.setattr(growth, "thread_time", lambda: clock[0])

    def work(size):
        clock[0] += seconds(size)

    assert growth.growth(work, 1, 4) == times


def test_one_measurement_that_something_else_made_long_is_not_believed(monkeypatch):
    clock, disturbed = [0.0], [90]
    monkeypatch.setattr(growth, "thread_time", lambda: clock[0])

    def work(size):
        clock[0] += size + (disturbed.pop() if disturbed else 0)

    assert growth.growth(work, 1, 4) == 4
