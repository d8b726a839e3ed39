"""What a page says of itself while it is made, so that it can be kept."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from django.apps import apps
from django.http import HttpRequest

from .names import CLOCK, SITE

#: Where the environment of a request holds its making, if the page is made to be kept.
MAKING = "encyclopedia.making"
#: Seconds after which a page is made anew in any case: some of what it shows may be so old.
MAX_AGE = 86_400


class Making:
    """Collects the versions that a page is made from, and until when it is true."""

    def __init__(self, likely: Iterable[str] = ()) -> None:
        """`likely` are names that the page has depended on before: they are read together with the first."""
        self._likely = likely
        self.versions: dict[str, int] = {}
        self.names: set[str] = set()
        self.began = time.time()
        self.until = self.began + MAX_AGE
        self.readings: list[Callable[[], None]] = []
        self.is_keepable = False
        self.clock = 0

    def begin(self) -> None:
        """Read the version of the site, before anything else is read."""
        self._read({SITE, CLOCK, *self._likely})
        self.names.discard(CLOCK)
        self.clock = self.versions.pop(CLOCK, 0)

    @property
    def is_due(self) -> bool:
        """Whether something may have become public by the clock since it was looked at last."""
        return 0 < self.clock <= time.time() * 1000

    def depend(self, *names: str) -> None:
        """Read the versions of these names. Called before anything is read that they are about."""
        self.is_keepable = True
        self._read(set(names) - self.names)

    def _read(self, names: set[str]) -> None:
        if names:
            self.names |= names
            # By its name: the server loads this before there are models.
            self.versions |= apps.get_model("encyclopedia.Version").objects.numbers(names)

    def never_moved(self, name: str) -> bool:
        """Whether it is known of a version that was read that nothing has ever moved it."""
        return name in self.names and name not in self.versions

    def expire(self, moment: datetime | None) -> None:
        """Say that the page is not true any more from this moment on, if there is one."""
        if moment:
            self.until = min(self.until, moment.timestamp())

    def count(self, reading: Callable[[], None]) -> None:
        """Have this called for each reader who gets the page."""
        self.readings.append(reading)


class Unkept(Making):
    """For a page that is made for one request alone."""

    @property
    def is_due(self) -> bool:
        return True  # for all that is known

    def begin(self) -> None:
        pass

    def depend(self, *names: str) -> None:
        pass

    def count(self, reading: Callable[[], None]) -> None:
        reading()


def making_of(request: HttpRequest) -> Making:
    """What the page that answers this request is told; nothing comes of it where the page is not kept."""
    return request.META.get(MAKING) or Unkept()
