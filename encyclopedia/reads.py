"""How often articles are read: about, without a word about by whom, and without a write for each read.

Each process counts for itself and writes what it has counted once a minute, beside what it answers. A cache in front of
the site lets through one reader a minute of each page, and what a process has counted when it ends is lost: the numbers
only order what is found.
"""

import logging
import time
from collections import Counter
from threading import Lock, Thread

from django.conf import settings
from django.db import Error, connections, transaction

from encyclopedia import search

logger = logging.getLogger(__name__)

_lock = Lock()
_counted: Counter[int] = Counter()
_written = time.monotonic()


def count(article_id: int) -> None:
    """Count one read of an article."""
    global _written  # noqa: PLW0603
    with _lock:
        _counted[article_id] += 1
        due = time.monotonic() - _written >= settings.READS_WRITTEN_EVERY
        if due:
            _written = time.monotonic()
    if due:
        Thread(target=_write_and_close, daemon=True).start()


def write() -> None:
    """Write what has been counted so far."""
    with _lock:
        counted = dict(_counted)
        _counted.clear()
    with transaction.atomic():
        search.count_reads(counted)


def _write_and_close() -> None:
    try:
        write()
    except Error:
        logger.warning("Reads could not be counted.")
    finally:
        connections.close_all()
