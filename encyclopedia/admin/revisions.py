"""The history of an article at the desk: what readers do not see of it too, and the verbs that go back."""

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.compare import compare
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import Line
from encyclopedia.models import Article, Revision, Status

PAGE = 50
LONGEST_REASON = 200


class RevisionPages:
    """Whoever may see the article sees all of it; with the right to hide alone, what is or was public."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/history/", view(self.history), name="encyclopedia_article_history"),
            path("<int:pk>/history/<int:number>/", view(self.revision), name="encyclopedia_article_revision"),
            path("<int:pk>/history/<int:number>/page/", view(self.revision_page), name="encyclopedia_revision_page"),
            path("<int:pk>/history/<int:number>/<str:verb>/", view(self.do), name="encyclopedia_revision_verb"),
            path("<int:pk>/compare/<int:a>/<int:b>/", view(self.compare), name="encyclopedia_article_compare"),
            path("<int:pk>/compare/", view(self.choose), name="encyclopedia_article_choose"),
            *super().get_urls(),
        ]

    def has_hide_permission(self, request):
        return request.user.has_perm("encyclopedia.hide_revision")

    def _article(self, request, pk):
        article = get_object_or_404(Article.objects.defer("body", "short_answer"), pk=pk)
        if self.has_view_or_change_permission(request, article):
            return article
        if not self.has_hide_permission(request):
            raise PermissionDenied
        if not article.is_public:
            article.title = self._title_once(article)
        return article

    def _title_once(self, article):
        """The title that readers saw last, for whoever may know no more; it may have another one by now."""
        seen = Revision.objects.filter(article=article).public().exclude(text="").order_by("-number").first()
        if seen is None:
            raise Http404("There is no such article.")
        return loads(seen.text).title

    def _revisions(self, request, article):
        revisions = Revision.objects.filter(article=article)
        return revisions if self.has_view_or_change_permission(request, article) else revisions.public()

    def _found(self, request, article, number):
        """The revision, with its text where this person may read it."""
        return get_object_or_404(self._revisions(request, article), number=number)

    def _may_read(self, request, revision):
        """Whether the text is there and for this person: of a hidden one only for those who may hide."""
        return bool(revision.text) and (not revision.hidden or self.has_hide_permission(request))

    def _context(self, request, article, title):
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts, "article": article}

    def history(self, request, pk):
        article = self._article(request, pk)
        revisions = self._revisions(request, article).listed()
        number = request.GET.get("page", "1")
        page = Paginator(revisions, PAGE).get_page(number)
        for revision in page.object_list:
            revision.may_be_read = not revision.hidden or self.has_hide_permission(request)
        context = self._context(request, article, _("History of “%(title)s”") % {"title": article.title})
        context |= {"page": page, "log": self._log(article) if self.has_view_permission(request, article) else []}
        return render(request, "admin/encyclopedia/article/history.html", context)

    def _log(self, article):
        """What was done at the desk, the newest first."""
        about = ContentType.objects.get_for_model(Article)
        entries = LogEntry.objects.filter(content_type=about, object_id=str(article.pk))
        return entries.select_related("user").order_by("-action_time")[:PAGE]

    def revision(self, request, pk, number):
        """One revision: what it changed, and what can be done about it."""
        article = self._article(request, pk)
        revision = self._found(request, article, number)
        before = self._revisions(request, article).filter(number__lt=number).first()
        readable = self._may_read(request, revision)
        comparison = None
        if readable and before and self._may_read(request, before):
            comparison = compare(loads(before.text), loads(revision.text))
        context = self._context(
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
            "may_change": self.has_change_permission(request, article),
            "may_hide": self.has_hide_permission(request),
            "goes_public": article.status == Status.PUBLISHED and self.has_publish_permission(request),
        }
        return render(request, "admin/encyclopedia/article/revision.html", context)

    def revision_page(self, request, pk, number):
        """The article as it was."""
        article = self._article(request, pk)
        revision = self._found(request, article, number)
        if not self._may_read(request, revision):
            raise PermissionDenied
        return self.page(request, loads(revision.text), article=article, stored_revision=revision)

    def choose(self, request, pk):
        """Lead from two chosen revisions to their comparison."""
        numbers = [request.GET.get(name, "") for name in ("a", "b")]
        if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
            messages.error(request, _("Choose two revisions to compare."))
            return redirect("admin:encyclopedia_article_history", pk)
        return redirect("admin:encyclopedia_article_compare", pk, *map(int, numbers))

    def compare(self, request, pk, a, b):
        article = self._article(request, pk)
        before, after = self._found(request, article, a), self._found(request, article, b)
        if not (self._may_read(request, before) and self._may_read(request, after)):
            raise PermissionDenied
        context = self._context(
            request,
            article,
            _("Revisions %(a)d and %(b)d of “%(title)s”")
            % {
                "a": a,
                "b": b,
                "title": article.title,
            },
        )
        context |= {"sides": (before, after), "comparison": compare(loads(before.text), loads(after.text))}
        return render(request, "admin/encyclopedia/article/compare.html", context)

    def do(self, request, pk, number, verb):
        """Revert, undo, hide or show: what a button on the page of a revision says."""
        act = {"revert": self._go_back, "undo": self._go_back, "hide": self._hide, "show": self._hide}.get(verb)
        if act is None:
            raise Http404("There is no such page.")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = self._article(request, pk)
        return act(request, article, self._found(request, article, number), verb)

    def _go_back(self, request, article, revision, verb):
        if not self.has_change_permission(request, article) or not self._may_read(request, revision):
            raise PermissionDenied
        form = f"{reverse('admin:encyclopedia_article_change', args=[article.pk])}?{verb}={revision.number}"
        if article.status == Status.PUBLISHED and not self.has_publish_permission(request):
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
                self.log_change(request, article, f"{made.note}.")
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

    def _hide(self, request, article, revision, verb):
        if not self.has_hide_permission(request):
            raise PermissionDenied
        back = redirect("admin:encyclopedia_article_revision", article.pk, revision.number)
        try:
            reason = Line(required=False, max_length=LONGEST_REASON).clean(request.POST.get("reason", ""))
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
        self.log_change(
            request, article, f"{done % revision.number}: {reason}" if reason else f"{done % revision.number}."
        )
        messages.success(request, f"{done % revision.number}.")
        return back
