"""What is wrong with links, for editors: names that lead to a choice, sections that are gone, articles nobody finds."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from encyclopedia.links import links
from encyclopedia.rendering import ANCHORS


class LinkLists:
    def get_urls(self):
        view = self.admin_site.admin_view(self.link_lists)
        return [path("links/", view, name="encyclopedia_article_links"), *super().get_urls()]

    def link_lists(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Links to look after"),
            "opts": self.opts,
            "ambiguous": links.ambiguous(),
            "lost_sections": links.lost_sections(ANCHORS),
            "orphans": links.orphans().listed()[: links.MOST_LISTED],
            "most": links.MOST_LISTED,
        }
        return render(request, "admin/encyclopedia/article/links.html", context)
