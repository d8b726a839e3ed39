"""The kinds of pictures that are taken in, kept and shown; a further one is one more line.

SVG is none of them: it can hold scripts.
"""

from typing import Any, NamedTuple


class Kind(NamedTuple):
    """A kind of raster picture."""

    format: str
    """What Pillow calls it."""
    name: str
    """What people call it."""
    endings: tuple[str, ...]
    """Of names of files; the first is the one that files get here."""
    type: str
    """Its media type (RFC 6838)."""
    modes: frozenset[str]
    """Pillow's modes in which it is kept as it is; others are converted."""
    options: dict[str, Any]
    """With which Pillow writes it."""


KINDS = (
    Kind(
        "PNG", "PNG", ("png",), "image/png", frozenset({"1", "L", "LA", "I;16", "P", "RGB", "RGBA"}), {"optimize": True}
    ),
    Kind("JPEG", "JPEG", ("jpg", "jpeg"), "image/jpeg", frozenset({"L", "RGB"}), {"quality": 90}),
    Kind("GIF", "GIF", ("gif",), "image/gif", frozenset({"L", "P"}), {}),
    Kind("WEBP", "WebP", ("webp",), "image/webp", frozenset({"RGB", "RGBA"}), {"quality": 90}),
)
BY_FORMAT = {kind.format: kind for kind in KINDS}
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
TYPES = frozenset(kind.type for kind in KINDS)


def listed(words: list[str]) -> str:
    """Words as a sentence has them: `PNG, JPEG, GIF or WebP`."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


#: As people read them: `PNG, JPEG, GIF or WebP`, and `png, jpg, gif or webp`.
NAMES = listed([kind.name for kind in KINDS])
ENDINGS = listed([kind.endings[0] for kind in KINDS])
#: Patterns of all endings: of the kinds here, and of those that texts from elsewhere name, too.
ANY_ENDING = "|".join(BY_ENDING)
ANY_ENDING_ELSEWHERE = f"{ANY_ENDING}|svg|avif|bmp|tiff?"
