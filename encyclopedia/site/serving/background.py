"""Work behind requests, in a process of its own beside the server: what is in the queue, and once a day what is named
in DAILY.

Idle, it asks the database once in a while without taking a lock: the worker of django-tasks-db takes SQLite's one write
lock each time that it looks.
"""

import logging
import math
import os
import signal
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connections
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from .waiting import LEAVES_ALONE, LOOKS_EVERY, is_day_over, is_ready, stamp

logger = logging.getLogger(__name__)

# Seconds
#: After which a process that has nothing to do ends, where somebody starts another one when there is.
MOST_IDLE = 60
#: How long one task may take: a mail server that sends a letter now and then would have us wait for ever.
LONGEST = 120
#: How long what is being done may take when the server ends.
GRACE = 5
#: After which nobody is believed to be still at a task.
GIVEN_UP = 3600


def work(ended: threading.Event, most_idle: float = math.inf) -> None:
    """Do what there is to do until `ended` is set, or until there was nothing for so many seconds.

    Runs in the main thread, which gets the alarms.
    """
    signal.signal(signal.SIGALRM, _give_up)
    worker = _Worker(f"{socket.gethostname()}:{settings.DATA_DIR}"[-64:])
    silent = found_orphans = False
    busy_at = time.monotonic()
    while not ended.is_set() and time.monotonic() - busy_at <= most_idle:
        try:
            if not found_orphans:
                give_back(worker.worker_id)
                found_orphans = True
            busy = is_ready()
            if busy:
                worker.run()
                busy_at = time.monotonic()
            do_daily()
            silent = False
        except Error as error:
            connections.close_all()
            if not silent:
                logger.warning("The database does not answer: %s", type(error).__name__)
            silent = True
            ended.wait(LEAVES_ALONE)
        else:
            if not busy:
                ended.wait(LOOKS_EVERY)
    connections.close_all()


def end_with_parent(ended: threading.Event) -> None:
    """Wait until standard input is closed, which is when whoever has started this process is gone; then end."""
    # Not `sys.stdin`, which the interpreter locks while another thread reads from it.
    while os.read(0, 1):
        pass
    end(ended)


def end(ended: threading.Event) -> None:
    """Have `work` come to its end, or end without it."""
    ended.set()
    time.sleep(GRACE)
    os._exit(1)


def give_back(worker_id: str) -> None:
    """Put back what a process had begun that was ended before it was through."""
    long_ago = timezone.now() - timedelta(seconds=GIVEN_UP)
    for result in DBTaskResult.objects.running().only("worker_ids", "started_at"):
        if worker_id in result.worker_ids or result.started_at < long_ago:
            DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY
            )


def do_daily() -> None:
    """Run the daily commands when they have not been run for a day."""
    if not is_day_over():
        return
    stamp().touch()
    with Path(os.devnull).open("w") as nowhere:
        for name in settings.DAILY:
            try:
                call_command(name, stdout=nowhere)
            except Exception:
                logger.exception("%s has failed and is run again tomorrow.", name)


class _Worker(Worker):
    """The worker of django-tasks-db, which does one task when it is run, and not for ever."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=1,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        # Again and again: closing a connection may take as long.
        signal.setitimer(signal.ITIMER_REAL, LONGEST, GRACE)
        try:
            super().run_task(db_task_result)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _give_up(*_: object) -> None:
    raise TimeoutError("This has taken too long.")
