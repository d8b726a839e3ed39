"""Articles whose time has come since they were saved."""

import logging
from functools import wraps
from typing import Any

from django.db import Error
from django.http import HttpRequest

from encyclopedia import editing
from encyclopedia.browsing.showing import LISTS
from encyclopedia.site.annotations import View
from encyclopedia.site.kept_pages.making import making_of

logger = logging.getLogger(__name__)


def up_to_date(view: View) -> Any:
    """Before the view, let articles be found and counted that have become public by the clock alone.

    Nobody asks for it: who comes first after that time finds them, and everybody the same.
    """

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        making = making_of(request)
        if making.is_due:
            index_due()
            making.begin()  # what was read before has moved
        return view(request, *args, **kwargs)

    return counted


def of_lists(view: View) -> Any:
    """The page shows lists of articles, or counts them: it is made anew when any of them has changed."""

    @up_to_date
    @wraps(view)
    def listed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        making_of(request).depend(LISTS)
        return view(request, *args, **kwargs)

    return listed


def index_due() -> None:
    """Let articles be found and counted whose time has come; where that cannot be, the next reader tries again."""
    try:
        editing.index_due()
    except Error:
        logger.warning("An article whose time has come could not be counted; the next reader tries again.")
