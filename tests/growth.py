"""How the time of a piece of work grows with its size. No test knows a second: how long work may take depends on the
machine, and is for `make bench`; that four times as much takes about four times as long holds on every machine.
"""

import gc
from collections.abc import Callable
from time import thread_time
from typing import TypeVar

Size = TypeVar("Size")

#: What four times as much may take: as many times as long when the time grows with the size, and twice that for the
#: machine's sake. Where the time grows with the square of the size, it is sixteen times as long.
MOST = 8
#: Seconds. What takes less is not told from nothing.
MOMENT = 0.06
TRIES = 8


def growth(work: Callable[[Size], object], little: Size, much: Size, *, most: float = MOST) -> float:
    """How many times as long the work takes on `much` as on `little`, which is a quarter of it.

    It is done in turns until that is less than `most`, or often enough to believe that it is not: whatever else the
    machine does makes some measurements long, and the least of several hardly.
    """
    least_little = least_much = float("inf")
    for _ in range(TRIES):
        least_much = min(least_much, _seconds(work, much))
        if least_much <= MOMENT:
            return 1
        least_little = min(least_little, _seconds(work, little))
        if least_much / max(least_little, MOMENT / 4) < most:
            break
    return least_much / max(least_little, MOMENT / 4)


def _seconds(work: Callable[[Size], object], size: Size) -> float:
    """What this thread spends on it; other threads and the database are not counted."""
    gc.disable()  # its work depends on all else that the process of the tests holds
    try:
        began = thread_time()
        work(size)
        return thread_time() - began
    finally:
        gc.enable()
