"""Long discussions, and many people who post at once: `python -m bench.comments`.

Threads are asked for inside one process, as a view answers them. Posts go through the server that `manage.py serve`
starts, from so many addresses behind a proxy that it trusts, while others read.
"""

import argparse
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from .machine import describe, sites

FEW, MANY = 10, 10_000
PAGES = ("", "comments/", "comments/?page=2", "comments/?order=newest", "comments/?order=helpful")
TRIES = 9
#: What must hold: milliseconds for a page, and how much slower reading may be while people post.
PAGE, SLOWER = 60, 3.0
CLIENTS = 200
READERS = 2
SECONDS_IDLE = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", choices=["threads", "counts"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        import encyclopedia.wsgi  # noqa: F401 as a process of the server begins

        return threads() if options.step == "threads" else counts()
    print(describe())
    missed = False
    with sites() as environments:
        for database, environment in environments.items():
            print(f"\n{database}, an article with {FEW} comments and one with {MANY:,}", flush=True)
            missed |= bool(_step("threads", environment).returncode)
            print(f"{database}, {CLIENTS} people post at once", flush=True)
            missed |= not posts(environment)
    return int(missed)


def _step(name: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "bench.comments", "--step", name]
    return subprocess.run(line, env=environment, check=False, text=True, stdout=None if name == "threads" else -1)  # noqa: S603


def threads() -> int:
    """Ask for pages of a short and of a long discussion; 1 when one is slow, or costs more queries than the other."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = {number: article_with(number) for number in (FEW, MANY)}
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself a while after so many rows have come.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    missed = False
    for page in PAGES:
        if page.endswith("page=2"):
            queries, milliseconds = asked(made[MANY], page)
            told = f"{queries} queries"
        else:
            few, (queries, milliseconds) = asked(made[FEW], page), asked(made[MANY], page)
            missed |= few[0] != queries
            told = f"{few[0]} and {queries} queries"
        missed |= milliseconds > PAGE
        print(f"  {page or 'the article':24} {told}, {milliseconds:.0f} ms (at most {PAGE})")
    return int(missed)


def article_with(number: int):
    """An article with so many approved comments: chains of replies, and roots with many."""
    from datetime import timedelta

    from django.utils import timezone

    from comments.exchange import arrivals
    from comments.models import Comment, State
    from encyclopedia import editing
    from encyclopedia.models import Article

    from .articles import documents

    document = next(documents(1))
    article = Article()
    slug = f"article-with-{number}"
    editing.record(article, _renamed(document, slug), by=None)
    start = timezone.now() - timedelta(days=20)
    found: list[arrivals.Arrival] = []
    for at in range(number):
        moment = start + timedelta(minutes=at)
        comment = Comment(article=article, state=State.APPROVED, author_name=f"Reader {at}", created_at=moment)
        if at % 5:
            # A third of all hang from one root.
            above = 0 if at % 3 == 0 else max(0, at - 1 - at % 4)
            arrivals.place_below(comment, found[above].comment)
        text = f"Comment {at}, with **some** words about what the article says. " * (1 + at % 4)
        found.append(arrivals.Arrival(comment, text, moment))
    for begin in range(0, number, 500):
        arrivals.store(found[begin : begin + 500], "made by a benchmark")
    return article


def _renamed(document, slug: str):
    from dataclasses import replace

    return replace(document, title=slug, slug=slug)


def asked(article, page: str) -> tuple[int, float]:
    """How many queries a page asks, and the milliseconds that it takes inside the server: the median."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    address = f"/wiki/{article.slug}/{page}"
    client = Client(headers={"host": "localhost"})
    times = []
    for _ in range(TRIES):
        cache.clear()
        started = time.perf_counter()
        response = client.get(address)
        times.append(1_000 * (time.perf_counter() - started))
        assert response.status_code == 200, (address, response.status_code)  # noqa: S101
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries), statistics.median(times)


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The site, served as `manage.py serve` serves it; gives its port and its process."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    manage = Path(__file__).parent.parent / "manage.py"
    log = Path(environment["DATA_DIR"], "server.log").open("w")  # noqa: SIM115, the server writes to it
    running = subprocess.Popen(  # noqa: S603
        [sys.executable, str(manage), "serve"],
        env=environment | {"PORT": str(port), "TRUSTED_PROXIES": "127.0.0.1", "WORKERS": "2"},
        stdout=log,
        stderr=log,
    )
    try:
        for _ in range(600):
            try:
                if get(port, "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port, running.pid
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)
        log.close()


def get(port: int, path: str, **headers: str) -> tuple[int, str, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}", **headers})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body, response


class Writer:
    """Somebody with an address of their own, who has the form open."""

    def __init__(self, port: int, number: int) -> None:
        self.port = port
        self.headers = {"X-Forwarded-For": f"203.0.{number // 250}.{1 + number % 250}"}
        self.path = f"/wiki/article-with-{FEW}/comments/new/"
        _, page, response = get(port, self.path, **self.headers)
        self.headers["Cookie"] = (response.getheader("Set-Cookie") or "").partition(";")[0]
        fields = ("csrfmiddlewaretoken", "token")
        self.values = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in fields}
        self.values |= {"text": f"A note by number {number}.", "name": f"Writer {number}"}

    def post(self, ready: threading.Barrier) -> int:
        """Post when everybody else does; the answer is the status."""
        body = urlencode(self.values)
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        headers["Host"] = f"127.0.0.1:{self.port}"
        ready.wait()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", self.path, body, headers)
        status = connection.getresponse().status
        connection.close()
        return status


def reading(port: int, end: threading.Event) -> list[float]:
    """Read an article again and again; the milliseconds of each time."""
    times = []
    while not end.is_set():
        started = time.perf_counter()
        status, _, _ = get(port, f"/wiki/article-with-{FEW}/")
        assert status == 200, status  # noqa: S101
        times.append(1_000 * (time.perf_counter() - started))
        time.sleep(0.02)
    return times


def posts(environment: dict[str, str]) -> bool:
    """Let many people post at once; whether all went well."""
    before = _counts(environment)
    with server(environment) as (port, _), ThreadPoolExecutor(CLIENTS + READERS) as pool:
        get(port, f"/wiki/article-with-{FEW}/")
        end = threading.Event()
        idle = [pool.submit(reading, port, end) for _ in range(READERS)]
        time.sleep(SECONDS_IDLE)
        end.set()
        writers = list(pool.map(lambda number: Writer(port, number), range(CLIENTS)))
        time.sleep(4)  # nobody is to be taken for a program
        ready, busy = threading.Barrier(CLIENTS), threading.Event()
        during = [pool.submit(reading, port, busy) for _ in range(READERS)]
        started = time.perf_counter()
        answers = Counter(pool.map(lambda writer: writer.post(ready), writers))
        seconds = time.perf_counter() - started
        busy.set()
        calm, hurried = (statistics.median(ms for each in runs for ms in each.result()) for runs in (idle, during))
        log = Path(environment["DATA_DIR"], "server.log").read_text()
    after = _counts(environment)
    stored = {name: after[name] - before[name] for name in after}
    held = [
        answers == {303: CLIENTS},
        set(stored.values()) == {CLIENTS},
        "database is locked" not in log,
        hurried <= SLOWER * calm,
    ]
    print(
        f"  answers {dict(answers)} in {seconds:.1f} s; stored {stored}; locked: {'yes' if not held[2] else 'never'}\n"
        f"  reading takes {calm:.1f} ms, and {hurried:.1f} ms meanwhile: {hurried / calm:.1f} times (at most {SLOWER})"
    )
    return all(held)


def counts() -> int:
    """Print how many comments there are, how many different texts, and how many steps in the log."""
    from comments.models import Comment, CommentRevision, Transition

    texts = CommentRevision.objects.values("source").distinct().count()
    print(Comment.objects.count(), texts, Transition.objects.count())
    return 0


def _counts(environment: dict[str, str]) -> dict[str, int]:
    numbers = _step("counts", environment).stdout.split()
    return dict(zip(("comments", "texts", "steps"), map(int, numbers), strict=True))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
