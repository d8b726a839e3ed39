"""How much a request may bring with it, how long it may take, and how it is taken in before anybody is asked."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.http.cookie import parse_cookie

from encyclopedia.site.prefixes import DESK

#: Bytes. Forms for readers are small. The desk's may hold an article of the largest size and a picture; whether a
#: session is a real one only the view can tell, so there is an end to them too.
LARGEST = 64 * 1024
LARGEST_AT_DESK = 24 * 1024 * 1024
#: Bytes of a body that are held in memory; what is longer goes to a temporary file.
IN_MEMORY = 512 * 1024
#: Where the environment of a request holds the status with which it is refused before a view sees it.
REFUSED = "encyclopedia.refused"
#: Seconds that any body may take, and the bytes for each of which that come it gets another second.
PATIENCE, SLOWEST = 20, 16 * 1024


class Refused(Exception):
    """The body is not taken in; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def largest(path: str, cookies: str) -> int:
    """How many bytes may come to this path with these cookies."""
    at_desk = path.startswith(DESK) and settings.SESSION_COOKIE_NAME in parse_cookie(cookies)
    return LARGEST_AT_DESK if at_desk else LARGEST


async def take_in(chunks: AsyncIterable[bytes], length: int) -> IO[bytes]:
    """All that comes, from its beginning.

    Raises Refused where `length` bytes are not there in time, or when it ends before them.
    """
    began = asyncio.get_running_loop().time()
    with ExitStack() as kept:
        body = kept.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        try:
            async with asyncio.timeout_at(began + PATIENCE) as limit:
                async for chunk in chunks:
                    body.write(chunk)
                    limit.reschedule(began + PATIENCE + body.tell() / SLOWEST)
        except TimeoutError:
            raise Refused(408) from None
        if body.tell() != length:
            raise Refused(400)
        body.seek(0)
        kept.pop_all()
        return body
