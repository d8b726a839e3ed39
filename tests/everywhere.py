"""Runs the tests on everything that this machine has: SQLite alone, then PostgreSQL and Redis, and Chromium.

    python -m tests.everywhere [arguments for pytest]

With TEST_ALL=1 it leaves nothing out, see `thoroughness`. Says at the end what could not be covered and how to get
it; with REQUIRE_ALL=1 that is a failure.
"""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import psycopg
import redis

from tests import thoroughness

HERE = Path(__file__).resolve().parent.parent
#: Some tests take half a minute: a process that is through takes over what waits for another.
AT_ONCE = ["-n", "auto", "--dist", "worksteal"]
HOW_TO_GET = {
    "PostgreSQL": "start a server on 127.0.0.1:5432, or name one whose account may create databases: "
    "TEST_POSTGRES_URL=postgres://user:password@host:5432/name make test",
    "Redis": "start a server on 127.0.0.1:6379, or name one: TEST_REDIS_URL=redis://host:6379/15 make test",
    "Chromium": "install it, on Debian with: apt-get install chromium",
}


def postgres() -> str | None:
    """The address of a PostgreSQL server on which databases may be created."""
    named = os.environ.get("TEST_POSTGRES_URL")
    users = ["postgres", quote(getpass.getuser())]
    for url in [named] if named else [f"postgres://{user}@127.0.0.1:5432/postgres" for user in users]:
        try:
            with psycopg.connect(url, connect_timeout=30) as connection:
                asked = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if asked and asked[0]:
            return url
    return None


def redis_server() -> str | None:
    """The address of a Redis server."""
    url = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=30) as server:
            server.ping()
    except (redis.RedisError, ValueError):
        return None
    return url


def chromium() -> str | None:
    """The path of a Chromium."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next(filter(None, map(shutil.which, names)), None)


class Runs:
    """Runs of pytest one after another, and their results together."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.passed = self.failed = 0

    def run(self, title: str, chosen: str, **addresses: str | None) -> None:
        """Run the tests that an expression of markers chooses, with these addresses in the environment and no other."""
        print(f"\n== {title}", flush=True)
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {name: value for name, value in addresses.items() if value}
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            line = [sys.executable, "-m", "pytest", "-q", *AT_ONCE, "-m", chosen, f"--junit-xml={report}"]
            status = subprocess.run([*line, *self.arguments], cwd=HERE, env=environment, check=False).returncode
            passed, failed = _counts(report)
        self.passed += passed
        # Something may be wrong with the run itself.
        self.failed += failed or int(status != 0)


def _counts(report: Path) -> tuple[int, int]:
    """How many tests passed and how many did not, as pytest has reported it."""
    if not report.exists():
        return 0, 0
    suite = ElementTree.parse(report).getroot()[0]
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return int(suite.get("tests", 0)) - failed - int(suite.get("skipped", 0)), failed


def main(arguments: list[str]) -> int:
    found = {"PostgreSQL": postgres(), "Redis": redis_server(), "Chromium": chromium()}
    runs = Runs(arguments)
    short = "" if thoroughness.ALL else " and not thorough"
    alone = f"not redis{short}" if found["Chromium"] else f"not redis and not browser{short}"
    runs.run("SQLite, Chromium" if found["Chromium"] else "SQLite", alone)
    servers = [name for name in ("PostgreSQL", "Redis") if found[name]]
    if servers:
        asked = "database" if thoroughness.ALL else "database and differs"
        chosen = f"({asked} or redis)" if found["Redis"] else f"{asked} and not redis"
        chosen += f" and not browser{short}"
        runs.run(" and ".join(servers), chosen, DATABASE_URL=found["PostgreSQL"], REDIS_URL=found["Redis"])
    missing = [name for name, address in found.items() if not address]
    print()
    for name in missing:
        print(f"Not covered: {name}. To cover it, {HOW_TO_GET[name]}")
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        print("REQUIRE_ALL=1 makes what is missing a failure.")
        runs.failed += len(missing)
    print(f"{runs.passed} passed, {runs.failed} failed")
    return int(runs.failed > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
