"""Readers who keep their connections open and ask one page after the other."""

import asyncio
import time
from collections.abc import Iterator, Sequence

PATIENCE = 60  # seconds until a server answers for the first time


async def ask(port: int, addresses: Sequence[str], times: int, readers: int) -> float:
    """Ask for the addresses in turns, so many times in all; the answer are the seconds that it took.

    Raises ValueError at an answer that is not 200.
    """
    requests = [f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for address in addresses]
    turns = iter(range(times))
    connections = [await _connect(port) for _ in range(readers)]
    began = time.perf_counter()
    await asyncio.gather(*(_read(*connection, requests, turns) for connection in connections))
    passed = time.perf_counter() - began
    for _, writer in connections:
        writer.close()
    return passed


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)


async def _read(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: list[bytes], turns: Iterator[int]
) -> None:
    for turn in turns:
        request = requests[turn % len(requests)]
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise ValueError(f"{request!r} was answered {head[:40]!r}")
        _, _, length = head.partition(b"content-length: ")
        await reader.readexactly(int(length.partition(b"\r\n")[0]))
