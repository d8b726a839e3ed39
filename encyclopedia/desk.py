"""Django's admin as the desk of this site: its name, its queues, and a door that cannot be forced."""

from collections.abc import Iterator
from functools import wraps
from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from encyclopedia.models import Article, Attempt, PendingState, PendingVersion, Status

WINDOW = 900  # seconds
#: Failed tries in a window, by whom they are counted. The last counts for one account wherever the tries come from.
BY_ADDRESS = 50
BY_ACCOUNT_AND_ADDRESS = 10
BY_ACCOUNT = 60
#: A device that has signed in to the account before is counted by itself and by nothing else: nobody who lacks its
#: cookie can lock the owner out, not even from the same address.
BY_DEVICE = 20
DEVICE_COOKIE = "__Host-device" if settings.SECURE else "device"
DEVICE_AGE = 180 * 86_400  # seconds
DEVICE_SALT = "encyclopedia.device"
#: Of what lists are asked for. Each word is a condition of its own, and databases take only so many.
LONGEST_QUERY = 500


class SignIn(AdminAuthenticationForm):
    """The sign-in, with tries counted before the password is looked at: many at once cannot slip through together."""

    def clean(self):
        # As it is looked up: however the name is spelled, its tries are counted together.
        counters = _counters(self.request, self.cleaned_data.get("username", "").casefold())
        tried = [Attempt.objects.count("sign-in", *party, window=WINDOW) > most for party, most in counters]
        if any(tried):
            raise ValidationError(
                _("Too many tries. Wait %(minutes)d minutes and try again."),
                code="too_many",
                params={"minutes": WINDOW // 60},
            )
        values = super().clean()
        if self.get_user():
            for party, _most in counters:
                # Not for the address: one good account must not pay for guesses at others.
                if party[0] != "address":
                    Attempt.objects.forget("sign-in", *party, window=WINDOW)
        return values


class Desk(admin.AdminSite):
    site_header = _("%(name)s: the desk") % {"name": settings.SITE_NAME}
    site_title = settings.SITE_NAME
    index_title = _("What waits, and what can be edited")
    site_url = "/"
    enable_nav_sidebar = False
    login_form = SignIn

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request, *args, **kwargs):
            _refuse_odd_queries(request)
            try:
                return inner(request, *args, **kwargs)
            except OverflowError:
                # A number that SQLite cannot hold, where Django's lists take any for an id.
                raise BadRequest from None

        return checked

    def index(self, request, extra_context=None):
        waiting = [*waiting_versions(request.user)]
        waiting += [queue for name in settings.COMPANIONS for queue in import_module(name).waiting(request.user)]
        return super().index(request, {"waiting": waiting} | (extra_context or {}))

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        response = super().login(request, extra_context)
        if request.method == "POST":
            form = (getattr(response, "context_data", None) or {}).get("form")
            if form is None:
                _remember_device(request, response)
                if response["Location"] == resolve_url(settings.LOGIN_REDIRECT_URL):
                    # That is for readers; whoever did not say where to goes to the desk.
                    response["Location"] = reverse("admin:index")
            elif form.has_error("__all__", "too_many"):
                response.status_code = 429
                response["Retry-After"] = WINDOW
        return response


class Queue(NamedTuple):
    """Something that waits at the desk."""

    label: str
    count: int
    address: str


def waiting_versions(user) -> Iterator[Queue]:
    """What waits for this user's approval, and what was given back to this user; nothing where there is nothing."""
    if user.has_perm("encyclopedia.publish_article") and user.has_perm("encyclopedia.change_article"):
        count = PendingVersion.objects.filter(state=PendingState.IN_REVIEW).count()
        count += Article.objects.filter(status=Status.IN_REVIEW).count()
        if count:
            yield Queue(_("To review"), count, reverse("admin:encyclopedia_article_review_queue"))
    if user.has_perm("encyclopedia.change_article"):
        returned = PendingVersion.objects.filter(state=PendingState.RETURNED, saves__author=user).distinct().count()
        if returned:
            changelist = reverse("admin:encyclopedia_article_changelist")
            yield Queue(_("Returned to you"), returned, f"{changelist}?pending__state__exact={PendingState.RETURNED}")


def _refuse_odd_queries(request):
    """Answer 400 where a database would fail (NUL, searches of hundreds of words), and to a field without a name."""
    if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
        raise BadRequest
    for name, values in request.GET.lists():
        for value in values:
            if "\x00" in name + value or (name in {"q", "term"} and len(value) > LONGEST_QUERY):
                raise BadRequest


def _counters(request, name):
    """By whom a try is counted, and how many are free."""
    address = request.META["REMOTE_ADDR"]
    if name and _device_of(request) == name:
        return [(("device", name), BY_DEVICE)]
    return [
        (("address", address), BY_ADDRESS),
        (("both", name, address), BY_ACCOUNT_AND_ADDRESS),
        (("account", name), BY_ACCOUNT),
    ]


def _device_of(request):
    """The account that has signed in from this browser before, None when there is none."""
    try:
        return signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return None


def _remember_device(request, response):
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(request.user.get_username().casefold(), salt=DEVICE_SALT),
        max_age=DEVICE_AGE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
