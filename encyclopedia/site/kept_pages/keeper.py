"""Answers readers from finished pages, and has those made that there are not.

A page is made for a request of our own, which holds nothing but the address: so no header of whoever happens to be the
first can be in the bytes that everybody gets.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from sys import stderr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from .addresses import parameters_of, spelled
from .making import MAKING, Making
from .names import CLOCK
from .pages import BROTLI, Headers, Page, compress, page_of
from .reader import Reader
from .shelf import Shelf

#: Times that somebody waits for the page that another one has made, which may not be true any more by then.
WAITS = 3
#: From so often on it pays to compress a page as well as one can, which takes 50 ms or more of nobody's time.
POPULAR = 8
#: What a request may not say, for its answer to be a kept page.
ODD = ("transfer-encoding", "if-match", "if-unmodified-since")


class Keeper:
    """Holds the pages of one process. Runs on its event loop; pages are made in its threads."""

    def __init__(self, application: Callable[..., Any], reader: Reader, threads: Executor, most_bytes: int) -> None:
        self.application = application
        self.reader = reader
        self.threads = threads
        self.shelf = Shelf(most_bytes)
        self._made: dict[str, asyncio.Future[Page | None]] = {}
        self._compressing = ThreadPoolExecutor(1, "compressing")

    async def answer(self, scope: Any, protocol: Any) -> bool:
        """Answer the request, if it is for a page that is the same for every reader; whether that was done."""
        if scope.method not in {"GET", "HEAD"} or not is_plain(scope):
            return False
        # Most ask for a page under its one spelling.
        address: str | None = f"{scope.path}?{scope.query_string}" if scope.query_string else scope.path
        page = self.shelf.get(address)
        if page is None:
            found = parameters_of(scope.path)
            address = spelled(scope.path, scope.query_string, found) if found is not None else None
            if address is None:
                return False
            page = self.shelf.get(address)
        if page is None or not await self._is_true(page):
            page = await self._fresh(address)
        if page is None:
            return False
        self._send(page, scope, protocol)
        self._reward(address, page)
        return True

    async def close(self) -> None:
        """Let go of what it holds."""
        self._compressing.shutdown()
        await self.reader.close()

    async def _is_true(self, page: Page) -> bool:
        numbers = await self.reader.numbers((CLOCK, *page.names))
        return numbers is not None and page.is_true(numbers, numbers.pop(CLOCK, 0))

    async def _fresh(self, address: str) -> Page | None:
        """The page as it is now, made by one while others wait; None where it is for the application to answer."""
        for _ in range(WAITS):
            if (making := self._made.get(address)) is None:
                return await self._make(address)
            page = await making
            if page is None:
                return None
            # What the other one has begun before we asked may lack what was changed in between.
            if page.names and await self._is_true(page):
                return page
        return None

    async def _make(self, address: str) -> Page | None:
        loop, before = asyncio.get_running_loop(), self.shelf.get(address)
        making = self._made[address] = loop.create_future()
        page = None
        try:
            page = await loop.run_in_executor(self.threads, self._ask, address, before.names if before else ())
        finally:
            del self._made[address]
            making.set_result(page)
        if page and page.names:
            self.shelf.put(address, page)
        else:
            self.shelf.drop(address)
        return page

    def _ask(self, address: str, likely: tuple[str, ...]) -> Page | None:
        """Have the application answer. None where that tells of the request: it may lead elsewhere with its query."""
        making, answer = Making(likely), _Answer()
        chunks = self.application(_environ(address, making), answer.begin)
        try:
            if 300 <= answer.status < 400 or getattr(chunks, "streaming", True):
                return None
            body = b"".join(chunks)
        finally:
            chunks.close()
        page = page_of(answer.status, answer.headers, body)
        told = {name.lower(): value.lower() for name, value in answer.headers}
        same_for_all = "set-cookie" not in told and told.get("vary", "accept-encoding") == "accept-encoding"
        if answer.status == 200 and making.is_keepable and same_for_all:
            page.names, page.versions = tuple(making.names), making.versions
            page.began, page.until, page.readings = making.began, making.until, making.readings
        return page

    def _send(self, page: Page, scope: Any, protocol: Any) -> None:
        headers = scope.headers
        coded = page.coded(headers.get("accept-encoding") or "")
        if page.status == 200 and page.is_known(headers.get("if-none-match") or ""):
            protocol.response_empty(304, coded.unchanged)
        elif scope.method == "HEAD":
            protocol.response_empty(page.status, coded.headers)
        else:
            protocol.response_bytes(page.status, coded.headers, coded.body)
        if scope.method == "GET":
            for reading in page.readings:
                reading()

    def _reward(self, address: str, page: Page) -> None:
        """Compress a page better that is asked for again."""
        page.times += 1
        if page.times == POPULAR and page.names and BROTLI not in page.codings:
            loop = asyncio.get_running_loop()
            done = loop.run_in_executor(self._compressing, compress, page)
            done.add_done_callback(lambda coded: self._take(address, page, coded.result()))

    def _take(self, address: str, page: Page, coded: Any) -> None:
        if coded:
            page.codings[BROTLI] = coded
            self.shelf.grow(address, page, len(coded.body))


class _Answer:
    def __init__(self) -> None:
        self.status, self.headers = 500, Headers()

    def begin(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status, self.headers = int(status[:3]), headers


def is_plain(scope: Any) -> bool:
    """Whether a request is one whose answer its address alone decides: to this site, safely, and without a body."""
    headers = scope.headers
    if not _is_ours(headers.get("host") or ""):
        return False
    for name in ODD:
        if name in headers:
            return False
    # It would be taken for what begins the query.
    if "?" in scope.path or (headers.get("content-length") or "0") != "0":
        return False
    # Where the way may not be safe, the application says so, and leads to one that is.
    return not settings.SECURE or scope.scheme == "https" or _is_forwarded_safely(headers)


def _is_forwarded_safely(headers: Any) -> bool:
    return headers.get("x-forwarded-proto") == "https" and headers.keys().count("x-forwarded-proto") == 1


@lru_cache(1_000)
def _is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _environ(address: str, making: Making) -> dict[str, Any]:
    """A request for the address and nothing else, as PEP 3333 puts it."""
    path, _, query = address.partition("?")
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), None)
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host or site.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        MAKING: making,
    }
