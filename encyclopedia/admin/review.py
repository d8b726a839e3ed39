"""What waits for a second person: next versions of public articles, and articles that were never public."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import compare
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import Prose
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion, Status
from encyclopedia.models.pending import REMARK_LENGTH
from encyclopedia.snapshots import hidden_until

from .wording import moment_in_words, place_of, waiting_words

PAGE = 50


class ReviewPages:
    """The queue is for whoever may publish; the page of one next version also for those who work on it."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("review/", view(self.review_queue), name="encyclopedia_article_review_queue"),
            path("<int:pk>/review/", view(self.review), name="encyclopedia_article_review"),
            path("<int:pk>/review/page/", view(self.pending_page), name="encyclopedia_article_pending_page"),
            *super().get_urls(),
        ]

    def review_queue(self, request):
        """Both kinds, those that wait longest first."""
        if not self.has_publish_permission(request) or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        newest = PendingSave.objects.filter(pending=OuterRef("pk"))
        waiting = PendingVersion.objects.filter(state=PendingState.IN_REVIEW).order_by("changed_at", "pk")
        waiting = waiting.select_related("article").defer("article__body", "article__short_answer")
        waiting = waiting.annotate(
            author_name=Subquery(newest.values("author_name")[:1]), note=Subquery(newest.values("note")[:1])
        )
        new = Article.objects.filter(status=Status.IN_REVIEW).order_by("updated_at", "pk").listed()
        context = self.admin_site.each_context(request) | {
            "title": _("Waiting for review"),
            "opts": self.opts,
            "page": Paginator(waiting, PAGE).get_page(request.GET.get("page")),
            "new": new[:PAGE],
        }
        return render(request, "admin/encyclopedia/article/review_queue.html", context)

    def review(self, request, pk):
        """The next version beside the live one, and the decision about it."""
        article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if article.status == Status.IN_REVIEW:
            return self._review_new(request, article)
        pending = get_object_or_404(PendingVersion.objects.select_related("article"), article=article)
        if request.method == "POST":
            return self._decide(request, article, pending)
        return self._show_review(request, article, pending)

    def _show_review(self, request, article, pending, **refused):
        """The comparison; `refused`: what was written as a remark, an error, and the status of the answer."""
        newest = pending.newest
        live, number = editing.current_revision(article)
        document, conflicts = loads(newest.text), ()
        try:
            document, number = editing.pending_document(article, pending)
        except editing.Conflicting as clash:
            conflicts = clash.merge.conflicts
        context = self._review_context(request, article, refused.get("remark", ""), refused.get("error", "")) | {
            "pending": pending,
            "may_discard": self._may_discard(request, pending),
            "newest": newest,
            "comparison": compare(live, replace(document, updated=live.updated)),
            "conflicts": [(place_of(conflict), conflict) for conflict in conflicts],
            "moved_on": number - newest.base,
            "would_hide": moment_in_words(then) if article.is_public and (then := hidden_until(document)) else "",
        }
        return render(request, "admin/encyclopedia/article/review.html", context, status=refused.get("status", 200))

    def _review_context(self, request, article, remark, error):
        return self.admin_site.each_context(request) | {
            "title": _("The next version of “%(title)s”") % {"title": article.title},
            "opts": self.opts,
            "article": article,
            "may_decide": self.has_publish_permission(request),
            "remark": remark,
            "error": error,
        }

    def _remark(self, request):
        return Prose(required=False, max_length=REMARK_LENGTH).clean(request.POST.get("remark", "")).strip()

    def _decide(self, request, article, pending):
        decision = request.POST.get("decision", "")
        seen = request.POST.get("seen", "")
        seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
        allowed = decision == "take up" or (decision == "discard" and self._may_discard(request, pending))
        if not (allowed or self.has_publish_permission(request)):
            raise PermissionDenied
        try:
            remark = self._remark(request)
            done = self._carry_out(request, pending, decision, seen, remark)
        except editing.Decided:
            messages.error(request, _("Somebody has changed or decided this since you opened it; look again."))
            return (
                redirect("admin:encyclopedia_article_review", article.pk)
                if PendingVersion.objects.filter(article=article).exists()
                else redirect("admin:encyclopedia_article_history", article.pk)
            )
        except editing.Conflicting:
            error = _(
                "The public version has changed in the same words. Open the next version in the form to settle it."
            )
            return self._show_review(request, article, pending, remark=remark, error=error, status=409)
        except (ValidationError, DocumentError) as refusal:
            error = " ".join(getattr(refusal, "messages", [str(refusal)]))
            remark = request.POST.get("remark", "")
            return self._show_review(request, article, pending, remark=remark, error=error, status=422)
        self.log_change(request, article, f"{done}: {remark}" if remark else f"{done}.")
        waits = waiting_words(editing.current(article)) if decision == "approve" else ""
        messages.success(request, f"{done}. {waits}".strip())
        if decision == "take up":
            return redirect("admin:encyclopedia_article_change", article.pk)
        if self.has_publish_permission(request):
            return redirect("admin:encyclopedia_article_review_queue")
        return redirect("admin:encyclopedia_article_changelist")

    def _may_discard(self, request, pending):
        """Whoever has written in it, and whoever may publish: nobody throws away what others wrote."""
        return self.has_publish_permission(request) or pending.saves.filter(author=request.user).exists()

    def _carry_out(self, request, pending, decision, seen, remark):
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

    def _review_new(self, request, article):
        """An article in review that readers have not seen yet: approved, given back, or put away."""
        remark, error = "", ""
        if request.method == "POST":
            if not self.has_publish_permission(request):
                raise PermissionDenied
            try:
                done = self._decide_new(request, article)
            except (ValidationError, DocumentError) as refusal:
                error = " ".join(getattr(refusal, "messages", [str(refusal)]))
                remark = request.POST.get("remark", "")
            else:
                self.log_change(request, article, f"{done}.")
                messages.success(request, f"{done}. {waiting_words(editing.current(article))}".strip())
                return redirect("admin:encyclopedia_article_review_queue")
        context = self._review_context(request, article, remark, error)
        then = hidden_until(replace(editing.current(article), status=Status.PUBLISHED.value))
        context["waits_until"] = moment_in_words(then) if then else ""
        context["title"] = _("“%(title)s” waits for review") % {"title": article.title}
        return render(request, "admin/encyclopedia/article/review.html", context, status=422 if error else 200)

    @transaction.atomic
    def _decide_new(self, request, article):
        verbs = {
            "approve": (editing.publish, _("Approved")),
            "return": (editing.withdraw, _("Returned to its author")),
            "reject": (editing.archive, _("Rejected")),
        }
        remark = self._remark(request)
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

    def pending_page(self, request, pk):
        """The next version as readers would see it."""
        article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        pending = get_object_or_404(PendingVersion, article=article)
        return self.page(request, loads(pending.newest.text), article=article, next_version=True)
