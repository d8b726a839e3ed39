"""Whether there is something to do behind requests, asked without a process of its own for it."""

import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connections

# Seconds
LOOKS_EVERY = 1
#: After which the database is asked again that did not answer.
LEAVES_ALONE = 10
DAY = 86_400


def wait_for_work() -> None:
    """Wait until there is something to do."""
    while not _has_work():
        time.sleep(LOOKS_EVERY)


def _has_work() -> bool:
    try:
        return is_ready() or is_day_over()
    except Error:
        connections.close_all()
        time.sleep(LEAVES_ALONE)
        return False


def is_ready() -> bool:
    """Whether something in the queue is to be done now; locks nothing."""
    # By its name: the server loads this before there are models.
    return apps.get_model("django_tasks_database.DBTaskResult").objects.ready().order_by().exists()


def is_day_over() -> bool:
    """Whether the daily commands have not been run for a day."""
    try:
        since = time.time() - stamp().stat().st_mtime
    except FileNotFoundError:
        return True
    # A clock that was put back must not put this off for as long.
    return not 0 <= since < DAY


def stamp() -> Path:
    return Path(settings.DATA_DIR) / "daily"
