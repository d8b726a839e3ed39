"""A page as finished bytes, in each way that readers take them."""

import gzip
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import brotli
from django.utils.http import parse_etags

Headers = list[tuple[str, str]]

#: Headers that differ between the ways in which a page is sent; a page has its own of each.
OF_CODING = {"content-length", "content-encoding", "etag", "vary"}
#: What an answer says that a page is as the reader has it.
OF_UNCHANGED = {"content-type", "content-language", "content-disposition"}
IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
#: Bytes; what is shorter gains nothing.
SHORTEST = 200
#: A page is made in the time of whoever asks first, and compressed best in nobody's.
GZIP_LEVEL, BROTLI_LEVEL = 6, 10


@dataclass(frozen=True, slots=True)
class Coded:
    """A page in one coding: its bytes, and the headers with them and without."""

    body: bytes
    headers: Headers
    unchanged: Headers


@dataclass(slots=True)
class Page:
    """An answer of the application, with what it was made from."""

    status: int
    etag: str
    codings: dict[str, Coded]
    versions: dict[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    began: float = 0
    until: float = 0
    readings: Sequence[Callable[[], None]] = ()
    times: int = 0
    """How often it was sent."""

    @property
    def size(self) -> int:
        """Bytes that it takes up, about."""
        return 4_000 + sum(len(coded.body) for coded in self.codings.values())

    def is_true(self, numbers: dict[str, int], clock: int) -> bool:
        """Whether it is what the application would answer now; the numbers are those of its names."""
        now = time.time()
        return self.began <= now < self.until and not 0 < clock <= now * 1000 and numbers == self.versions

    def coded(self, accepted: str) -> Coded:
        """The page in the best of the codings that a reader takes."""
        for coding in (BROTLI, GZIP):
            if coding in self.codings and takes(accepted, coding):
                return self.codings[coding]
        return self.codings[IDENTITY]

    def is_known(self, etags: str) -> bool:
        """Whether a reader who has the page under these tags has it as it is."""
        if not etags or not self.etag:
            return False
        known = {etag.removeprefix("W/") for etag in parse_etags(etags)}
        return self.etag in known or "*" in known


def page_of(status: int, headers: Headers, body: bytes) -> Page:
    """The page of an answer that was not compressed."""
    common = [(name, value) for name, value in headers if name.lower() not in OF_CODING]
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    etag = etag or f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
    bodies = {IDENTITY: body}
    if len(body) >= SHORTEST:
        bodies[GZIP] = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return Page(status, etag, {coding: _coded(common, etag, coding, each) for coding, each in bodies.items()})


def compress(page: Page) -> Coded | None:
    """The page in the smallest form that browsers take; None where it is too short for one."""
    if GZIP not in page.codings:
        return None
    coded = page.codings[IDENTITY]
    common = [(name, value) for name, value in coded.headers if name not in OF_CODING]
    return _coded(common, page.etag, BROTLI, brotli.compress(coded.body, quality=BROTLI_LEVEL))


def _coded(common: Headers, etag: str, coding: str, body: bytes) -> Coded:
    own = [("vary", "Accept-Encoding")]
    # The same page in other bytes, which is what a weak tag says.
    own += [("etag", etag)] if coding == IDENTITY else [("etag", f"W/{etag}"), ("content-encoding", coding)]
    unchanged = [(name, value) for name, value in common if name.lower() not in OF_UNCHANGED]
    return Coded(body, [*common, *own, ("content-length", str(len(body)))], [*unchanged, *own[:2]])


def takes(accepted: str, coding: str) -> bool:
    """Whether a reader who sent this `Accept-Encoding` takes the coding: named, and not with a weight of nothing."""
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == coding:
            return weight.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
