"""What processes have cost, from Linux's own account of them."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def seconds_of(process: int) -> float:
    """Processor seconds that a process and all below it have used so far."""
    return sum(_seconds(each) for each in below(process))


def below(process: int) -> Iterator[int]:
    """The process, and all that it and those have started and that still run."""
    yield process
    with suppress(FileNotFoundError):  # it has ended
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from below(int(child))


def _seconds(process: int) -> float:
    """Its own, and those of what it has started that has ended since."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0  # whoever has started it counts it now
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
