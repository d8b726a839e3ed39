"""The history of an article at the desk: what readers do not see of it too, and the verbs that go back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import compare as compare_documents
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import Line
from encyclopedia.models import Article, Revision, Status
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.pages import PER_PAGE, page_number

from . import previews
from .rights import HIDE, PUBLISH

PAGE = PER_PAGE["revisions"]
MAX_REASON_LENGTH = 200


def _article(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> Any:
    article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
    if desk.has_view_or_change_permission(request, article):
        return article
    if not request.user.has_perm(HIDE):
        raise PermissionDenied
    if not article.is_public:
        article.title = _title_once(article)
    return article


def _title_once(article: Article) -> Any:
    """The title that readers saw last, for whoever may know no more; it may have another one by now."""
    seen = Revision.objects.filter(article=article).public().exclude(text="").order_by("-number").first()
    if seen is None:
        raise Http404("There is no such article.")
    return loads(seen.text).title


def _revisions(desk: ModelAdmin[Any], request: SignedInRequest, article: Article) -> Any:
    revisions = Revision.objects.filter(article=article)
    return revisions if desk.has_view_or_change_permission(request, article) else revisions.public()


def _found(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, number: int) -> Any:
    """The revision, with its text where this person may read it."""
    return get_object_or_404(_revisions(desk, request, article), number=number)


def _may_read(desk: ModelAdmin[Any], request: SignedInRequest, revision: Revision) -> bool:
    """Whether the text is there and for this person: of a hidden one only for those who may hide."""
    return bool(revision.text) and (not revision.hidden or request.user.has_perm(HIDE))


def _context(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, title: str) -> Any:
    return desk.admin_site.each_context(request) | {"title": title, "opts": desk.opts, "article": article}


def history(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All revisions for whoever may see the article; with the right to hide alone, those that are or were public."""
    article = _article(desk, request, pk)
    revisions = _revisions(desk, request, article).listed()
    number = page_number(request)
    page = Paginator(revisions, PAGE).get_page(number)
    for revision in page.object_list:
        revision.may_be_read = not revision.hidden or request.user.has_perm(HIDE)
    context = _context(desk, request, article, _("History of “%(title)s”") % {"title": article.title})
    context |= {"page": page, "log": _log(article) if desk.has_view_permission(request, article) else []}
    return render(request, "admin/encyclopedia/article/history.html", context)


def _log(article: Article) -> Any:
    """What was done at the desk, the newest first."""
    about = ContentType.objects.get_for_model(Article)
    entries = LogEntry.objects.filter(content_type=about, object_id=str(article.pk))
    return entries.select_related("user").order_by("-action_time")[:PAGE]


def revision(desk: ModelAdmin[Any], request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """One revision: what it changed, and what can be done about it."""
    article = _article(desk, request, pk)
    revision = _found(desk, request, article, number)
    before = _revisions(desk, request, article).filter(number__lt=number).first()
    readable = _may_read(desk, request, revision)
    comparison = None
    if readable and before and _may_read(desk, request, before):
        comparison = compare_documents(loads(before.text), loads(revision.text))
    context = _context(
        desk,
        request,
        article,
        _("Revision %(number)d of “%(title)s”")
        % {
            "number": number,
            "title": article.title,
        },
    )
    context |= {
        "revision": revision,
        "before": before,
        "comparison": comparison,
        "readable": readable,
        "is_current": number == article.revision_number,
        "may_change": desk.has_change_permission(request, article),
        "may_hide": request.user.has_perm(HIDE),
        "goes_public": article.status == Status.PUBLISHED and request.user.has_perm(PUBLISH),
    }
    return render(request, "admin/encyclopedia/article/revision.html", context)


def revision_page(desk: ModelAdmin[Any], request: SignedInRequest, pk: int, number: int) -> Any:
    """The article as it was."""
    article = _article(desk, request, pk)
    revision = _found(desk, request, article, number)
    if not _may_read(desk, request, revision):
        raise PermissionDenied
    return previews.page(request, loads(revision.text), article=article, stored_revision=revision)


def choose(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Lead from two chosen revisions to their comparison."""
    numbers = [request.GET.get(name, "") for name in ("a", "b")]
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        messages.error(request, _("Choose two revisions to compare."))
        return redirect("admin:encyclopedia_article_history", pk)
    return redirect("admin:encyclopedia_article_compare", pk, *map(int, numbers))


def compare(desk: ModelAdmin[Any], request: SignedInRequest, pk: int, a: Any, b: Any) -> HttpResponseBase:
    """Two revisions, part by part."""
    article = _article(desk, request, pk)
    before, after = _found(desk, request, article, a), _found(desk, request, article, b)
    if not (_may_read(desk, request, before) and _may_read(desk, request, after)):
        raise PermissionDenied
    context = _context(
        desk,
        request,
        article,
        _("Revisions %(a)d and %(b)d of “%(title)s”")
        % {
            "a": a,
            "b": b,
            "title": article.title,
        },
    )
    context |= {"sides": (before, after), "comparison": compare_documents(loads(before.text), loads(after.text))}
    return render(request, "admin/encyclopedia/article/compare.html", context)


def do(desk: ModelAdmin[Any], request: SignedInRequest, pk: int, number: int, verb: str) -> HttpResponseBase:
    """Revert, undo, hide or show: what a button on the page of a revision says."""
    act = {"revert": _go_back, "undo": _go_back, "hide": _hide, "show": _hide}.get(verb)
    if act is None:
        raise Http404("There is no such page.")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = _article(desk, request, pk)
    return act(desk, request, article, _found(desk, request, article, number), verb)


def _go_back(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, revision: Revision, verb: str
) -> HttpResponseBase:
    if not desk.has_change_permission(request, article) or not _may_read(desk, request, revision):
        raise PermissionDenied
    form = f"{reverse('admin:encyclopedia_article_change', args=[article.pk])}?{verb}={revision.number}"
    if article.status == Status.PUBLISHED and not request.user.has_perm(PUBLISH):
        # What readers see is not this person's to change; the form keeps it as the next version.
        return redirect(form)
    try:
        if verb == "revert":
            made = editing.revert(article, to=revision, by=request.user)
        else:
            made = editing.undo(article, change=revision, by=request.user)
    except editing.Conflicting:
        messages.warning(request, _("Later changes touch the same words. Look at both below, and decide."))
        return redirect(form)
    except editing.NoSuchText:
        messages.error(request, _("The text that this needs is not here."))
    except DocumentError as error:
        messages.error(request, f"{error.problem}.")
    else:
        if made:
            desk.log_change(request, article, f"{made.note}.")
            messages.success(
                request,
                _("%(done)s: the article is at revision %(number)d now.")
                % {
                    "done": made.note,
                    "number": made.number,
                },
            )
        else:
            messages.info(request, _("Nothing was changed: the article reads so already."))
    return redirect("admin:encyclopedia_article_history", article.pk)


def _hide(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, revision: Revision, verb: str) -> Any:
    if not request.user.has_perm(HIDE):
        raise PermissionDenied
    back = redirect("admin:encyclopedia_article_revision", article.pk, revision.number)
    try:
        reason = Line(required=False, max_length=MAX_REASON_LENGTH).clean(request.POST.get("reason", ""))
        if verb == "hide":
            editing.hide(revision)
        else:
            editing.show(revision)
    except editing.IsCurrent:
        messages.error(request, _("The current revision cannot be hidden. Revert to another one first."))
        return back
    except editing.NoSuchText:
        messages.error(request, _("Nothing is left of this revision that could be shown."))
        return back
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back
    done = gettext("Hid revision %d") if verb == "hide" else gettext("Showed revision %d")
    desk.log_change(request, article, f"{done % revision.number}: {reason}" if reason else f"{done % revision.number}.")
    messages.success(request, f"{done % revision.number}.")
    return back


ROUTES = [
    ("<int:pk>/history/", history, "encyclopedia_article_history"),
    ("<int:pk>/history/<int:number>/", revision, "encyclopedia_article_revision"),
    ("<int:pk>/history/<int:number>/page/", revision_page, "encyclopedia_revision_page"),
    ("<int:pk>/history/<int:number>/<str:verb>/", do, "encyclopedia_revision_verb"),
    ("<int:pk>/compare/<int:a>/<int:b>/", compare, "encyclopedia_article_compare"),
    ("<int:pk>/compare/", choose, "encyclopedia_article_choose"),
]
