"""Reads the versions of pages for each answer, on the server's event loop: so no thread changes hands for one row.

It asks the database itself. A page is never true by what a process remembers, only by what was committed before the
request came.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection

#: Seconds for an answer, and for which a database that gave none is left alone: who makes the page asks it then.
PATIENCE, LEFT_ALONE = 0.5, 2.0
#: Seconds after which it is looked again whether the database is still the same file.
LOOKS_EVERY = 1.0
#: Numbers that are remembered while nobody commits.
MAX_KNOWN = 50_000


class Reader(Protocol):
    """Asks for the numbers of versions."""

    async def numbers(self, names: Iterable[str]) -> dict[str, int] | None:
        """The numbers of these versions without those that never moved; None where the database cannot say now."""

    async def close(self) -> None:
        """Close the connection, which the next question opens again."""


def reader() -> Reader:
    """For the database of this site."""
    if connection.vendor == "sqlite":
        return SQLiteReader(Path(connection.settings_dict["NAME"]))
    parameters = connection.get_connection_params()
    # What Django wants of its own connections.
    for name in ("cursor_factory", "context", "prepare_threshold", "isolation_level"):
        parameters.pop(name, None)
    return PostgreSQLReader(parameters)


class SQLiteReader:
    """One connection, which reads within microseconds and waits for nobody who writes.

    It asks SQLite whether anybody has committed since it last looked, by `PRAGMA data_version`; what it has read since
    then still stands: see https://www.sqlite.org/pragma.html#pragma_data_version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._looked = 0.0
        self._state: object = None
        self._known: dict[str, int | None] = {}

    async def numbers(self, names: Iterable[str]) -> dict[str, int] | None:
        try:
            connection = self._connected()
            (state,) = connection.execute("PRAGMA data_version").fetchone()
            if state != self._state or len(self._known) > MAX_KNOWN:
                self._known.clear()
                self._state = state
            return {name: number for name in names if (number := self._number(connection, name)) is not None}
        except (sqlite3.Error, OSError):
            await self.close()
            return None

    async def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = self._file = None

    def _number(self, connection: sqlite3.Connection, name: str) -> int | None:
        try:
            return self._known[name]
        except KeyError:
            row = connection.execute("SELECT number FROM encyclopedia_version WHERE name = ?", [name]).fetchone()
            number = self._known[name] = row[0] if row else None
            return number

    def _connected(self) -> sqlite3.Connection:
        """The connection; another one where another file has taken the place, as when a copy was put back."""
        now = time.monotonic()
        if self._connection and now - self._looked < LOOKS_EVERY:
            return self._connection
        status = self.path.stat()
        file = (status.st_dev, status.st_ino)
        if self._connection is None or file != self._file:
            if self._connection:
                self._connection.close()
            self._connection = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA query_only = 1")
            self._file, self._state = file, None
        self._looked = now
        return self._connection


class PostgreSQLReader:
    """One connection and one question at a time: what is asked meanwhile is asked together in the next."""

    QUESTION = "SELECT name, number FROM encyclopedia_version WHERE name = ANY(%s)"

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.parameters = parameters
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._waiting: list[tuple[tuple[str, ...], asyncio.Future[dict[str, int] | None]]] = []
        self._asking: asyncio.Task[None] | None = None
        self._failed = -LEFT_ALONE

    async def numbers(self, names: Iterable[str]) -> dict[str, int] | None:
        if time.monotonic() - self._failed < LEFT_ALONE:
            return None
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((tuple(names), answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, []
                found = await self._ask(list({name for names, _ in asked for name in names}))
                for names, answer in asked:
                    if not answer.done():
                        known = None if found is None else {name: found[name] for name in names if name in found}
                        answer.set_result(known)
        finally:
            self._asking = None

    async def _ask(self, names: list[str]) -> dict[str, int] | None:
        try:
            async with asyncio.timeout(PATIENCE):
                if self._connection is None or self._connection.closed:
                    self._connection = await psycopg.AsyncConnection.connect(autocommit=True, **self.parameters)
                rows = await self._connection.execute(self.QUESTION, [names], prepare=True)
                return dict(await rows.fetchall())
        except (psycopg.Error, OSError, TimeoutError):
            # A connection that was left in the middle of an answer is of no use.
            await self.close()
            self._failed = time.monotonic()
            return None

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()
        self._connection = None
