"""What waits for a second person: next versions of public articles, and articles that were never public."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import compare
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import Prose
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion, Status
from encyclopedia.models.pending import REMARK_LENGTH
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.pages import PER_PAGE, page_number
from encyclopedia.snapshots import hidden_until

from . import previews
from .rights import PUBLISH
from .wording import moment_in_words, place_of, waiting_words

if TYPE_CHECKING:
    from encyclopedia.document.merge import Conflict

PAGE = PER_PAGE["versions to review"]


def queue(desk: ModelAdmin[Any], request: SignedInRequest) -> HttpResponseBase:
    """Both kinds, those that wait longest first."""
    if not request.user.has_perm(PUBLISH) or not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    newest = PendingSave.objects.filter(pending=OuterRef("pk"))
    waiting = PendingVersion.objects.filter(state=PendingState.IN_REVIEW).order_by("changed_at", "pk")
    waiting = waiting.select_related("article").defer("article__body", "article__short_answer")
    waiting = waiting.annotate(
        author_name=Subquery(newest.values("author_name")[:1]), note=Subquery(newest.values("note")[:1])
    )
    new = Article.objects.filter(status=Status.IN_REVIEW).order_by("updated_at", "pk").listed()
    context = desk.admin_site.each_context(request) | {
        "title": _("Waiting for review"),
        "opts": desk.opts,
        "page": Paginator(waiting, PAGE).get_page(page_number(request)),
        "new": new[:PAGE],
    }
    return render(request, "admin/encyclopedia/article/review_queue.html", context)


def one(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> Any:
    """The next version beside the live one, and the decision about it."""
    article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    if article.status == Status.IN_REVIEW:
        return _review_new(desk, request, article)
    pending = get_object_or_404(PendingVersion.objects.select_related("article"), article=article)
    if request.method == "POST":
        return _decide(desk, request, article, pending)
    return _show_review(desk, request, article, pending)


def _show_review(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, pending: PendingVersion, **refused: Any
) -> HttpResponseBase:
    """The comparison; `refused`: what was written as a remark, an error, and the status of the answer."""
    newest = pending.newest
    live, number = editing.current_revision(article)
    document = loads(newest.text)
    conflicts: tuple[Conflict, ...] = ()
    try:
        document, number = editing.pending_document(article, pending)
    except editing.Conflicting as clash:
        conflicts = clash.merge.conflicts
    context = _review_context(desk, request, article, refused.get("remark", ""), refused.get("error", "")) | {
        "pending": pending,
        "may_discard": _may_discard(desk, request, pending),
        "newest": newest,
        "comparison": compare(live, replace(document, updated=live.updated)),
        "conflicts": [(place_of(conflict), conflict) for conflict in conflicts],
        "moved_on": number - newest.base,
        "would_hide": moment_in_words(then) if article.is_public and (then := hidden_until(document)) else "",
    }
    return render(request, "admin/encyclopedia/article/review.html", context, status=refused.get("status", 200))


def _review_context(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, remark: Any, error: Any) -> Any:
    return desk.admin_site.each_context(request) | {
        "title": _("The next version of “%(title)s”") % {"title": article.title},
        "opts": desk.opts,
        "article": article,
        "may_decide": request.user.has_perm(PUBLISH),
        "remark": remark,
        "error": error,
    }


def _remark(request: SignedInRequest) -> Any:
    return Prose(required=False, max_length=REMARK_LENGTH).clean(request.POST.get("remark", "")).strip()


def _decide(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, pending: PendingVersion
) -> HttpResponseBase:
    decision = request.POST.get("decision", "")
    typed = request.POST.get("seen", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    allowed = decision == "take up" or (decision == "discard" and _may_discard(desk, request, pending))
    if not (allowed or request.user.has_perm(PUBLISH)):
        raise PermissionDenied
    try:
        remark = _remark(request)
        done = _carry_out(request, pending, decision, seen, remark)
    except editing.Decided:
        messages.error(request, _("Somebody has changed or decided this since you opened it; look again."))
        return (
            redirect("admin:encyclopedia_article_review", article.pk)
            if PendingVersion.objects.filter(article=article).exists()
            else redirect("admin:encyclopedia_article_history", article.pk)
        )
    except editing.Conflicting:
        error = gettext(
            "The public version has changed in the same words. Open the next version in the form to settle it."
        )
        return _show_review(desk, request, article, pending, remark=remark, error=error, status=409)
    except (ValidationError, DocumentError) as refusal:
        error = " ".join(getattr(refusal, "messages", [str(refusal)]))
        remark = request.POST.get("remark", "")
        return _show_review(desk, request, article, pending, remark=remark, error=error, status=422)
    desk.log_change(request, article, f"{done}: {remark}" if remark else f"{done}.")
    waits = waiting_words(editing.current(article)) if decision == "approve" else ""
    messages.success(request, f"{done}. {waits}".strip())
    if decision == "take up":
        return redirect("admin:encyclopedia_article_change", article.pk)
    if request.user.has_perm(PUBLISH):
        return redirect("admin:encyclopedia_article_review_queue")
    return redirect("admin:encyclopedia_article_changelist")


def _may_discard(desk: ModelAdmin[Any], request: SignedInRequest, pending: PendingVersion) -> bool:
    """Whoever has written in it, and whoever may publish: nobody throws away what others wrote."""
    return request.user.has_perm(PUBLISH) or pending.saves.filter(author=request.user).exists()


def _carry_out(request: SignedInRequest, pending: PendingVersion, decision: Any, seen: Any, remark: Any) -> Any:
    """Do what the button says; the answer is what was done, for the log."""
    if decision in {"return", "reject"} and not remark:
        raise ValidationError(_("Say why, so that the author can go on from there."))
    match decision:
        case "approve":
            editing.approve(pending, by=request.user, seen=seen)
            return _("Next version approved")
        case "return":
            editing.return_to_author(pending, by=request.user, seen=seen, remark=remark)
            return _("Next version returned to its author")
        case "reject":
            editing.reject(pending, by=request.user, seen=seen, remark=remark)
            return _("Next version rejected")
        case "take up":
            editing.take_up(pending, seen=seen)
            return _("Next version taken up again")
        case "discard":
            editing.discard(pending, seen=seen)
            return _("Next version discarded")
    raise ValidationError(_("Choose what to do."))


def _review_new(desk: ModelAdmin[Any], request: SignedInRequest, article: Article) -> HttpResponseBase:
    """An article in review that readers have not seen yet: approved, given back, or put away."""
    remark, error = "", ""
    if request.method == "POST":
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        try:
            done = _decide_new(request, article)
        except (ValidationError, DocumentError) as refusal:
            error = " ".join(getattr(refusal, "messages", [str(refusal)]))
            remark = request.POST.get("remark", "")
        else:
            desk.log_change(request, article, f"{done}.")
            messages.success(request, f"{done}. {waiting_words(editing.current(article))}".strip())
            return redirect("admin:encyclopedia_article_review_queue")
    context = _review_context(desk, request, article, remark, error)
    then = hidden_until(replace(editing.current(article), status=Status.PUBLISHED.value))
    context["waits_until"] = moment_in_words(then) if then else ""
    context["title"] = _("“%(title)s” waits for review") % {"title": article.title}
    return render(request, "admin/encyclopedia/article/review.html", context, status=422 if error else 200)


@transaction.atomic
def _decide_new(request: SignedInRequest, article: Article) -> Any:
    verbs = {
        "approve": (editing.publish, _("Approved")),
        "return": (editing.withdraw, _("Returned to its author")),
        "reject": (editing.archive, _("Rejected")),
    }
    remark = _remark(request)
    verb, done = verbs.get(request.POST.get("decision"), (None, ""))
    if verb is None:
        raise ValidationError(_("Choose what to do."))
    if verb is not editing.publish and not remark:
        raise ValidationError(_("Say why, so that the author can go on from there."))
    # Locked until the verb is done: what is decided about is what was read.
    stored = Article.objects.select_for_update(of=["self"]).only("revision_number").get(pk=article.pk)
    if request.POST.get("seen") != str(stored.revision_number):
        raise ValidationError(_("Somebody has changed it since you opened it; look again."))
    note = f"{done}: {remark}" if remark else str(done)
    verb(article, by=request.user, note=" ".join(note.split()))
    return note


def pending_page(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> Any:
    """The next version as readers would see it."""
    article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
    if not desk.has_view_or_change_permission(request, article):
        raise PermissionDenied
    pending = get_object_or_404(PendingVersion, article=article)
    return previews.page(request, loads(pending.newest.text), article=article, next_version=True)


ROUTES = [
    ("review/", queue, "encyclopedia_article_review_queue"),
    ("<int:pk>/review/", one, "encyclopedia_article_review"),
    ("<int:pk>/review/page/", pending_page, "encyclopedia_article_pending_page"),
]
