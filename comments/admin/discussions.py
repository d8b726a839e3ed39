"""On which articles comments are taken, and how."""

from typing import Any
from urllib.parse import unquote

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from comments import discussions
from comments.articles import Article, article_by_slug, published_articles
from comments.models import Discussion, Mode
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.characters import REFUSED

from .base import ForModerators


class DiscussionForm(forms.ModelForm):
    """Moderators need not be able to see the articles at the desk, so one is named as readers know it."""

    page = forms.CharField(
        label="Article", help_text="The address of its page, or its last part: open-source-ai.", max_length=1000
    )

    class Meta:
        model = Discussion
        fields = ["mode"]

    def clean_page(self) -> Any:
        slug = unquote(self.cleaned_data["page"].strip("/").rpartition("/")[2])
        # PostgreSQL refuses a question that holds NUL; written as %00, one comes through the form.
        article = None if REFUSED.search(slug) else article_by_slug(slug, published_articles())
        if article is None:
            raise ValidationError("There is no article at that address.")
        self.instance.article = article
        return slug


class ModeForm(forms.Form):
    mode = forms.ChoiceField(choices=Mode, widget=forms.RadioSelect, label="How comments are taken")


@admin.register(Discussion)
class DiscussionAdmin(ForModerators):
    list_display = ["article__title", "mode"]
    list_filter = ["mode"]
    search_fields = ["article__title"]
    ordering = ["article__title", "pk"]
    actions = None

    def get_urls(self) -> list[Any]:
        switch = self.admin_site.admin_view(self.switch)
        return [path("of/<int:article>/", switch, name="comments_discussion_of"), *super().get_urls()]

    def switch(self, request: SignedInRequest, article: Article) -> HttpResponseBase:
        """Ask how comments are to be taken on an article, and decide so; reached from its comments."""
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        found = get_object_or_404(published_articles().only("title", "slug", "published_at"), pk=article)
        now = discussions.mode_of(found, now=timezone.now())
        form = ModeForm(request.POST if request.method == "POST" else None, initial={"mode": now})
        if form.is_bound and form.is_valid():
            discussion = discussions.set_mode(found, Mode(form.cleaned_data["mode"]), by=request.user)
            self.log_change(request, discussion, f"Comments are {discussion.get_mode_display()}.")
            said = f"Comments on “{found.title}” are {discussion.get_mode_display()}."
            self.message_user(request, said, messages.SUCCESS)
            return redirect("admin:comments_comment_changelist")
        context = self.admin_site.each_context(request) | {
            "title": f"Comments on {found.title}",
            "opts": self.opts,
            "article": found,
            "form": form,
        }
        return render(request, "admin/comments/switch.html", context, status=422 if form.is_bound else 200)

    def get_queryset(self, request: SignedInRequest) -> Any:
        discussions = super().get_queryset(request).filter(article__in=published_articles()).select_related("article")
        return discussions.defer("article__body", "article__short_answer")

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return self.has_moderate_permission(request)

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self.has_moderate_permission(request)

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        # A discussion that is open again says all that a missing one would.
        return False

    def get_form(self, request: SignedInRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        # Of a discussion that is there, the article is settled.
        chosen = {} if obj else {"form": DiscussionForm}
        return super().get_form(request, obj, change=change, **chosen, **options)

    def get_fields(self, request: SignedInRequest, obj: Any = None) -> Any:
        return ["mode"] if obj else ["page", "mode"]

    def save_model(self, request: SignedInRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = discussions.set_mode(obj.article, obj.mode, by=request.user).pk
