"""How far long work is, on a terminal."""

import sys
from typing import Self

CLEAR_LINE = "\r\033[K"


class Progress:
    """One line that is written again and again, and taken away at the end; nothing where nobody looks."""

    def __init__(self) -> None:
        self.is_seen = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.clear()

    def show(self, done: int, of: int) -> None:
        if self.is_seen:
            sys.stderr.write(f"{CLEAR_LINE}{done} of {of}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.is_seen:
            sys.stderr.write(CLEAR_LINE)
            sys.stderr.flush()
