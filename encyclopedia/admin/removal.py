"""Deleting for good: for superusers alone, with a reason that stays on record. All others archive."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.forms import Prose
from encyclopedia.models import Deletion
from encyclopedia.site.annotations import SignedInRequest

MAX_REASON_LENGTH = 2_000


def remove(desk: ModelAdmin[Any], request: SignedInRequest, object_id: str) -> HttpResponseBase:
    """The question whether to delete an article for good, and what does it."""
    article = desk.get_object(request, unquote(object_id))
    if not desk.has_delete_permission(request, article):
        raise PermissionDenied
    if article is None:
        raise Http404("There is no such article.")
    error = ""
    if request.method == "POST":
        try:
            reason = Prose(max_length=MAX_REASON_LENGTH).clean(request.POST.get("reason", ""))
            if not reason.strip():
                raise ValidationError(gettext("Write down why."))
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            desk.log_deletions(request, [article])  # type: ignore[arg-type]  # any iterable does
            editing.remove(article, by=request.user, reason=reason)
            messages.success(request, _("“%(title)s” was deleted for good.") % {"title": article.title})
            return redirect("admin:encyclopedia_article_changelist")
    context = desk.admin_site.each_context(request) | {
        "title": _("Delete “%(title)s” for good?") % {"title": article.title},
        "opts": desk.opts,
        "article": article,
        "revisions": article.revisions.count(),
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "admin/encyclopedia/article/delete.html", context, status=422 if error else 200)


@admin.register(Deletion)
class DeletionAdmin(admin.ModelAdmin):
    """What was deleted, by whom and why; nobody changes that."""

    list_display = ["title", "slug", "by_name", "deleted_at", "reason"]
    search_fields = ["title", "slug"]
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: Any, request: SignedInRequest) -> bool:
        return False

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return False

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return False
