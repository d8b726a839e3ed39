"""What happens to every request before a view sees it."""

import ipaddress
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from encyclopedia.site import outages
from encyclopedia.site.annotations import GetResponse, View
from encyclopedia.site.door import second_factor
from encyclopedia.site.serving import bodies

MAX_ADDRESS_LENGTH = 8_000

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")

#: For each status a code for programs, and a title and a sentence for people.
ERRORS = {
    400: (
        "not_understood",
        "This request is not understood",
        "Something in its address or form is not as it should be.",
    ),
    405: ("not_allowed", "That cannot be done here", "This address does not take requests of that kind."),
    408: ("too_slow", "That took too long", "The request did not arrive in time. Send it again."),
    413: ("too_large", "That is too much", "The request is larger than this address takes."),
    414: ("address_too_long", "That address is too long", "No page of this site has so long an address."),
}


class TrustedProxies:
    """Believes what proxies say of the client, if they are named in TRUSTED_PROXIES; drops it otherwise.

    REMOTE_ADDR becomes the rightmost address in `X-Forwarded-For` that is no trusted proxy: whatever stands to the
    left of it may have been written by the client.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if self._trusted(request.META.get("REMOTE_ADDR", "")):
            hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for hop in reversed([hop.strip() for hop in hops]):
                if not _address(hop):
                    break
                request.META["REMOTE_ADDR"] = hop
                if not self._trusted(hop):
                    break
        else:
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)

    def _trusted(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


#: What pages may ask of a reader's device: nothing. Browsers warn of names that they do not know, so it is these.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)


class Headers:
    """What every answer says of itself, unless the view has said otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Left out, it lets caches guess: a browser keeps a redirect for ever, and a cache a 404 after it has ended.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Outages:
    """Tells whoever asked where the database cannot answer now. What a view does not raise, `handler500` finds."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Any) -> Any:
        return outages.answer(request, error) if outages.is_outage(error) else None


class Authentication(AuthenticationMiddleware):
    """Django's, but for sessions that lack the code which their account asks for: they end, and are nobody's."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user_of, request))  # type: ignore[assignment]  # as Django does
        request.auser = sync_to_async(partial(_user_of, request))


def _user_of(request: HttpRequest) -> Any:
    user = get_user(request)
    if user.is_authenticated and not second_factor.lets_in(request, user):
        request.session.flush()
        user = request._cached_user = AnonymousUser()  # type: ignore[attr-defined]  # where Django looks first
    return user


class BadRequests:
    """Answers requests that no view should have to think of, and gives bare errors a page that helps."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        status = self._refused(request)
        if status:
            return self._page(request, status)
        response: Any = self.get_response(request)
        bare = response.status_code in ERRORS and not response.streaming and not response.content
        if bare:
            page = self._page(request, response.status_code)
            if "Allow" in response:
                page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(self, request: HttpRequest, view: View, arguments: Any, named: Any) -> Any:
        """Answer 405 to a method that the view does not take, before the check of forms asks for a token."""
        methods = getattr(view, "methods", None)
        if methods is None or request.method in methods:
            return None
        page = self._page(request, 405)
        page["Allow"] = ", ".join(sorted(methods))
        return page

    def _refused(self, request: HttpRequest) -> Any:
        if refused := request.META.get(bodies.REFUSED):
            return refused
        if len(request.get_full_path()) > MAX_ADDRESS_LENGTH:
            return 414
        if "\x00" in request.path:
            return 400
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = bodies.largest(request.path, request.META.get("HTTP_COOKIE", ""))
        if length.isascii() and length.isdigit() and int(length) > most:
            return 413
        return None

    def _page(self, request: HttpRequest, status: int) -> HttpResponseBase:
        code, title, message = ERRORS[status]
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"error": code}, status=status)
        return render(request, "error.html", {"title": title, "message": message}, status=status)
