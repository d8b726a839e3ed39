"""Which methods an address takes."""

from typing import Any

from django.views.decorators.http import require_http_methods

from encyclopedia.site.annotations import View


def require_methods(*methods: str) -> Any:
    """The view takes these methods, named in capitals; `middleware.BadRequests` answers 405 to any other.

    Said where the middleware can read it, because Django's own decorator answers only after the check of forms has:
    whoever posts to a page would be told that a token is missing.
    """

    def decorate(view: View) -> Any:
        taken: Any = require_http_methods(list(methods))(view)
        taken.methods = frozenset(methods)
        return taken

    return decorate


require_safe = require_methods("GET", "HEAD")
