"""What is wrong with links, for editors: names that lead to a choice, sections that are gone, articles nobody finds."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from encyclopedia.links import links
from encyclopedia.rendering import ANCHORS
from encyclopedia.site.annotations import SignedInRequest


def lists(desk: ModelAdmin[Any], request: SignedInRequest) -> HttpResponseBase:
    """The three lists, each as far as it is long."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    context = desk.admin_site.each_context(request) | {
        "title": _("Links to look after"),
        "opts": desk.opts,
        "ambiguous": links.ambiguous(),
        "lost_sections": links.lost_sections(ANCHORS),
        "orphans": links.orphans().listed()[: links.MAX_LISTED],
        "most": links.MAX_LISTED,
    }
    return render(request, "admin/encyclopedia/article/links.html", context)


ROUTES = [
    ("links/", lists, "encyclopedia_article_links"),
]
