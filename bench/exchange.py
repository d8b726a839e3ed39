"""Import and export against what Django does with the same rows: `python -m bench.exchange [--documents NUMBER]`.

Each measurement is a process of its own, so that its peak of memory is its own, too.
"""

import argparse
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .machine import describe, sites

CHUNK = 200
#: What must hold: rates as parts of what Django does, and megabytes.
LEAST_RATE = 0.25
MAX_MEMORY = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000, metavar="NUMBER")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        run_step(options.step, options.folder, options.documents)
        return 0
    print(describe())
    missed = False
    with tempfile.TemporaryDirectory(prefix="encyclopedia-bench-") as place, sites() as environments:
        for database, environment in environments.items():
            folder = Path(place, database)
            print(f"\n{database}, {options.documents:,} documents")
            found: dict[str, tuple[float, int]] = {}
            for step in ORDER:
                last = measured(step, folder, options.documents, environment)
                found[step] = min(found.get(step, last), last)
            missed |= not told(found, options.documents)
    return int(missed)


def measured(step: str, folder: Path, number: int, environment: dict[str, str]) -> tuple[float, int]:
    """Seconds that a step took, and the megabytes that its process held at most."""
    line = [sys.executable, "-m", "bench.exchange", "--step", step, f"--folder={folder}", f"--documents={number}"]
    done = subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    seconds, megabytes = done.stdout.split()
    return float(seconds), int(megabytes)


def told(found: dict[str, tuple[float, int]], number: int) -> bool:
    """Print what was found; whether all that must hold holds."""
    held = []
    for step, baseline in (("import", "bulk_create"), ("export", "read in bulk")):
        (seconds, megabytes), (least, _) = found[step], found[baseline]
        ratio = least / seconds
        held += [ratio >= LEAST_RATE, megabytes <= MAX_MEMORY]
        print(
            f"  {step}: {number / seconds:,.0f}/s, {megabytes} MB at most; {baseline}: {number / least:,.0f}/s; "
            f"ratio {ratio:.2f} ({'not ' if ratio < LEAST_RATE else ''}as it must be: at least {LEAST_RATE})"
        )
    for step in ("import again", "export again"):
        print(f"  {step}, nothing changed: {number / found[step][0]:,.0f}/s, {found[step][1]} MB at most")
    return all(held)


def run_step(step: str, folder: Path, number: int) -> None:
    """Do one step in this process and print what it took."""
    import django

    django.setup()
    seconds = STEPS[step](folder, number)
    print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


def prepare(folder: Path, number: int) -> float:
    from django.core.management import call_command

    from encyclopedia.document.codec import dumps

    from .articles import documents

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    (folder / "in").mkdir(parents=True)
    lengths = []
    for document in documents(number):
        text = dumps(document)
        lengths.append(len(text.encode()))
        (folder / "in" / f"{document.slug}.md").write_text(text)
    sys.stderr.write(
        f"  documents: median {statistics.median(lengths) / 1000:.1f} kB, {sum(lengths) >> 20} MB in all\n"
    )
    return time.perf_counter() - started


def take_in(folder: Path, number: int) -> float:
    from encyclopedia.transfer import Import

    run = Import()
    started = time.perf_counter()
    for _ in run.take_in([folder / "in"]):
        pass
    assert sum(run.report.counts.values()) == number and not run.report.refused  # noqa: S101
    return time.perf_counter() - started


def write_out(folder: Path, number: int) -> float:
    from encyclopedia.transfer import Export

    run = Export(folder / f"out-{os.getpid()}")
    started = time.perf_counter()
    for _ in run.run():
        pass
    return time.perf_counter() - started


def write_again(folder: Path, number: int) -> float:
    """The same into a folder in which all of it stands."""
    from encyclopedia.transfer import Export

    started = time.perf_counter()
    for _ in Export(next(folder.glob("out-*"))).run():
        pass
    return time.perf_counter() - started


def read_in_bulk(folder: Path, number: int) -> float:
    """All rows that an export is made of, as instances, table by table."""
    from encyclopedia import models

    tables = [models.Category, models.Tag, models.Article, *part_tables()]
    started = time.perf_counter()
    for table in tables:
        for _ in table._base_manager.order_by("pk").iterator(CHUNK * 10):
            pass
    return time.perf_counter() - started


def bulk_create(folder: Path, number: int) -> float:
    """The rows that the import has made, made once more: prepared beforehand, one transaction for each chunk."""
    from django.db import connection, transaction

    file = folder / "rows"
    with file.open("wb") as out:
        for chunk in rows_by_chunks():
            pickle.dump(chunk, out)
    empty()
    columns = search_columns()
    values = ", ".join(["%s", *["%s::tsvector"] * (len(columns) - 1)])
    if connection.vendor == "sqlite":
        values = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO encyclopedia_search ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
    seconds = 0.0
    with file.open("rb") as rows:
        while chunk := next_chunk(rows):
            tables, found = chunk
            started = time.perf_counter()
            with transaction.atomic():
                for table, instances in tables:
                    table._base_manager.bulk_create(instances)
                with connection.cursor() as cursor:
                    cursor.executemany(statement, found)
            seconds += time.perf_counter() - started
    return seconds


def part_tables() -> list[type]:
    from encyclopedia import models

    return [
        *(models.ArticleTag, models.Alias, models.FormerAddress, models.InfoboxField, models.TimelineEvent),
        *(models.Faq, models.Reference),
    ]


def found_by() -> list[type]:
    """What articles are found by, besides the index."""
    from encyclopedia import models

    return [models.Entry, models.Suggestion, models.Holding, models.Tagging, models.Event]


def rows_by_chunks() -> Iterator[tuple[list, list]]:
    """For some articles at a time, their rows by table, and those of the search."""
    from django.db import connection

    from encyclopedia import models

    columns = search_columns()
    keys = list(models.Article.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        tables = [(models.Article, list(models.Article.objects.filter(pk__in=some).order_by("pk")))]
        for table in (*part_tables(), *found_by(), models.Link, models.Revision):
            tables.append((table, list(table._base_manager.filter(article__in=some).order_by("pk"))))
        places = [entry.place for entry in models.Entry.objects.filter(pk__in=some)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(f'CAST({name} AS text)' if n else name for n, name in enumerate(columns))}"  # noqa: S608
                f" FROM encyclopedia_search WHERE {columns[0]} IN ({', '.join(map(str, places))})"
            )
            found = cursor.fetchall()
        yield tables, found


def search_columns() -> list[str]:
    from django.db import connection

    if connection.vendor == "postgresql":
        return ["number", "facets", "title", "lead", "words"]
    return ["rowid", "facets", "title", "lead", "facts", "body"]


def empty() -> None:
    from django.db import connection

    from encyclopedia import models

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM encyclopedia_search")
    for table in (*reversed(found_by()), *part_tables(), models.Link, models.Revision):
        table._base_manager.all()._raw_delete("default")
    models.Article.objects.all()._raw_delete("default")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def next_chunk(rows) -> tuple[list, list] | None:
    try:
        return pickle.load(rows)  # noqa: S301
    except EOFError:
        return None


STEPS = {
    "prepare": prepare,
    "import": take_in,
    "import again": take_in,
    "export": write_out,
    "export again": write_again,
    "read in bulk": read_in_bulk,
    "bulk_create": bulk_create,
}
#: Each finds what the one before has left. What is over soon is done several times by turns, and the best one counts:
#: a machine is never as quiet for the one as it is for the other.
ORDER = ["prepare", "import", "import again", *["export", "read in bulk"] * 3, "export again", "bulk_create"]

if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
