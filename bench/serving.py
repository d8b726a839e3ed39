"""What an answer costs beside bare WSGI and a bare Django view: `python -m bench.serving [articles]`.

All three run under granian with as many workers.

Counted is the processor time of all serving processes, which says more than the time that passes where the machine does
other things, too; the database's own is apart.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .comments import server
from .machine import describe, sites
from .processes import seconds_of
from .readers import ask

#: Readers at once, addresses that they go round, and how often all together ask.
READERS, ADDRESSES, TIMES = 16, 500, 20_000
#: Pages that are made for each who asks are asked for less often.
MADE = 400
#: Bytes of the bare answers: about those of an article.
BYTES = 18_000
#: What must hold. Kept pages: at least so much of what bare WSGI does; all else: at most so many times a bare view.
LEAST_KEPT = {"SQLite": 0.60, "PostgreSQL": 0.40}
MOST_FIRST = 40
MOST = {
    "article from its rendering": 8,
    "front": 12,
    "category": 12,
    "letter": 12,
    "tag": 12,
    "facts": 12,
    "history": 12,
    "discussion": 12,
    "timeline": 20,
    "search, one word": 20,
    "search, two words": 20,
    "suggestions": 6,
}
FILL = """
import sys
from itertools import islice
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench.articles import documents
from encyclopedia.editing.batches import record_all
waiting = documents(int(sys.argv[1]))
while some := list(islice(waiting, 200)):
    record_all(some, by=None)
"""
BARE = f"""
from django.conf import settings
BODY = b"x" * {BYTES}

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    return [BODY]

def view(request):
    from django.http import HttpResponse
    return HttpResponse(BODY)

settings.configure(
    SECRET_KEY="x", ROOT_URLCONF="bare", ALLOWED_HOSTS=["*"],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware",
                "django.middleware.clickjacking.XFrameOptionsMiddleware"],
)
from django.core.wsgi import get_wsgi_application
from django.urls import re_path
urlpatterns = [re_path("", view)]
django = get_wsgi_application()
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor for an answer, and answers in a second."""

    milliseconds: float
    rate: float


def measure(port: int, process: int, addresses: Sequence[str], times: int, readers: int = READERS) -> Cost:
    """Ask so many times. The answers must all be good ones."""
    before = seconds_of(process)
    passed = asyncio.run(ask(port, addresses, times, readers))
    return Cost(1000 * (seconds_of(process) - before) / times, times / passed)


def wait_for_rest(process: int) -> None:
    """Wait until the server has done what it does beside answers: it compresses what is asked for again."""
    before = -1.0
    while seconds_of(process) - before > 0.05:
        before = seconds_of(process)
        time.sleep(1)


@contextmanager
def bare(name: str) -> Iterator[tuple[int, int]]:
    """An application that does nothing, under the server of the site; gives its port and its process."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "bare.py").write_text(BARE)
        port = 8_900 + os.getpid() % 1_000
        line = ["granian", "--interface", "wsgi", "--workers", "2", "--no-ws", "--http", "1", "--port", str(port)]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running = subprocess.Popen([sys.executable, "-m", *line, f"bare:{name}"], cwd=place, **silent)  # noqa: S603
        try:
            asyncio.run(ask(port, ["/"], 1, 1))
            yield port, running.pid
        finally:
            running.terminate()
            running.wait(timeout=30)


def pages(number: int) -> dict[str, list[str]]:
    """Addresses by what they show."""
    some = range(min(number, ADDRESSES))
    words = ["ba", "go", "fin", "kar", "zis", "len", "mous", "ta", "wer", "pon"]
    return {
        "article from its rendering": [f"/wiki/article-{at}/" for at in some],
        "front": ["/"],
        "category": [f"/categories/subject-{at}/" for at in range(40)],
        "letter": ["/articles/?letter=A"],
        "tag": [f"/tags/tag-{at}/" for at in range(100)],
        "facts": ["/facts/", "/facts/Label%201/"],
        "history": [f"/wiki/article-{at}/history/" for at in some],
        "discussion": [f"/wiki/article-{at}/comments/" for at in some],
        "timeline": [f"/timeline/?from={1900 + at}" for at in range(90)],
        "search, one word": [f"/search/?q={a}{b}{c}" for a in words for b in words for c in words],
        "search, two words": [f"/search/?q={a}{b}+{b}{a}" for a in words for b in words],
        "suggestions": [f"/search/suggest/?q={a}{b}" for a in words for b in words],
    }


def report(name: str, cost: Cost, ratio: str, *, missed: bool) -> bool:
    end = "  MISSED" if missed else ""
    print(f"  {name:28} {cost.rate:9,.0f}/s {cost.milliseconds:8.3f} ms  {ratio}{end}", flush=True)
    return missed


def measured(database: str, environment: dict[str, str], number: int, wsgi: Cost, view: Cost) -> bool:
    """Measure a site; whether it misses what must hold."""
    subprocess.run([sys.executable, "-c", FILL, str(number)], env=environment, check=True)  # noqa: S603
    shown = pages(number)
    missed = False
    with server(environment | {"STARTER": "no"}) as (port, process):
        articles = shown["article from its rendering"]
        first = measure(port, process, articles, len(articles))
        times = first.milliseconds / view.milliseconds
        missed |= report("article, first view", first, f"{times:.1f} x a bare view", missed=times > MOST_FIRST)
        measure(port, process, articles, TIMES)
        wait_for_rest(process)
        kept = measure(port, process, articles, TIMES)
        part = wsgi.milliseconds / kept.milliseconds
        missed |= report("article, kept", kept, f"{part:.2f} of bare WSGI", missed=part < LEAST_KEPT[database])
    with server(environment | {"STARTER": "no", "KEPT_PAGES": "0"}) as (port, process):
        for name, addresses in shown.items():
            # One reader: several who ask for the same page at once get one that is made once.
            measure(port, process, addresses, min(MADE, 2 * len(addresses)), 1)
            cost = measure(port, process, addresses, MADE, 1)
            times = cost.milliseconds / view.milliseconds
            missed |= report(name, cost, f"{times:.1f} x a bare view", missed=times > MOST[name])
    return missed


def main() -> int:
    number = int(sys.argv[1]) if sys.argv[1:] else 1_000
    print(describe())
    costs = {}
    for name in ("application", "django"):
        with bare(name) as (port, process):
            measure(port, process, ["/"], TIMES // 4)
            costs[name] = measure(port, process, ["/"], TIMES)
    print("bare")
    report("WSGI", costs["application"], "", missed=False)
    report("Django view", costs["django"], "", missed=False)
    missed = False
    with sites() as environments:
        for database, environment in environments.items():
            Path(environment["DATA_DIR"]).mkdir()
            print(f"{database}, {number:,} articles")
            missed |= measured(database, environment, number, costs["application"], costs["django"])
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
