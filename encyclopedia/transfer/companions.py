"""What belongs to articles but is kept by others: each of COMPANIONS has a folder of its own in an export.

`export(articles)` answers the objects of each article by its key, in the order in which they are restored;
`restore(article, objects)` takes them in and answers how many things that made, or raises ValueError about the object
that it took last.
"""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.conf import settings


def companions() -> Iterator[tuple[str, ModuleType]]:
    """The folder in an export and the module of each: `comments` and `comments.exchange.transfer`."""
    for name in settings.COMPANIONS:
        yield name.partition(".")[0], import_module(name)
