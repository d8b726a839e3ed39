"""What readers with an account say of others' comments, each on a page that asks first; and what they said already."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from comments import opinions
from comments.articles import Article, published_article
from comments.forms import ReportForm
from comments.models import Comment, Report, State, Vote
from comments.posting import ownership
from comments.posting import submitting as posting
from comments.posting.csrf import checked_form
from comments.refusals import Invalid, Refused
from encyclopedia.site.caching import SeeOther, private
from encyclopedia.site.methods import require_methods, require_safe

from .answers import refused, turned_away, with_article
from .writing import may

#: Of so many of one's own comments on an article a page learns what can be done with them.
OWN = 200


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    return refused(request, refusal, _report_again)


@private
@require_methods("GET", "HEAD", "POST")
@checked_form(_refuse)
def report(request: HttpRequest, slug: str, public_id: str) -> HttpResponseBase:
    """The form in which a comment is reported."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    comment = _public(published_article(slug), public_id)
    if request.method != "POST":
        return _show_report(request, comment, ReportForm())
    form = ReportForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid
        opinions.report(comment, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refuse(request, refusal)
    return render(request, "comments/reported.html", {"article": comment.article, "comment": comment})


def _report_again(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    names = request.resolver_match.kwargs
    comment = _public(published_article(names["slug"]), names["public_id"])
    if not request.user.is_authenticated or refusal.status == 404:
        return turned_away(request, refusal, request.POST.get("note", ""))
    written = request.POST.dict()
    form = ReportForm(written) if isinstance(refusal, Invalid) else ReportForm(initial=written)
    return _show_report(request, comment, form, refusal)


def _show_report(request: HttpRequest, comment: Comment, form: Any, refusal: Refused | None = None) -> HttpResponseBase:
    context = {"article": comment.article, "comment": comment, "form": form, "refusal": refusal}
    return render(request, "comments/report.html", context, status=refusal.status if refusal else 200)


@private
@require_methods("GET", "HEAD", "POST")
@with_article
def helpful(request: HttpRequest, article: Article, public_id: str) -> HttpResponseBase:
    """A page that asks whether a comment is helpful, and what counts it."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    comment = _public(article, public_id)
    if request.method != "POST":
        return render(request, "comments/helpful.html", {"article": article, "comment": comment})
    try:
        opinions.find_helpful(comment, by=request.user)
    except Refused as refusal:
        return refused(request, refusal, turned_away)
    return SeeOther(comment.get_absolute_url())


@private
@require_safe
@with_article
def own(request: HttpRequest, article: Article) -> HttpResponseBase:
    """What this reader has said of the comments on an article, and what can be done with one's own."""
    said: dict[str, Any] = {"signed_in": request.user.is_authenticated, "helpful": [], "reported": [], "own": {}}
    if request.user.is_authenticated:
        for name, model in (("helpful", Vote), ("reported", Report)):
            rows = model.objects.filter(by=request.user, comment__article=article)
            said[name] = list(rows.values_list("comment__public_id", flat=True))
        mine = Comment.objects.filter(article=article, account=request.user).exclude(state=State.DELETED)
    else:
        ids = [name.rpartition("-")[2] for name in request.COOKIES if "comment-change-" in name][:OWN]
        mine = Comment.objects.filter(article=article, account=None, public_id__in=ids).exclude(state=State.DELETED)
    now = timezone.now()
    for comment in mine.order_by("-created_at")[:OWN]:
        if ownership.may_change(request, comment):
            possible = {"edit": posting.check_changeable, "delete": posting.check_deletable}
            said["own"][comment.public_id] = [name for name, check in possible.items() if may(check, comment, now=now)]
    return JsonResponse(said)


def _public(article: Article, public_id: str) -> Any:
    comment = get_object_or_404(Comment.objects.as_read(), article=article, public_id=public_id, state=State.APPROVED)
    comment.article = article
    return comment


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
