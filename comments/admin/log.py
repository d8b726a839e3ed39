"""What happened to comments, step by step; it can be read and nothing else."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from comments.models import Comment, State, Transition
from comments.moderation import PERMISSION, STEPS
from encyclopedia.site.annotations import SignedInRequest

from .base import Filtered, ReadByModerators
from .filters import is_number

NOBODY = "nobody"


def steps_of(comment: Comment) -> list[Any]:
    """The steps of one comment, each with who took it, as moderators may know it."""
    steps: list[Any] = list(comment.transitions.select_related("by__person").order_by("created_at", "pk"))
    for step in steps:
        step.who = who(step.by)
    return steps


def who(account: User | None) -> str:
    """What an account is called here: staff by their names for the desk, others as readers know them."""
    if account is None:
        return "–"
    if account.is_staff:
        return account.get_username()
    person = getattr(account, "person", None)
    return person.name if person else "–"


class ByFilter(SimpleListFilter):
    """Who took the step: a moderator, or nobody where checks, reports or the daily work did."""

    title = "moderator"
    parameter_name = "by"

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> list[Any]:
        accounts = get_user_model().objects
        moderators = accounts.with_perm(PERMISSION, backend="django.contrib.auth.backends.ModelBackend")
        names = moderators.filter(is_staff=True).order_by("username").values_list("pk", "username")[:100]
        return [*((str(pk), name) for pk, name in names), (NOBODY, "nobody")]

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        if self.value() == NOBODY:
            return queryset.filter(by=None)
        return queryset.filter(by=self.value()) if is_number(self.value() or "") else queryset


class StepFilter(SimpleListFilter):
    title = "step"
    parameter_name = "step"

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> list[Any]:
        ordered = [None, *State]
        back = {(to, before) for before, to in STEPS if before and to != State.DELETED}
        steps = sorted({*STEPS, *back}, key=lambda step: (ordered.index(step[0]), list(State).index(step[1])))
        return [(f"{before or 'new'}-{to}", f"{before or 'new'} → {to}") for before, to in steps]

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        before, _, to = (self.value() or "").partition("-")
        if not to:
            return queryset
        return queryset.filter(Q(from_state="" if before == "new" else before), to_state=to)


class Log(Filtered):
    def get_results(self, request: SignedInRequest) -> None:
        super().get_results(request)
        # Comments may be gone, so that they cannot be joined.
        there = Comment.objects.in_bulk([step.comment_id for step in self.result_list])
        for step in self.result_list:
            step.there = there.get(step.comment_id)


@admin.register(Transition)
class TransitionAdmin(ReadByModerators):
    list_display = ["created_at", "moderator", "step", "of", "revision_number", "reason"]
    list_display_links = None
    list_filter = [ByFilter, StepFilter]
    list_per_page = list_max_show_all = 100
    list_select_related = ["by__person"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []
    exclude = ["before"]
    actions = None

    def get_changelist(self, request: SignedInRequest, **options: Any) -> Any:
        return Log

    def changelist_view(self, request: SignedInRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "The log"} | (extra_context or {}))

    @admin.display(description="Who")
    def moderator(self, step: Any) -> Any:
        return who(step.by)

    @admin.display(description="Step")
    def step(self, step: Any) -> Any:
        return str(step)

    @admin.display(description="Comment")
    def of(self, step: Any) -> Any:
        if step.there is None:
            return "gone"
        address = reverse("admin:comments_comment_change", args=[step.there.pk])
        return format_html('<a href="{}">{}</a>', address, step.there.public_id)
