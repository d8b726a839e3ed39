"""The front page, errors, and what machines ask of a site."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import Error, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils._os import safe_join
from django.views import defaults
from django.views.decorators.cache import never_cache

from encyclopedia.browsing.categories import tree
from encyclopedia.models import Article
from encyclopedia.site import outages, picture_kinds
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.prefixes import DESK

from .due import of_lists


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template may name."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "licence": settings.CONTENT_LICENSE}


@require_safe
@public
@kept()
@of_lists
def front(request: HttpRequest) -> HttpResponseBase:
    published = Article.objects.published()
    context = {"count": published.count(), "newest": published.newest_first().listed()[:8], "tree": tree()}
    return render(request, "encyclopedia/front.html", context)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Whether the server and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponseBase:
    closed = [
        DESK,
        "/search/",
        "/wiki/*/comments/new/",
        "/wiki/*/history/",
        "/wiki/*/compare/",
        "/wiki/*/cite/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Browsers ask for it where a page names no icon, as those of the admin do not."""
    return redirect(static("img/icon.svg"))


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An upload: plain raster images are shown, anything else is saved; nothing in one can run."""
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, path)).open("rb")  # noqa: SIM115  # the answer closes it
    except (OSError, ValueError, SuspiciousFileOperation):
        # None of that name, a folder, or a name that no file can have.
        raise Http404("There is no such file.") from None
    # Not what the machine knows of endings, which may be nothing of WebP.
    kind = picture_kinds.BY_ENDING.get(Path(path).suffix.removeprefix(".").lower())
    type_ = kind.type if kind else "application/octet-stream"
    response = FileResponse(file, content_type=type_, as_attachment=not kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Under a free licence: any page may show it.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    # Django takes a session that could not be stored for one that was deleted.
    if outages.is_outage(exception):
        return outages.answer(request, exception)
    message = "Something in its address or its form is not as it should be."
    return render(request, "error.html", {"title": "This request is not understood", "message": message}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    message = "Your account does not have the right to do this."
    return render(request, "error.html", {"title": "That is not allowed", "message": message}, status=403)


def server_error(request: HttpRequest) -> Any:
    """What went wrong outside of a view."""
    error = sys.exc_info()[1]
    return outages.answer(request, error) if outages.is_outage(error) else defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> Any:
    message = "The form could not be checked. Go back, reload the page and send it again; cookies must be allowed."
    return TemplateResponse(
        request, "error.html", {"title": "This form was refused", "message": message}, status=403
    ).render()
