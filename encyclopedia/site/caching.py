"""How long an answer may be kept, and by whom."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from encyclopedia.site.annotations import View


def public(view: View) -> Any:
    """The page is the same for every reader: shared caches may keep it for a minute and then ask again.

    So it is where an article has moved to, and that there is none: said to nobody for longer, both may change.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code in {200, 301, 404}:
            patch_cache_control(response, public=True, max_age=0, s_maxage=60, must_revalidate=True)
        return response

    return marked


def private(view: View) -> Any:
    """The page is for one reader at one moment: nobody keeps it, and no search engine lists it."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    return marked


class SeeOther(HttpResponseRedirect):
    """Where to look after something was done (303), so that loading it again does nothing twice."""

    status_code = 303
