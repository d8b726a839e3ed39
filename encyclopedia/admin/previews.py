"""The page that readers would see, for those who work on it."""

from dataclasses import replace

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.forms import DocumentForm
from encyclopedia.models import Article
from encyclopedia.rendering import render as render_document
from encyclopedia.snapshots import document_of

from .wording import PART_TITLES


class Previews:
    """Of a form that is not saved, and of an article as it is stored."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("preview/", view(self.preview), name="encyclopedia_article_preview"),
            path("<int:pk>/preview/", view(self.stored_preview), name="encyclopedia_article_stored_preview"),
            *super().get_urls(),
        ]

    def preview(self, request):
        """The page that the form would make, without saving anything."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:encyclopedia_article_changelist")
        form = DocumentForm(request.POST)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {
                "title": _("This cannot be shown yet"),
                "problems": _problems(form),
            }
            return render(request, "admin/encyclopedia/article/preview_refused.html", context, status=422)
        return self.page(request, replace(form.result, updated=editing.now()))

    def stored_preview(self, request, pk):
        """An article as it is stored, whatever its status."""
        article = get_object_or_404(Article.objects.with_parts(), pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return self.page(request, document_of(article), article=article)

    def page(self, request, document, **about):
        """A document as readers would see it; `about` says what it is: an article, a revision, a next version."""
        context = {"page": render_document(document, for_editors=True), "names": document.category} | about
        response = render(request, "admin/encyclopedia/article/preview.html", context)
        response["Cache-Control"] = "private, no-store"
        return response


def _problems(form):
    """All that is wrong with a form: what it is about, and a sentence."""
    for name, errors in form.article.errors.items():
        about = "" if name == NON_FIELD_ERRORS else form.article[name].label
        yield from ((about, error) for error in errors)
    for part, rows in form.parts.items():
        yield from ((PART_TITLES[part], error) for error in rows.non_form_errors())
        for number, row in enumerate(rows, start=1):
            about = f"{PART_TITLES[part]} {number}"
            for name, errors in () if row.is_removed else row.errors.items():
                yield from ((about if name == NON_FIELD_ERRORS else f"{about}, {row[name].label}", e) for e in errors)
