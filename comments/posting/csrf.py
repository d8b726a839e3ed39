"""What is looked at before the form of a comment is read: its body, and whether it comes from our own pages."""

from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware_with_args
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from comments.refusals import FormUnchecked, NotText, Refused, WrongType
from encyclopedia.site.annotations import GetResponse

URLENCODED = "application/x-www-form-urlencoded"
#: The form has seven fields.
MAX_FIELDS = 100


class _FormCheck(CsrfViewMiddleware):
    """Django's check of forms, which lets `refuse(request, refusal)` answer: the text is to be kept."""

    def __init__(self, get_response: GetResponse, refuse: Any) -> None:
        super().__init__(get_response)
        self.refuse = refuse

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        try:
            if request.method == "POST":
                check_body(request)
        except Refused as refusal:
            return self.refuse(request, refusal)
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        # A page elsewhere must not be able to show people a form of ours that it has filled in.
        if self._is_ours(request):
            return self.refuse(request, FormUnchecked())
        return super()._reject(request, reason)  # type: ignore[misc]  # Django's, and not public

    def _is_ours(self, request: HttpRequest) -> bool:
        if "HTTP_ORIGIN" in request.META:
            return self._origin_verified(request)  # type: ignore[attr-defined]  # Django's, and not public
        referer = request.META.get("HTTP_REFERER")
        return not referer or url_has_allowed_host_and_scheme(referer, {request.get_host()})


def checked_form(refuse: Any) -> Any:
    """The view gets forms only; whatever else is posted to it, `refuse(request, refusal)` answers.

    The project's own middleware steps aside, because it would look for a token before anybody has looked at the body,
    and lose the text; the same check runs here.
    """
    check: Any = decorator_from_middleware_with_args(_FormCheck)(refuse)
    return lambda view: csrf_exempt(check(view))


def check_body(request: HttpRequest) -> None:
    """Raise WrongType where this is no form, NotText where it cannot be read as our form in UTF-8."""
    charset = request.content_params.get("charset", "utf-8").lower()
    if request.content_type not in {URLENCODED, "multipart/form-data"} or charset not in {"utf-8", "utf8"}:
        raise WrongType
    try:
        body = request.body
        # Django puts a sign in place of what it cannot decode; here a broken text is refused.
        (unquote_to_bytes(body) if request.content_type == URLENCODED else body).decode()
        fields = sum(len(values) for _name, values in request.POST.lists())
    except (UnicodeDecodeError, UnreadablePostError, MultiPartParserError, BadRequest, SuspiciousOperation):
        raise NotText from None
    if fields > MAX_FIELDS:
        raise NotText
