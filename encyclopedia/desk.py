"""Django's admin as the desk of this site: its name, its queues and its doors."""

from collections.abc import Iterator
from functools import partial, wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia.models import Article, PendingState, PendingVersion, Status
from encyclopedia.site.annotations import SignedInRequest, View
from encyclopedia.site.door import pages
from encyclopedia.site.queues import Queue

#: Of what lists are asked for. Each word is a condition of its own, and databases take only so many.
MAX_QUERY_LENGTH = 500


class Desk(admin.AdminSite):
    site_header = _("%(name)s: the desk") % {"name": settings.SITE_NAME}
    site_title = settings.SITE_NAME
    index_title = _("What waits, and what can be edited")
    site_url = "/"
    enable_nav_sidebar = False

    def admin_view(self, view: View, cacheable: Any = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
            _refuse_odd_queries(request)
            try:
                return inner(request, *args, **kwargs)
            except OverflowError:
                # A number that SQLite cannot hold, where Django's lists take any for an id.
                raise BadRequest from None

        return checked

    def index(self, request: SignedInRequest, extra_context: dict[str, Any] | None = None) -> Any:
        waiting = [*waiting_versions(request.user)]
        waiting += [queue for name in settings.COMPANIONS for queue in import_module(name).waiting(request.user)]
        return super().index(request, {"waiting": waiting} | (extra_context or {}))

    def login(self, request: SignedInRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return pages.sign_in(request, self)

    def get_urls(self) -> list[Any]:
        own = {
            "login/code/": ("code", pages.code),
            "login/set-up/": ("set_up", pages.set_up),
            "login/set-up/picture/": ("set_up_picture", pages.picture),
        }
        urls = [path(address, view, {"site": self}, name=name) for address, (name, view) in own.items()]
        codes = self.admin_view(partial(pages.recovery_codes, site=self))
        return [*urls, path("recovery-codes/", codes, name="recovery_codes"), *super().get_urls()]


def waiting_versions(user: User) -> Iterator[Queue]:
    """What waits for this user's approval, and what was given back to this user; nothing where there is nothing."""
    if user.has_perm("encyclopedia.publish_article") and user.has_perm("encyclopedia.change_article"):
        count = PendingVersion.objects.filter(state=PendingState.IN_REVIEW).count()
        count += Article.objects.filter(status=Status.IN_REVIEW).count()
        if count:
            yield Queue(gettext("To review"), count, reverse("admin:encyclopedia_article_review_queue"))
    if user.has_perm("encyclopedia.change_article"):
        returned = PendingVersion.objects.filter(state=PendingState.RETURNED, saves__author=user).distinct().count()
        if returned:
            changelist = reverse("admin:encyclopedia_article_changelist")
            yield Queue(
                gettext("Returned to you"), returned, f"{changelist}?pending__state__exact={PendingState.RETURNED}"
            )


def _refuse_odd_queries(request: SignedInRequest) -> None:
    """Answer 400 where a database would fail (NUL, searches of hundreds of words), and to a field without a name."""
    if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
        raise BadRequest
    for name, values in request.GET.lists():
        for value in values:
            if "\x00" in name + value or (name in {"q", "term"} and len(value) > MAX_QUERY_LENGTH):
                raise BadRequest
