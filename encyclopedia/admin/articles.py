"""Articles at the desk: the list, and who may do what. No row is saved but by a verb of `editing`."""

from collections.abc import Callable
from datetime import UTC
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from encyclopedia import editing
from encyclopedia.document.errors import DocumentError
from encyclopedia.models import Article, Revision, Status
from encyclopedia.site.annotations import SignedInRequest

from . import article_form, autosaves, link_lists, markdown, misses, previews, removal, review, revisions
from .rights import PUBLISH
from .searching import SearchByKey
from .wording import moment_in_words, waiting_words


@admin.register(Article)
class ArticleAdmin(SearchByKey, admin.ModelAdmin):
    list_display = ["title", "status", "next_version", "category", "updated"]
    list_filter = ["status", "pending__state", "category"]
    list_select_related = ["category", "pending"]
    search_fields = ["title_key__contains", "slug_key__contains", "aliases__key__contains"]
    ordering = ["-updated_at", "-pk"]
    show_full_result_count = False
    actions = ["publish", "withdraw", "archive"]
    # Drafts have no public page; the form has links of its own.
    view_on_site = False

    @admin.display(description=_("Next version"))
    def next_version(self, article: Article) -> Any:
        pending = getattr(article, "pending", None)
        return pending.get_state_display() if pending else ""

    @admin.display(description=_("Updated"), ordering="updated_at")
    def updated(self, article: Article) -> Any:
        at = article.updated_at
        return moment_in_words(at.astimezone(UTC).date() if article.updated_as_day else at) if at else ""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("markdown/preview/", view(markdown.preview), name="markdown_preview"),
            path("markdown/upload/", view(markdown.upload), name="markdown_upload"),
            *(
                path(address, view(partial(page, self)), name=name)
                for pages in (autosaves, link_lists, misses, previews, review, revisions)
                for address, page, name in pages.ROUTES
            ),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: SignedInRequest,
        object_id: str | None = None,
        form_url: Any = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        return article_form.change(self, request, object_id)

    def delete_view(
        self, request: SignedInRequest, object_id: str | None, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return removal.remove(self, request, object_id)

    def get_actions(self, request: SignedInRequest) -> dict[str, Any]:
        # To delete for good needs a reason for each article.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        # Deleting is archiving.
        return request.user.is_active and request.user.is_superuser

    def get_queryset(self, request: SignedInRequest) -> Any:
        return super().get_queryset(request).defer("body", "short_answer")

    def lookup_allowed(self, lookup: str, value: Any, request: SignedInRequest) -> bool:
        # What the filters ask for. Others lead to where databases fail, such as regular expressions.
        return lookup in {"status__exact", "pending__state__exact", "category__id__exact", "category__isnull"}

    def has_publish_permission(self, request: SignedInRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: SignedInRequest, articles: QuerySet[Article]) -> None:
        done = self._each(request, articles.exclude(status=Status.PUBLISHED), editing.publish)
        self.message_user(request, ngettext("%d article published.", "%d articles published.", done) % done)

    @admin.action(description=_("Withdraw (back to draft)"), permissions=["publish"])
    def withdraw(self, request: SignedInRequest, articles: QuerySet[Article]) -> None:
        done = self._each(request, articles.filter(status=Status.PUBLISHED), editing.withdraw)
        self.message_user(request, ngettext("%d article withdrawn.", "%d articles withdrawn.", done) % done)

    @admin.action(description=_("Archive (take out of sight, keep everything)"), permissions=["publish"])
    def archive(self, request: SignedInRequest, articles: QuerySet[Article]) -> None:
        done = self._each(request, articles.exclude(status=Status.ARCHIVED), editing.archive)
        self.message_user(request, ngettext("%d article archived.", "%d articles archived.", done) % done)

    def _each(self, request: SignedInRequest, articles: QuerySet[Article], verb: Callable[..., Revision | None]) -> Any:
        """Do the verb to each article; the answer is to how many it made a difference at once."""
        done = 0
        for article in articles:
            try:
                revision = verb(article, by=request.user)
            except DocumentError as error:
                self.message_user(request, f"{article}: {error.problem}", messages.ERROR)
                continue
            if revision:
                self.log_change(request, article, f"{revision.note}.")
                if waits := waiting_words(editing.current(article)):
                    self.message_user(request, f"“{article}”: {waits}", messages.WARNING)
                else:
                    done += 1
        return done
