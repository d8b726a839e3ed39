"""What readers looked for and did not find, for editors."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from encyclopedia.models import Article, Miss
from encyclopedia.models.miss import KEPT, SEVERAL

MOST_LISTED = 500


class MissList:
    def get_urls(self):
        view = self.admin_site.admin_view(self.misses)
        return [path("misses/", view, name="encyclopedia_article_misses"), *super().get_urls()]

    def misses(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        listed = list(Miss.objects.of_several()[:MOST_LISTED])
        written = Article.objects.named(miss.key for miss in listed)
        context = self.admin_site.each_context(request) | {
            "title": _("Looked for and not found"),
            "opts": self.opts,
            "rows": [(miss, written.get(miss.key)) for miss in listed],
            "most": MOST_LISTED,
            "several": SEVERAL,
            "days": KEPT.days,
        }
        return render(request, "admin/encyclopedia/article/misses.html", context)
