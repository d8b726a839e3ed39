"""Django's admin as the desk of this site: its name, its queues, and a door that cannot be forced."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from encyclopedia.models import Attempt

WINDOW = 900  # seconds
#: Failed tries in a window, by whom they are counted. The last counts for one account wherever the tries come from;
#: a device that has signed in to the account before is exempt from it, so nobody can lock the owner out.
BY_ADDRESS = 50
BY_ACCOUNT_AND_ADDRESS = 10
BY_ACCOUNT = 60
DEVICE_COOKIE = "__Host-device" if settings.SECURE else "device"
DEVICE_AGE = 180 * 86_400  # seconds


class Desk(admin.AdminSite):
    site_header = _("%(name)s: the desk") % {"name": settings.SITE_NAME}
    site_title = settings.SITE_NAME
    index_title = _("What waits, and what can be edited")
    site_url = "/"
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        waiting = [queue for name in settings.COMPANIONS for queue in import_module(name).waiting(request.user)]
        return super().index(request, {"waiting": waiting} | (extra_context or {}))

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        if request.method != "POST":
            return super().login(request, extra_context)
        name = get_user_model().normalize_username(request.POST.get("username", ""))[:150].casefold()
        address = request.META["REMOTE_ADDR"]
        counters = [(("address", address), BY_ADDRESS), (("both", name, address), BY_ACCOUNT_AND_ADDRESS)]
        if _device_of(request) != name:
            counters.append((("account", name), BY_ACCOUNT))
        # Counted before the password is looked at: many tries at once cannot slip through together.
        tried = [Attempt.objects.count("sign-in", *party, window=WINDOW) > most for party, most in counters]
        if any(tried):
            return self._too_many(request, extra_context)
        response = super().login(request, extra_context)
        if request.user.is_authenticated:
            for party, _most in counters:
                Attempt.objects.forget("sign-in", *party, window=WINDOW)
            response.set_cookie(
                DEVICE_COOKIE,
                Signer(salt="encyclopedia.device").sign(name),
                max_age=DEVICE_AGE,
                secure=settings.SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def _too_many(self, request, extra_context):
        """The form again with what was typed, and the time after which it is worth another try."""
        request.method = "GET"
        response = super().login(request, {"too_many": WINDOW // 60} | (extra_context or {}))
        response.status_code = 429
        response["Retry-After"] = WINDOW
        return response


def _device_of(request):
    """The account that has signed in from this browser before, None when there is none."""
    try:
        return Signer(salt="encyclopedia.device").unsign(request.COOKIES.get(DEVICE_COOKIE, ""))
    except BadSignature:
        return None
