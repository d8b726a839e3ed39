"""Reads the versions of pages for each answer, on the server's event loop: so no thread changes hands for one row.

It asks the database itself. A page is never true by what a process remembers, only by what was committed before the
request came.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection

#: Seconds for an answer; a database that takes longer is asked by those who make the page and can say that it is away.
PATIENCE = 1.0


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
    """One connection; a row is read within ten microseconds and waits for nobody who writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    async def numbers(self, names: Iterable[str]) -> dict[str, int] | None:
        values = tuple(names)
        try:
            # Where another file has taken its place, as when a copy was put back, the old one says nothing any more.
            file = self.path.stat()
            if (file.st_dev, file.st_ino) != self._file:
                self._connect(file)
            return dict(self._connection.execute(_question(len(values)), values))
        except (sqlite3.Error, OSError):
            self._file = None
            return None

    async def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = self._file = None

    def _connect(self, file: os.stat_result) -> None:
        if self._connection:
            self._connection.close()
        self._connection = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA query_only = 1")
        self._file = (file.st_dev, file.st_ino)


def _question(number: int) -> str:
    return f"SELECT name, number FROM encyclopedia_version WHERE name IN ({', '.join('?' * number)})"  # noqa: S608


class PostgreSQLReader:
    """One connection and one question at a time: what is asked meanwhile is asked together in the next."""

    QUESTION = "SELECT name, number FROM encyclopedia_version WHERE name = ANY(%s)"

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.parameters = parameters
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._waiting: list[tuple[tuple[str, ...], asyncio.Future[dict[str, int] | None]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def numbers(self, names: Iterable[str]) -> dict[str, int] | None:
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
            return None

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()
        self._connection = None
