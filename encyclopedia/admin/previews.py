"""The page that readers would see, for those who work on it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from csp.decorators import csp_update
from django.contrib.admin import ModelAdmin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.schema import Document
from encyclopedia.models import Article
from encyclopedia.rendering import render as render_document
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.images import ImageRefused
from encyclopedia.snapshots import document_of

from . import form_page, uploads
from .wording import PART_TITLES


# A picture that was chosen and is not kept has no address: it stands in the page.
@csp_update({"img-src": ["data:"]})  # type: ignore[arg-type]  # it hands all arguments on
def preview(desk: ModelAdmin[Any], request: SignedInRequest, article: Article | None = None) -> HttpResponseBase:
    """The page that the form would make, without saving anything."""
    if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("admin:encyclopedia_article_changelist")
    options = {} if article else {"may_publish": True}
    form = form_page.sent_form(desk, request, article or Article(), **options)
    form.is_public = False  # nothing is taken from anybody
    if form.is_valid():
        try:
            document, picture = uploads.with_picture(request, form)
        except ImageRefused as refusal:
            form.article.add_error("infobox_upload", str(refusal))
        else:
            shown = replace(document, updated=editing.now())
            return page(request, shown, picture=picture.as_address if picture else "")
    context = desk.admin_site.each_context(request) | {
        "title": _("This cannot be shown yet"),
        "problems": _problems(form),
    }
    return render(request, "admin/encyclopedia/article/preview_refused.html", context, status=422)


def stored_preview(desk: ModelAdmin[Any], request: SignedInRequest, pk: int) -> Any:
    """An article as it is stored, whatever its status; or as a form would make it that is sent here."""
    article = get_object_or_404(Article.objects.with_parts(), pk=pk)
    if not desk.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        return preview(desk, request, article)  # type: ignore[call-arg, arg-type]
    return page(request, document_of(article), article=article)


def page(request: SignedInRequest, document: Document, **about: Any) -> HttpResponseBase:
    """A document as readers would see it; `about` says what it is: an article, a revision, a next version."""
    context = {"page": render_document(document, for_editors=True), "names": document.category} | about
    response = render(request, "admin/encyclopedia/article/preview.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


ROUTES = [
    ("preview/", preview, "encyclopedia_article_preview"),
    ("<int:pk>/preview/", stored_preview, "encyclopedia_article_stored_preview"),
]


def _problems(form: Any) -> Iterator[Any]:
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
