"""On which articles comments are taken, and how."""

from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from comments import discussions
from comments.articles import article_by_slug
from comments.models import Discussion

from .base import ForModerators


class DiscussionForm(forms.ModelForm):
    """Moderators need not be able to see the articles at the desk, so one is named as readers know it."""

    page = forms.CharField(
        label="Article", help_text="The address of its page, or its last part: open-source-ai.", max_length=1000
    )

    class Meta:
        model = Discussion
        fields = ["mode"]

    def clean_page(self):
        slug = unquote(self.cleaned_data["page"].strip("/").rpartition("/")[2])
        article = article_by_slug(slug)
        if article is None:
            raise ValidationError("There is no article at that address.")
        self.instance.article = article
        return slug


@admin.register(Discussion)
class DiscussionAdmin(ForModerators):
    list_display = ["article__title", "mode"]
    list_filter = ["mode"]
    search_fields = ["article__title"]
    ordering = ["article__title", "pk"]
    actions = None

    def get_queryset(self, request):
        discussions = super().get_queryset(request).select_related("article")
        return discussions.defer("article__body", "article__short_answer")

    def has_add_permission(self, request):
        return self.has_moderate_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.has_moderate_permission(request)

    def has_delete_permission(self, request, obj=None):
        # A discussion that is open again says all that a missing one would.
        return False

    def get_form(self, request, obj=None, change=False, **options):
        # Of a discussion that is there, the article is settled.
        chosen = {} if obj else {"form": DiscussionForm}
        return super().get_form(request, obj, change=change, **chosen, **options)

    def get_fields(self, request, obj=None):
        return ["mode"] if obj else ["page", "mode"]

    def save_model(self, request, obj, form, change):
        obj.pk = discussions.set_mode(obj.article, obj.mode, by=request.user).pk
