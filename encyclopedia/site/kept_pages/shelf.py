"""Where a process holds its kept pages: so many bytes, what is asked for least goes first."""

from collections import OrderedDict

from .pages import Page

#: The part of all bytes that pages get which were asked for once, where there are enough that are asked for often:
#: whoever asks for each page there is drives out no more.
PROBATION = 0.25


class Shelf:
    """Pages by their addresses. Used by one thread."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._once: OrderedDict[str, Page] = OrderedDict()
        self._often: OrderedDict[str, Page] = OrderedDict()
        self._bytes = {id(self._once): 0, id(self._often): 0}

    def __len__(self) -> int:
        return len(self._once) + len(self._often)

    @property
    def bytes(self) -> int:
        """How many bytes it holds, about."""
        return sum(self._bytes.values())

    def get(self, address: str) -> Page | None:
        """The page at an address, which has been asked for once more now."""
        if page := self._often.get(address):
            self._often.move_to_end(address)
            return page
        if page := self._once.get(address):
            self.drop(address)
            self._put(self._often, address, page)
        return page

    def put(self, address: str, page: Page) -> None:
        """Hold the page, in place of the one before."""
        part = self._often if address in self._often else self._once
        self.drop(address)
        # One page that fills it would drive out all others.
        if page.size <= self.most_bytes * PROBATION:
            self._put(part, address, page)

    def drop(self, address: str) -> None:
        """Hold no page at this address any more."""
        for part in (self._once, self._often):
            if page := part.pop(address, None):
                self._bytes[id(part)] -= page.size

    def clear(self) -> None:
        """Hold nothing."""
        for part in (self._once, self._often):
            part.clear()
            self._bytes[id(part)] = 0

    def grow(self, address: str, page: Page, more: int) -> None:
        """Count so many bytes more for a page, if it is still the one that is held."""
        for part in (self._once, self._often):
            if part.get(address) is page:
                self._bytes[id(part)] += more
                self._make_room()

    def _put(self, part: OrderedDict[str, Page], address: str, page: Page) -> None:
        part[address] = page
        self._bytes[id(part)] += page.size
        self._make_room()

    def _make_room(self) -> None:
        while self.bytes > self.most_bytes:
            crowded = self._bytes[id(self._once)] > self.most_bytes * PROBATION or not self._often
            part = self._once if crowded else self._often
            _, page = part.popitem(last=False)
            self._bytes[id(part)] -= page.size
