"""What the views of a discussion have in common: for whom a page is, and how one says no."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from comments.articles import page_of, published_article
from comments.refusals import NotText, Refused, WrongType
from encyclopedia.site.annotations import View
from encyclopedia.site.kept_pages.making import making_of


def with_article(view: View) -> Any:
    """Hand the view the article; under an old slug, lead to the same place below the present one."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **rest: Any) -> HttpResponseBase:
        making_of(request).depend(page_of(slug))
        article = published_article(slug)
        if article.slug == slug or request.method == "POST":
            return view(request, article, **rest)
        address = reverse(request.resolver_match.view_name, kwargs={"slug": article.slug, **rest})
        query = request.META["QUERY_STRING"]
        return redirect(f"{address}?{query}" if query else address, permanent=True)

    return found


def refused(request: HttpRequest, refusal: Refused, form_again: Any) -> HttpResponseBase:
    """Say why something is not taken: to programs in a word, to people with all that they wrote.

    `form_again(request, refusal)` answers with the form, where there can be one.
    """
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: Any = JsonResponse({"error": refusal.code}, status=refusal.status)
    elif isinstance(refusal, NotText | WrongType):
        response = turned_away(request, refusal)
    else:
        response = form_again(request, refusal)
    if refusal.retry_after:
        response["Retry-After"] = refusal.retry_after
    return response


def turned_away(request: HttpRequest, refusal: Refused, text: str = "") -> HttpResponseBase:
    """Where there can be no form: the reason, and the text to take along."""
    return render(request, "comments/refused.html", {"refusal": refusal, "text": text}, status=refusal.status)
