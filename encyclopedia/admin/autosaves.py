"""What an editor has typed and not saved: kept while the form is open, offered when one is opened again."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from encyclopedia.models import Article, Autosave
from encyclopedia.site.annotations import SignedInRequest

#: Characters; the form of the largest article is a few times smaller.
LONGEST = 8_000_000
#: How long the name of an opening is, by which the autosaves of several forms of one article are told apart.
OPENING_LENGTH = 32
#: Of so many forms of one article that somebody has left; the oldest goes when there are more.
MAX_KEPT = 10


def keep(desk: ModelAdmin[Any], request: SignedInRequest, pk: int | None = None) -> HttpResponseBase:
    """Keep what a form holds, apart from what others of the same article hold; with `discard`, forget what was kept."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = get_object_or_404(Article.objects.only("status"), pk=pk) if pk else None
    if not (desk.has_change_permission(request, article) if article else desk.has_add_permission(request)):
        raise PermissionDenied
    if "discard" in request.POST:
        _kept(request, article).filter(pk=number_in(request.POST["discard"])).delete()
        if article is None:
            return redirect("admin:encyclopedia_article_add")
        return redirect("admin:encyclopedia_article_change", article.pk)
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    text, opening = fields.urlencode(), fields.get("opening", "")
    if len(text) > LONGEST or "title" not in fields or len(opening) > OPENING_LENGTH or "\x00" in opening:
        return HttpResponse("This is not the form of an article.", status=400, content_type="text/plain")
    Autosave.objects.update_or_create(
        user=request.user,
        article=article,
        opening=opening,
        defaults={"fields": text, "saved_at": timezone.now()},
    )
    beyond = _kept(request, article).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MAX_KEPT:]
    Autosave.objects.filter(pk__in=list(beyond)).delete()
    return HttpResponse(status=204)


def _kept(request: SignedInRequest, article: Article | None) -> Any:
    return Autosave.objects.filter(user=request.user, article=article if article and article.pk else None)


def kept_of(request: SignedInRequest, article: Article | None) -> Any:
    """What this account has left unsaved in forms of the article, the newest first, without the texts."""
    return list(_kept(request, article).defer("article", "fields").order_by("-saved_at", "-pk"))


def restored(request: SignedInRequest, article: Article | None) -> Any:
    """The autosave that the address asks for, by its key or as the newest; None where there is none."""
    if "restore" not in request.GET:
        return None
    kept = _kept(request, article).defer("article").order_by("-saved_at", "-pk")
    return (kept.filter(pk=number_in(request.GET["restore"])) if request.GET["restore"] else kept).first()


def forget(request: SignedInRequest, article: Article | None, opening: Any) -> None:
    _kept(request, article).filter(opening=opening).delete()


def address_of(article: Article | None) -> Any:
    if article.pk is None:
        return reverse("admin:encyclopedia_article_add_autosave")
    return reverse("admin:encyclopedia_article_autosave", args=[article.pk])


ROUTES = [
    ("add/autosave/", keep, "encyclopedia_article_add_autosave"),
    ("<int:pk>/autosave/", keep, "encyclopedia_article_autosave"),
]


def number_in(text: str) -> Any:
    """A number that a browser has sent back, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
