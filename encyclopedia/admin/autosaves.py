"""What an editor has typed and not saved: kept while the form is open, offered when it is opened again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from encyclopedia.models import Article, Autosave

#: Characters; the form of the largest article is a few times smaller.
LONGEST = 8_000_000


class Autosaves:
    """One for each account and article; a new article counts as one."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.autosave_view)
        return [
            path("add/autosave/", view, name="encyclopedia_article_add_autosave"),
            path("<int:pk>/autosave/", view, name="encyclopedia_article_autosave"),
            *super().get_urls(),
        ]

    def autosave_view(self, request, pk=None):
        """Keep the fields of a form; with `discard` among them, forget what was kept."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = get_object_or_404(Article.objects.only("status"), pk=pk) if pk else None
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            raise PermissionDenied
        if "discard" in request.POST:
            self.forget_autosave(request, article)
            if article is None:
                return redirect("admin:encyclopedia_article_add")
            return redirect("admin:encyclopedia_article_change", article.pk)
        fields = request.POST.copy()
        fields.pop("csrfmiddlewaretoken", None)
        text = fields.urlencode()
        if len(text) > LONGEST or "title" not in fields:
            return HttpResponse("This is not the form of an article.", status=400, content_type="text/plain")
        Autosave.objects.update_or_create(
            user=request.user, article=article, defaults={"fields": text, "saved_at": timezone.now()}
        )
        return HttpResponse(status=204)

    def autosave(self, request, article):
        """What this account has left unsaved in the form of the article, or None."""
        stored = article if article.pk else None
        return Autosave.objects.filter(user=request.user, article=stored).defer("article").first()

    def forget_autosave(self, request, article):
        Autosave.objects.filter(user=request.user, article=article).delete()

    def autosave_address(self, article):
        if article.pk is None:
            return reverse("admin:encyclopedia_article_add_autosave")
        return reverse("admin:encyclopedia_article_autosave", args=[article.pk])
