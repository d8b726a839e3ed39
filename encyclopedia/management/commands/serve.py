"""From whatever is there to a working site: each step does only what is missing, and a second start finds nothing."""

import fcntl
import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, password_validation
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from encyclopedia import editing
from encyclopedia.models import Article
from encyclopedia.site import staff as people
from encyclopedia.site.prefixes import DESK
from encyclopedia.transfer import Import

STARTER = settings.BASE_DIR / "encyclopedia" / "starter"
FIRST_ACCOUNT = "editor"
#: Of all numbers that PostgreSQL can lock in a database, the one of a start.
START_LOCK = 2026_1201
MANAGE = ".venv/bin/python manage.py"


class Command(BaseCommand):
    help = "Makes everything ready (database, first articles, first account, static files) and starts the server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reload",
            action="store_true",
            help="Start Django's development server, which follows changes of the code; needs DEBUG=yes.",
        )

    def handle(self, *, reload: Any, **options: Any) -> None:
        if reload and not settings.DEBUG:
            raise CommandError("--reload is for development; set DEBUG=yes.")
        address = free_address(settings.HOST, settings.PORT)
        try:
            with alone():
                self.prepare(collect=not reload)
            self.announce()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()}") from None
        except OSError as error:
            raise CommandError(f"{settings.DATA_DIR} cannot be used: {error}") from None
        connections.close_all()
        self.stdout.flush()
        program = development_server(address) if reload else server(address)
        environment = {name: value for name, value in os.environ.items() if name != "EDITOR_PASSWORD"}
        os.execve(program[0], program, environment)  # noqa: S606

    def prepare(self, *, collect: bool) -> None:
        """Do what is missing: migrations, static files, starter articles, the first account."""
        if unapplied_migrations():
            self.say("Making the database ready ...")
            call_command("migrate", interactive=False, verbosity=0)
            people.make_groups()
        if collect and static_files_changed():
            self.say("Collecting static files ...")
            collect_static_files()
        if settings.STARTER and not Article.objects.exists():
            self.say("Reading the starter articles ...")
            for line in read_starter_articles():
                self.stderr.write(line)
        if editing.is_stale():
            self.say("Making the search index ...")
            call_command("reindex", verbosity=0, stdout=self.stdout)
        if not get_user_model().objects.exists():
            self.make_first_account()

    def make_first_account(self) -> None:
        given = settings.EDITOR_PASSWORD
        password = given or people.random_password()
        # Said before it is stored: an interruption must not leave an account with a password that nobody has read.
        with transaction.atomic():
            user = people.make_staff(FIRST_ACCOUNT, [people.EDITORS, people.MODERATORS], password=lambda user: password)
            self.say(
                f"Made the account “{FIRST_ACCOUNT}” with the password "
                + ("in EDITOR_PASSWORD." if given else f"{password}\nIt is not shown again.")
            )
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            self.stderr.write(f"EDITOR_PASSWORD is a weak password: {' '.join(error.messages)}")

    def announce(self) -> None:
        """Say where the site is and how to sign in."""
        if get_user_model().objects.filter(username=FIRST_ACCOUNT, is_active=True).exists():
            way = f"as “{FIRST_ACCOUNT}”; `{MANAGE} changepassword {FIRST_ACCOUNT}` sets another password"
        else:
            way = f"with an account of your own; `{MANAGE} make_editor NAME` makes one"
        self.say(f"\nThe encyclopedia: {settings.SITE_URL}/\nThe admin:        {settings.SITE_URL}{DESK}")
        self.say(f"Sign in there {way}.\nCtrl-C stops the server.\n")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def free_address(host: str, port: int) -> str:
    """The numeric address of the host. Raises CommandError when no server can be started there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        reasons = {
            EADDRINUSE: "is in use already; stop what runs there, or set PORT to another number",
            EACCES: "may not be used by this account; set PORT to a number above 1023",
        }
        reason = reasons.get(error.errno, f"cannot be used: {error.strerror}; set HOST to an address of this machine")
        raise CommandError(f"Port {port} of {host} {reason}.") from None
    return str(address[0])


@contextmanager
def alone() -> Iterator[None]:
    """Let no other start on the same data go on until this one is done; with PostgreSQL, nor one on another machine."""
    with (settings.DATA_DIR / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [START_LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [START_LOCK])


def unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def read_starter_articles() -> list[str]:
    """Take in the first articles, all in one transaction; the answer names what was refused."""
    importer = Import(note="Starter article")
    with transaction.atomic():
        for _ in importer.take_in([STARTER]):
            pass
    return importer.report.refused


def static_files_changed() -> bool:
    """Whether the collected files are others than those that would be collected now."""
    # The manifest is the last that collecting writes.
    whole = (settings.STATIC_ROOT / "staticfiles.json").exists() and _static_stamp().exists()
    return not whole or _static_stamp().read_text() != _static_sources()


def collect_static_files() -> None:
    sources = _static_sources()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    _static_stamp().write_text(sources)


def _static_stamp() -> Path:
    return settings.DATA_DIR / "static-sources"


def _static_sources() -> str:
    """A hash over the names, sizes and times of all static files, and over the packages that work on them."""
    lines = [f"{package.name} {package.version}" for package in distributions()]
    for finder in get_finders():
        for name, storage in finder.list(None):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def server(address: str) -> list[str]:
    """The command line of the real server."""
    options = {"host": address, "port": settings.PORT, "workers": settings.WORKERS}
    return [
        sys.executable,
        "-m",
        "encyclopedia.site.serving.server",
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def development_server(address: str) -> list[str]:
    """The command line of Django's development server."""
    place = f"[{address}]" if ":" in address else address
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "runserver", f"{place}:{settings.PORT}"]
