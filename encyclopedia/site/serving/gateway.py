"""The way from the server's event loop to Django: a request is taken in whole there, then answered in a thread, and
the answer is handed out by the loop again. So whoever sends or reads slowly holds no thread.

Requests that may write have threads of their own: who waits for the database's lock keeps no reader waiting, and there
are so few of them that they wait for each other in a fair queue rather than for SQLite, which is not fair.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from sys import stderr
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings

from encyclopedia.site.kept_pages.keeper import Keeper
from encyclopedia.site.kept_pages.reader import reader
from encyclopedia.site.serving import bodies

SAFE = {"GET", "HEAD", "OPTIONS"}
CHUNK = 256 * 1024

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Answer:
    """What Django has answered."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    stream: IO[bytes] | None = None
    """What was made piece by piece, in a file of its own."""
    file: str = ""
    """Where a file lies that is the body."""

    def begin(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status, self.headers = int(status[:3]), headers


class StoredFile:
    """A file that is to be sent; see `wsgi.file_wrapper` in PEP 3333."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.size, self.close = file, size, file.close

    @property
    def path(self) -> str:
        """Where the whole of it lies; empty where it is a part of a file, or none."""
        whole = isinstance(self.file, BufferedReader) and self.file.tell() == 0
        return self.file.name if whole and isinstance(self.file.name, str) else ""

    def __iter__(self) -> Iterable[bytes]:
        return iter(lambda: self.file.read(self.size), b"")


class Gateway:
    """A WSGI application as one for granian's RSGI."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.readers = ThreadPoolExecutor(settings.READERS, "reader")
        self.keeper = Keeper(application, reader(), self.readers, settings.KEPT_PAGES * 1024 * 1024)
        self.writers = ThreadPoolExecutor(settings.WRITERS, "writer")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if await self.keeper.answer(scope, protocol):
            return
        environ = environ_of(scope)
        whole = await self._take_in(environ, protocol)
        threads = self.readers if scope.method in SAFE else self.writers
        answer = await asyncio.get_running_loop().run_in_executor(threads, self._ask, environ)
        if not whole:
            answer.headers.append(("connection", "close"))
        await send(answer, protocol)

    async def _take_in(self, environ: dict[str, Any], protocol: Any) -> bool:
        """Put the body into the environment; whether all of it was taken from the connection."""
        if "HTTP_TRANSFER_ENCODING" in environ:
            # The server has forgotten by now whether there was a Content-Length as well, which a proxy in front may
            # have believed: see https://www.rfc-editor.org/rfc/rfc9112#section-6.3.
            environ[bodies.REFUSED] = 400
            return False
        length = int(environ.get("CONTENT_LENGTH", 0))
        if not length:
            return True
        if length > bodies.largest(environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")):
            return False  # which is said without it
        try:
            environ["wsgi.input"] = await bodies.take_in(protocol, length)
        except bodies.Refused as refusal:
            environ[bodies.REFUSED] = refusal.status
            return False
        return True

    def _ask(self, environ: dict[str, Any]) -> Answer:
        answer = Answer()
        chunks = self.application(environ, answer.begin)
        try:
            if environ["REQUEST_METHOD"] == "HEAD":
                pass
            elif isinstance(chunks, StoredFile) and chunks.path:
                answer.file = chunks.path
            elif getattr(chunks, "streaming", True):
                answer.stream = SpooledTemporaryFile(max_size=bodies.IN_MEMORY)  # noqa: SIM115
                answer.stream.writelines(chunks)
                answer.stream.seek(0)
            else:
                answer.body = b"".join(chunks)
        finally:
            chunks.close()
            environ["wsgi.input"].close()
        return answer


async def send(answer: Answer, protocol: Any) -> None:
    """Hand an answer out, as fast as whoever asked takes it."""
    if answer.file:
        protocol.response_file(answer.status, answer.headers, answer.file)
    elif answer.stream:
        with answer.stream as stream:
            transport = protocol.response_stream(answer.status, answer.headers)
            while chunk := stream.read(CHUNK):
                await transport.send_bytes(chunk)
    elif answer.body:
        protocol.response_bytes(answer.status, answer.headers, answer.body)
    else:
        protocol.response_empty(answer.status, answer.headers)


def environ_of(scope: Any) -> dict[str, Any]:
    """The request as PEP 3333 puts it; what is text there holds a byte in each character."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _bytes_of(scope.path),
        "QUERY_STRING": _bytes_of(scope.query_string),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "HTTP_HOST": "",  # a request without it is refused, not taken for one to the address that it came to
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": StoredFile,
    }
    seen = set()
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # it would be taken for the one with a hyphen, which a proxy in front may have looked at
        key = "HTTP_" + name.upper().replace("-", "_")
        if key in {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}:
            key = key[5:]
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in seen else value
        seen.add(key)
    return environ


def _bytes_of(text: str) -> str:
    return text if text.isascii() else text.encode().decode("latin-1")
