"""History pages and comparisons of an article with few and with many revisions: `python -m bench.history`."""

import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

from .machine import describe, sites

FEW, MANY = 5, 5_000
#: Seconds that comparing two texts of 100 kB may take, whatever they are.
MOST = 1.0
PAGES = (
    "history/",
    "history/?page={last}",
    "history/2/",
    "compare/1/2/",
    "compare/1/{most}/",
    "contributors/",
    "feed/",
)


def main() -> int:
    print(describe())
    missed = not told_of_texts()
    with sites() as environments:
        for database, environment in environments.items():
            print(f"\n{database}, an article with {FEW} revisions and one with {MANY:,}")
            line = [sys.executable, "-m", "bench.history", "--pages"]
            missed |= bool(subprocess.run(line, env=environment, check=False).returncode)  # noqa: S603
    return int(missed)


def told_of_texts() -> bool:
    """Print how long the worst comparisons take; whether each is short enough."""
    from encyclopedia.document.prose import compare_prose

    words = [f"{n:x}" for n in range(40_000)]
    chance = random.Random(1)  # noqa: S311
    han = ["".join(chr(0x4E00 + chance.randrange(3_000)) for _ in range(100_000)) for _ in range(2)]
    pairs = {
        "no common line": ("\n".join(words[:17_000]), "\n".join(words[17_000:34_000])),
        "one giant line": (" ".join(words[:17_000]), " ".join(words[17_000:34_000])),
        "one giant line, every tenth word changed": (
            " ".join(words[:17_000]),
            " ".join(f"{word}x" if n % 10 == 0 else word for n, word in enumerate(words[:17_000])),
        ),
        "single letters": ("a b " * 25_000, "b a c " * 17_000),
        "Chinese": (han[0], han[1]),
        "line feeds": ("\n" * 100_000, "a\n" * 50_000),
    }
    print("\nComparing two texts of 100 kB")
    held = True
    for name, (before, after) in pairs.items():
        started = time.perf_counter()
        compare_prose(before, after)
        seconds = time.perf_counter() - started
        held &= seconds < MOST
        print(f"  {name}: {seconds:.2f} s{'' if seconds < MOST else f', more than {MOST} s'}")
    return held


def pages() -> int:
    """Ask for each page of both articles; 1 when one costs more queries because there are more revisions."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = {number: article_with(number) for number in (FEW, MANY)}
    missed = False
    for page in PAGES:
        few, many = (asked(made[number], page, number) for number in (FEW, MANY))
        missed |= few[0] != many[0]
        address = page.format(last="last", most="last")
        print(f"  {address:22} {few[0]} and {many[0]} queries, {few[1]:.0f} and {many[1]:.0f} ms")
    return int(missed)


def article_with(number: int):
    """An article with so many revisions of about 8 kB."""
    from encyclopedia import editing
    from encyclopedia.document.codec import dumps
    from encyclopedia.models import Article, Revision

    from .articles import documents

    document = replace(next(documents(1)), title=f"Article of {number}", slug=f"article-of-{number}")
    article = Article()
    first = editing.record(article, replace(document, body=f"Text 1.\n\n{document.body}"), by=None)
    rows = []
    for count in range(2, number + 1):
        text = dumps(replace(document, body=f"Text {count}.\n\n{document.body}"))
        at = first.created_at + timedelta(seconds=count)
        values = {
            "number": count,
            "author_name": f"user-{count % 50}",
            "created_at": at,
            "public_from": first.public_from,
        }
        rows.append(Revision(article=article, text=text, **values))
    Revision.objects.bulk_create(rows, batch_size=200)
    Article.objects.filter(pk=article.pk).update(revision_number=number)
    return article


def asked(article, page: str, number: int) -> tuple[int, float]:
    """How many queries a page asks, and the milliseconds that it takes inside the server: the median of seven."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    address = f"/wiki/{article.slug}/{page.format(last=(number + 49) // 50, most=number)}"
    client = Client(headers={"host": "localhost"})
    times = []
    for _ in range(7):
        started = time.perf_counter()
        response = client.get(address)
        times.append(1_000 * (time.perf_counter() - started))
        assert response.status_code == 200, (address, response.status_code)  # noqa: S101
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries), statistics.median(times)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(pages() if "--pages" in sys.argv else main())
