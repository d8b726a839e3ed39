"""The machine, and a site of its own on it for each measurement: never anybody's data."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from tests.everywhere import postgres


def describe() -> str:
    """The machine in one line."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    for line in cpus.read_text().splitlines() if cpus.exists() else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**3
    return (
        f"{model}, {os.cpu_count()} cores, {memory} GB, load {os.getloadavg()[0]:.1f}; {platform.system()}, "
        f"Python {platform.python_version()}, Django {django.__version__}"
    )


@contextmanager
def sites() -> Iterator[dict[str, dict[str, str]]]:
    """An environment for each kind of database that this machine has, with nothing in it, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="encyclopedia-bench-") as place:
        clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        clean |= {"DJANGO_SETTINGS_MODULE": "encyclopedia.settings", "SECRET_KEY": "of a benchmark, " * 5}
        found = {"SQLite": clean | {"DATA_DIR": f"{place}/sqlite"}}
        server = postgres()
        name = f"bench_{os.getpid()}"
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
            url = f"{server.rpartition('/')[0]}/{name}"
            found["PostgreSQL"] = clean | {"DATA_DIR": f"{place}/postgresql", "DATABASE_URL": url}
        else:
            sys.stderr.write("PostgreSQL is not measured: there is no server.\n")
        try:
            yield found
        finally:
            if server:
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
