"""How long a test waits for what has to happen."""

import time
from collections.abc import Callable

#: Seconds: as long as nothing takes on the slowest and busiest machine. Whoever waits for so long waits in vain.
PATIENCE = 900


def until(holds: Callable[[], object], pause: Callable[[], object] = lambda: time.sleep(0.02)) -> None:
    """Wait until it holds; `pause` lets a moment pass."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "It does not happen."
        pause()
