"""The queue: what waits to be read by a moderator, and what became of the rest."""

from contextlib import suppress

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator

from comments import moderation
from comments.articles import REFUSED_CHARACTERS
from comments.models import REASON_LENGTH, Comment, CommentRevision, State

from .base import ForModerators
from .filters import ArticleFilter, StateFilter, is_number

EXCERPT = 160
#: What can be done, by the last part of its address: the verb, where it leads, and its words.
VERBS = {
    "approve": (moderation.approve, State.APPROVED, "Approve"),
    "reject": (moderation.reject, State.REJECTED, "Reject"),
    "spam": (moderation.mark_as_spam, State.SPAM, "Mark as spam"),
}


@admin.register(Comment)
class CommentAdmin(ForModerators):
    list_display = ["excerpt", "author_name", "article__title", "state", "reason", "created_at"]
    list_filter = [StateFilter, ArticleFilter]
    list_per_page = 50
    list_select_related = ["article"]
    search_fields = ["author_name", "public_id", "article__title", "revisions__source"]
    search_help_text = "Words of a comment, of a name, or of the title of an article."
    ordering = ["created_at", "pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["approve", "reject", "spam"]
    fields = ["author_name", "page", "state", "reason", "created_at", "revision_number"]
    readonly_fields = fields

    def get_urls(self):
        decide = self.admin_site.admin_view(self.decide)
        verbs = [path(f"<int:pk>/{verb}/", decide, {"verb": verb}, name=f"comments_comment_{verb}") for verb in VERBS]
        return verbs + super().get_urls()

    def get_queryset(self, request):
        current = CommentRevision.objects.filter(comment=OuterRef("pk"), number=OuterRef("revision_number"))
        comments = super().get_queryset(request).select_related("article")
        comments = comments.defer("article__body", "article__short_answer")
        return comments.annotate(text=Subquery(current.values(beginning=Left("source", EXCERPT * 2))))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        # Nobody rewrites what somebody else has said.
        return False

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def delete_model(self, request, obj):
        moderation.remove(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for comment in queryset:
            # Some go together with what they hang from.
            with suppress(moderation.Stale):
                moderation.remove(comment, by=request.user)

    @admin.display(description="Text")
    def excerpt(self, comment):
        return Truncator(" ".join((comment.text or "").split())).chars(EXCERPT) or "–"

    @admin.display(description="Article")
    def page(self, comment):
        return format_html('<a href="{}">{}</a>', comment.article.get_absolute_url(), comment.article.title)

    def action_checkbox(self, comment):
        """The box that chooses a row, with what was there to be seen when the list was opened."""
        box = super().action_checkbox(comment)
        seen = '<input type="hidden" name="seen-{}" value="{}">'
        return format_html("{}" + seen, box, comment.pk, comment.version)

    @admin.action(description="Approve", permissions=["moderate"])
    def approve(self, request, queryset):
        return self._decide_each(request, queryset, moderation.approve)

    @admin.action(description="Reject", permissions=["moderate"])
    def reject(self, request, queryset):
        return self._decide_each(request, queryset, moderation.reject)

    @admin.action(description="Mark as spam", permissions=["moderate"])
    def spam(self, request, queryset):
        return self._decide_each(request, queryset, moderation.mark_as_spam)

    def changelist_view(self, request, extra_context=None):
        if not all(map(is_number, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A row is chosen by its number.")
        return super().changelist_view(request, {"title": "Comments"} | (extra_context or {}))

    def render_change_form(self, request, context, **options):
        comment = options["obj"]
        possible = moderation.steps_from(comment.state)
        context |= {
            "title": f"Comment by {comment.author_name}",
            "subtitle": None,
            "revision": comment.revisions.filter(number=comment.revision_number).first(),
            "verbs": [(verb, label) for verb, (_, to, label) in VERBS.items() if to in possible],
            "transitions": comment.transitions.select_related("by"),
        }
        return super().render_change_form(request, context, **options)

    def decide(self, request, pk, verb):
        """Do to one comment what a button on its page says."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(Comment, pk=pk)
        reason = REFUSED_CHARACTERS.sub("", request.POST.get("reason", "")).strip()[:REASON_LENGTH]
        try:
            VERBS[verb][0](comment, by=request.user, expected=request.POST.get("seen", ""), reason=reason)
        except (moderation.Stale, moderation.NoSuchStep):
            return self._changed(request, [comment])
        self.message_user(request, "The comment was changed.", messages.SUCCESS)
        return redirect("admin:comments_comment_changelist")

    def _decide_each(self, request, queryset, verb):
        """Decide about each of the chosen; where one is not what the list showed, say so at the end."""
        done, settled, stale = 0, 0, []
        for comment in self._chosen(request, queryset):
            try:
                verb(comment, by=request.user, expected=request.POST.get(f"seen-{comment.pk}"))
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
        return self._changed(request, stale) if stale else None

    def _chosen(self, request, queryset):
        """The chosen rows, even if by now they are in a state that the list does not show."""
        if request.POST.get("select_across") == "1":
            return queryset
        return self.get_queryset(request).filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))

    def _changed(self, request, stale):
        context = self.admin_site.each_context(request) | {
            "title": "Changed since you opened it.",
            "opts": self.opts,
            "stale": stale,
        }
        return render(request, "admin/comments/changed.html", context, status=409)
