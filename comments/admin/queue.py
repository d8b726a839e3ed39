"""The queue: what waits to be read by a moderator, and what became of the rest."""

from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.defaultfilters import pluralize

from comments import moderation
from comments.articles import published_articles
from comments.models import Comment
from comments.moderation.undoing import last_decision
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.pages import PER_PAGE

from .base import Filtered, ForModerators
from .cards import cards_of, rows
from .decisions import Decisions
from .figures import Figures
from .filters import ArticleFilter, PersonFilter, SenderFilter, StateFilter, WhyFilter, is_number
from .log import steps_of
from .verbs import VERBS

PAGE = PER_PAGE["comments to approve"]


class ChosenRows(ActionForm):
    """An action is for the rows that were chosen, and so have been seen; never for others on further pages."""

    def clean_select_across(self) -> bool:
        return False


class Queue(Filtered):
    """A page of comments, each as a card."""

    def get_results(self, request: SignedInRequest) -> None:
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            # The last page has become empty while it was worked through.
            self.page_num = 1
            super().get_results(request)
        self.cards = cards_of(list(self.result_list))


@admin.register(Comment)
class CommentAdmin(Figures, Decisions, ForModerators):
    list_display = ["public_id"]
    list_filter = [StateFilter, WhyFilter, ArticleFilter, PersonFilter, SenderFilter]
    list_per_page = list_max_show_all = PAGE
    search_fields = ["author_name", "public_id", "public_title", "revisions__source"]
    ordering = ["created_at", "pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["approve", "keep", "reject", "spam"]
    action_form = ChosenRows
    fields = ["page"]
    readonly_fields = ["page"]

    def get_changelist(self, request: SignedInRequest, **options: Any) -> Any:
        return Queue

    def get_queryset(self, request: SignedInRequest) -> Any:
        # Moderators need not be able to see the articles at the desk; nor are these found by what their titles hold.
        titles = published_articles().filter(pk=OuterRef("article")).values("title")
        return rows(super().get_queryset(request)).alias(public_title=Subquery(titles))

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return False

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        # Nobody rewrites what somebody else has said.
        return False

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def history_view(
        self, request: SignedInRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        # Its page has the log of what happened to it.
        return self.change_view(request, object_id)

    def delete_view(self, request: SignedInRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        return super().delete_view(request, object_id, {"title": "Delete this comment for good?"})

    def delete_model(self, request: SignedInRequest, obj: Any) -> None:
        moderation.remove(obj, by=request.user)

    def delete_queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> None:
        for comment in queryset:
            # Some go together with what they hang from.
            with suppress(moderation.Stale):
                moderation.remove(comment, by=request.user)

    @admin.display(description="Article")
    def page(self, comment: Comment) -> Any:
        return comment.article.public_title

    @admin.action(description="Approve", permissions=["moderate"])
    def approve(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return self._decide_each(request, "approve")

    @admin.action(description="Keep", permissions=["moderate"])
    def keep(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return self._decide_each(request, "keep")

    @admin.action(description="Reject", permissions=["moderate"])
    def reject(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return self._decide_each(request, "reject")

    @admin.action(description="Mark as spam", permissions=["moderate"])
    def spam(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return self._decide_each(request, "spam")

    def changelist_view(self, request: SignedInRequest, extra_context: dict[str, Any] | None = None) -> Any:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(map(is_number, chosen)):
            raise BadRequest("A row is chosen by its number.")
        if len(chosen) > PAGE:
            raise BadRequest("At most a page of rows is decided at once.")
        context = {"title": "Comments", "place": request.GET.urlencode(), "verbs": VERBS}
        return super().changelist_view(request, context | (extra_context or {}))

    def render_change_form(self, request: SignedInRequest, context: Any, **options: Any) -> Any:
        comment = options["obj"]
        context |= {
            "title": f"Comment by {comment.author_name or '–'}",
            "subtitle": None,
            "card": cards_of([comment])[0],
            "transitions": steps_of(comment),
            "undoable": last_decision(comment),
        }
        return super().render_change_form(request, context, **options)

    def _decide_each(self, request: SignedInRequest, name: str) -> Any:
        """Decide about each of the chosen; where one is not what the list showed, say so at the end."""
        done, settled, stale = 0, 0, []
        # Not those of the list alone: by now some may be in a state that it does not show.
        for comment in Comment.objects.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)):
            try:
                VERBS[name].do(comment, by=request.user, expected=request.POST.get(f"seen-{comment.pk}", ""))
                done += 1
            except moderation.Stale:
                stale.append(comment)
            except moderation.NoSuchStep:
                settled += 1
        if done:
            self.message_user(request, f"{done} comment{pluralize(done)} changed.", messages.SUCCESS)
        if settled:
            left = f"{settled} comment{pluralize(settled)} left: this cannot be done to what is in that state."
            self.message_user(request, left, messages.WARNING)
        return self.answer_stale(request, stale) if stale else None
