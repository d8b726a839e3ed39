"""Ctrl-C while something is stored: what is in is counted before it takes effect."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupts:
    """Within it an interrupt waits for the end of the block, or until `obey` is called.

    A transaction and the count of what it has stored stand in one block, so that there is no way out between the two.
    Nor is there one out of the end of a transaction: Django, interrupted while it rolls back, commits on SQLite.
    """

    def __init__(self) -> None:
        self._came = False
        self._before: Any = None

    def __enter__(self) -> Self:
        handler = signal.getsignal(signal.SIGINT)
        # Interrupts come to the main thread alone, and where they are ignored they still are.
        if callable(handler) and threading.current_thread() is threading.main_thread():
            self._before = handler
            signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._came = True

    def obey(self) -> None:
        """Raise KeyboardInterrupt if there was one: what the transaction has done so far is undone."""
        if self._came:
            self._came = False
            raise KeyboardInterrupt

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        self.obey()
