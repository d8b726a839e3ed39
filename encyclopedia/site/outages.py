"""When the database, or the disk, cannot do for now what is asked of it: how that is told from a fault of ours, and
what whoever asked is told: to come back, with every word that they sent."""

import errno
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.encoding import escape_uri_path

logger = logging.getLogger(__name__)

#: Seconds after which it may be asked again.
RETRY_AFTER = 5
#: Milliseconds that something waits for a lock which is less than an answer to whoever asked.
MOMENT = 100

#: How the codes of errors begin that say so; see https://www.postgresql.org/docs/current/errcodes-appendix.html.
POSTGRESQL = (
    *("08", "53", "57", "58"),  # no connection, no room, ended by an operator, trouble with files
    *("40", "55P03"),  # two stood in each other's way, or one waited too long
    *("25006", "25P03"),  # nothing may be written, as on a standby; the transaction was ended
)
#: The same of SQLite; see https://www.sqlite.org/rescode.html.
SQLITE = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),
}
#: And of the disk on which uploads are kept.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

#: Fields of forms in which nobody writes.
MACHINERY = re.compile(
    r"csrfmiddlewaretoken|token|revision|save|seen(-\d+)?|conflicts|preview|unquoted|next|this_is_the_login_form"
    r"|action|select_across|index|place|_\w+|.+-(TOTAL|INITIAL|(MIN|MAX)_NUM)_FORMS"
)
LONG = 80  # characters


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form as it was sent."""

    name: str
    value: str = ""
    kind: str = "text"
    """`hidden`, `text`, `long`, `file`, or `password`, whose value is not sent back."""

    @property
    def label(self) -> str:
        return " ".join(re.split(r"[-_]+", self.name)).capitalize()


def is_outage(error: BaseException | None) -> bool:
    """Whether the error, or what has led to it, says that the database or the disk cannot do it for now."""
    while error is not None and not _says_so(error):
        error = error.__cause__ if error.__suppress_context__ else error.__context__
    return error is not None


def _says_so(error: BaseException) -> bool:
    match error:
        case psycopg.Error(sqlstate=str(code)):
            return code.startswith(POSTGRESQL)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return True  # it came from no server: there is no connection
        case sqlite3.Error():
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in SQLITE
        case OSError():
            return error.errno in DISK
    # Django's own, where it has seen by itself that the connection is closed.
    return isinstance(error, InterfaceError) and error.__cause__ is None


def answer(request: HttpRequest, error: BaseException) -> HttpResponse:
    """What is answered where an outage has stopped a request. Asks no database."""
    reason = next(iter(str(error).splitlines()), type(error).__name__)
    logger.warning("%s %s was not answered: %s", request.method, escape_uri_path(request.path), reason)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = JsonResponse({"error": "unavailable"}, status=503)
    else:
        fields = sent(request) if request.method == "POST" else []
        context = {
            "fields": fields,
            "address": request.get_full_path(),
            "has_files": any(field.kind == "file" for field in fields),
        }
        response = render(request, "outage.html", context, status=503)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "private, no-store"
    return response


def sent(request: HttpRequest) -> list[Field]:
    """All fields of the form that was sent. None where the form may have been filled in by a page elsewhere."""
    if not getattr(request, "csrf_processing_done", False):
        return []
    try:
        written = [(name, value) for name, values in request.POST.lists() for value in values]
    except (UnreadablePostError, MultiPartParserError, BadRequest, SuspiciousOperation):
        return []
    return [*(_field(name, value) for name, value in written), *(Field(name, kind="file") for name in request.FILES)]


def _field(name: str, value: str) -> Field:
    if "password" in name:
        return Field(name, kind="password")
    if not value or MACHINERY.fullmatch(name):
        return Field(name, value, "hidden")
    return Field(name, value, "long" if len(value) > LONG or re.search(r"[\r\n]", value) else "text")


@contextmanager
def without_waiting() -> Iterator[None]:
    """Wait for no lock of SQLite's: what is done inside is done another time as well."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {MOMENT}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {settings.DATABASES['default']['OPTIONS']['timeout'] * 1000}")
