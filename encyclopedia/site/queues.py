"""What waits at the desk, whoever keeps it."""

from typing import NamedTuple


class Queue(NamedTuple):
    """Something that waits for somebody."""

    label: str
    number: int
    """How many of it there are."""
    address: str
    """Where it is seen to."""
