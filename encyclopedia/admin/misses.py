"""What readers looked for and did not find, for editors."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from encyclopedia.models import Article, Miss
from encyclopedia.models.miss import KEPT, SEVERAL
from encyclopedia.site.annotations import SignedInRequest

MAX_LISTED = 500


def listed(desk: ModelAdmin[Any], request: SignedInRequest) -> HttpResponseBase:
    """What several readers looked for, and whether it is written by now."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    listed = list(Miss.objects.of_several()[:MAX_LISTED])
    written = Article.objects.named(miss.key for miss in listed)
    context = desk.admin_site.each_context(request) | {
        "title": _("Looked for and not found"),
        "opts": desk.opts,
        "rows": [(miss, written.get(miss.key)) for miss in listed],
        "most": MAX_LISTED,
        "several": SEVERAL,
        "days": KEPT.days,
    }
    return render(request, "admin/encyclopedia/article/misses.html", context)


ROUTES = [
    ("misses/", listed, "encyclopedia_article_misses"),
]
