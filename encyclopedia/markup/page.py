"""The page on which a text stands, as far as the text may name what is there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


def _no_picture(name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """Which pictures and sections a page has besides those of the text itself."""

    image_hosts: Collection[str] = ()
    """Where pictures may come from besides the uploads of this site, in lower case; others are links."""
    find_picture: Callable[[str], str | None] = _no_picture
    """The address of an upload by the name in `![[name]]`, or None."""
    sections: Collection[str] | None = None
    """Anchors besides those of the text's own headings. What `[[#Section]]` names must be one; None does not check."""


NO_PAGE = Page()
