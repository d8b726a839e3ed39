"""Sees to it that one process works behind the requests to the servers on these data; see background.

It ends when nothing is left to do, and is started again when there is something: its memory is spared in between.
Each process of a server tries to start it, and holds a lock by the process that it has started: when either dies,
another one takes over.
"""

import fcntl
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

from encyclopedia.site.serving.pauses import Pause
from encyclopedia.site.serving.waiting import wait_for_work

logger = logging.getLogger(__name__)

#: Seconds between the start of a server and that of the process, and at most before it is started again.
PAUSES = (2, 60)


def keep_working() -> None:
    """Start the process and, when it has died, start it again, as long as this process lives; never returns."""
    pause = Pause(*PAUSES)
    while True:
        time.sleep(pause.seconds)
        try:
            with alone() as lock:
                began = time.monotonic()
                while _run(lock) == 0:  # there was nothing to do any more
                    wait_for_work()
                    began = time.monotonic()
        except BlockingIOError:
            continue
        seconds = pause.after(time.monotonic() - began)
        logger.warning("The process that works behind requests has ended; it is started again in %g s.", seconds)


@contextmanager
def alone() -> Iterator[IO[str]]:
    """Hold the lock; raises BlockingIOError when another process holds it."""
    # Not emptied before it is held: another process may have written who works.
    with (settings.DATA_DIR / "work.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)
        yield lock


def _run(lock: IO[str]) -> int:
    """Run the process; the answer is its status when it has ended."""
    line = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--with-parent"]
    # The process gets the lock, which stands while it runs, and one end of a pipe, whose other end is closed when this
    # process ends, in whatever way.
    with subprocess.Popen(line, stdin=subprocess.PIPE, pass_fds=[lock.fileno()]) as process:  # noqa: S603
        lock.write(f"{process.pid}\n")  # for whoever wonders
        lock.flush()
        return process.wait()
