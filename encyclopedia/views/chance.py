"""An article that nobody has chosen."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from encyclopedia.browsing.chance import drawn
from encyclopedia.site.methods import require_safe


@require_safe
def random(request: HttpRequest) -> HttpResponseBase:
    """To some published article, whichever."""
    article = drawn()
    if article is None:
        context = {"title": "There is no article yet", "message": "Nothing is published here that could be shown."}
        return render(request, "error.html", context, status=404)
    response = redirect(article)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
