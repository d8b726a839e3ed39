"""Sites as people start them, in processes of their own."""

import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings as site
from django.core.management import CommandError

from encyclopedia.management.commands import serve
from tests.patience import PATIENCE, until
from tests.settings import DATA_DIR, environment_of_a_site


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def manage(environment, *arguments):
    return [sys.executable, str(site.BASE_DIR / "manage.py"), *arguments], {"env": environment, "text": True}


def with_tables(environment):
    """The environment of a site; on SQLite its tables are there already: to make them takes most of a start."""
    made = DATA_DIR / "with-tables"
    if not made.exists():
        line, options = manage(environment_of_a_site(made.with_suffix(".new")), "migrate", "--verbosity=0")
        subprocess.run(line, check=True, **options)
        made.with_suffix(".new").rename(made)
    place = Path(environment["DATA_DIR"])
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(made / "encyclopedia.sqlite3", place)
    return environment


@contextmanager
def served(environment, log):
    """A started site; the answer asks it. Ends as with Ctrl-C."""
    address = f"http://127.0.0.1:{environment['PORT']}"
    line, options = manage(environment, "serve")
    with log.open("w") as output:
        server = subprocess.Popen(line, stdout=output, stderr=subprocess.STDOUT, **options)
    try:
        until(lambda: answers(address) or server.poll() is not None)
        assert server.poll() is None, log.read_text()
        yield server, lambda path: urlopen(f"{address}{path}")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


def answers(address):
    try:
        return urlopen(f"{address}/healthz").status == 200
    except (URLError, ConnectionError):
        return False


def stored(environment):
    """All that the database of the site holds."""
    line, options = manage(environment, "dumpdata", "--exclude", "sessions", "--exclude", "encyclopedia.attempt")
    return subprocess.run(line, check=True, capture_output=True, **options).stdout


def working(environment, but=None):
    """The id of the process that works behind the requests, once it has begun."""
    lock = Path(environment["DATA_DIR"]) / "work.lock"

    def number():
        return lock.exists() and lock.read_text().strip()

    until(lambda: number() and number() != str(but) and runs(number()))
    return int(number())


def runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_the_workers_to_end(port):
    def is_free():
        with suppress(CommandError):
            return serve.free_address("127.0.0.1", int(port))

    until(is_free)
