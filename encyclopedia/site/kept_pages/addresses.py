"""Which addresses have pages that can be kept, and one spelling for each."""

from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from encyclopedia.site.annotations import View

from .making import making_of

#: Characters of an address whose page is kept; nobody links to longer ones.
MAX_LENGTH = 500
#: Parameters in a query that is looked at.
MAX_PARAMETERS = 20


def parameters_of(path: str) -> tuple[str, ...] | None:
    """The parameters that the page at a path knows; None where it is not one that can be kept."""
    if len(path) > MAX_LENGTH:
        return None
    try:
        view = resolve(path).func
    except Http404:
        return None
    return getattr(view, "parameters", None)


def spelled(path: str, query: str, parameters: tuple[str, ...]) -> str | None:
    """The address with what its page knows of the query, in one order and spelling; None where that cannot be said.

    What it does not know changes nothing of it, as the marks that come with links from elsewhere.
    """
    if not query:
        return path
    try:
        asked = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return None
    names = [name for name, _ in asked]
    if any(names.count(name) > 1 for name in parameters):
        return None
    known = sorted((name, value) for name, value in asked if name in parameters)
    return address if len(address := _joined(path, known)) <= MAX_LENGTH else None


def _joined(path: str, known: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(known)}" if known else path


def kept(*parameters: str) -> Any:
    """The page may be kept once it has said what it is made from; it knows these parameters and no others."""

    def decorate(view: View) -> Any:
        @wraps(view)
        def made(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            making_of(request).begin()
            return view(request, *args, **kwargs)

        made.parameters = parameters  # type: ignore[attr-defined]  # read by `parameters_of`
        return made

    return decorate
