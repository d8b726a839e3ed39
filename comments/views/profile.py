"""Who comments: the profile that everybody can see."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from comments import people
from encyclopedia.site.caching import public
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, page_number, page_or_404


@require_safe
@public
def profile(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What a person has posted that every reader can see."""
    person = get_object_or_404(people.people_with_profile().select_related("account"), public_id=public_id)
    if person.is_banned:
        return _noindex(render(request, "comments/person_gone.html", status=410))
    rows = people.public_comments(person).select_related("approved", "article")
    rows = rows.defer("article__body", "article__short_answer")
    comments = page_or_404(rows, page_number(request), PER_PAGE["comments"])
    return _noindex(render(request, "comments/person.html", {"person": person, "page": comments}))


def _noindex(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
