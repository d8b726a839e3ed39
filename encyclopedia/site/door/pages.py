"""The pages of the desk's door: the sign-in, the code beside the password, and where that is set up."""

from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from encyclopedia.site.annotations import SignedInRequest, View

from . import second_factor, tries
from .forms import Code, SetUp, SignIn


@method_decorator([never_cache, sensitive_post_parameters(), csrf_protect], name="dispatch")
class SignInPage(LoginView):
    """Django's sign-in of the desk; of some it asks a code before they are in."""

    authentication_form = SignIn
    template_name = "admin/login.html"
    next_page: Any = reverse_lazy("admin:index")

    def form_valid(self, form: Any) -> HttpResponseBase:
        user = form.get_user()
        if second_factor.is_asked_of(user):
            second_factor.begin(self.request, user, to=self.get_success_url())
            return redirect(way_on(user))
        response = super().form_valid(form)
        tries.remember_device(response, user.pk)
        return response

    def form_invalid(self, form: Any) -> HttpResponseBase:
        response = super().form_invalid(form)
        if tries.has_too_many(form):
            _too_many(response)
        return response


def sign_in(request: SignedInRequest, site: AdminSite) -> HttpResponseBase:
    """The desk's sign-in, as Django's own admin has it; an account of readers is told that this is not for it."""
    if request.method == "GET" and site.has_permission(request):
        return redirect("admin:index")
    is_elsewhere = request.user.is_authenticated and not site.has_permission(request)
    context = site.each_context(request) | {
        "title": _("This is the editors’ desk") if is_elsewhere else _("Log in"),
        "subtitle": None,
        "app_path": request.get_full_path(),
        "username": request.user.get_username(),
    }
    if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
        context[REDIRECT_FIELD_NAME] = reverse("admin:index")
    request.current_app = site.name
    response = SignInPage.as_view(extra_context=context)(request)
    if is_elsewhere and request.method in {"GET", "HEAD"}:
        response.status_code = 403
    return response


def way_on(user: User) -> Any:
    """Where somebody goes who has given the password and is asked for a code."""
    return reverse("admin:code" if second_factor.is_set_up(user) else "admin:set_up")


def half_way(view: View) -> Any:
    """For whoever has given the password a moment ago; anybody else begins anew."""

    @never_cache
    @sensitive_post_parameters()
    @csrf_protect
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: SignedInRequest, site: AdminSite) -> HttpResponseBase:
        user = second_factor.half_way(request)
        return view(request, site, user) if user else redirect("admin:login")

    return found


@half_way
def code(request: SignedInRequest, site: AdminSite, user: User) -> HttpResponseBase:
    """The question for the code, and what it lets in."""
    if not second_factor.is_set_up(user):
        return redirect("admin:set_up")
    form = Code(_sent(request), user=user)
    if form.is_valid():
        form.save()
        return _let_in(request, user)
    return _page(request, site, "admin/code.html", form, title=_("A code, please"))


@half_way
def set_up(request: SignedInRequest, site: AdminSite, user: User) -> HttpResponseBase:
    """What has an app show codes from now on, and lets in whoever has typed the first one."""
    if second_factor.is_set_up(user):
        return redirect("admin:code")
    secret = second_factor.secret_of(request)
    form = SetUp(_sent(request), user=user, secret=secret)
    if form.is_valid():
        if not second_factor.set_up(user, secret, form.cleaned_data["code"]):
            return redirect("admin:code")
        response = _let_in(request, user)
        response["Location"] = reverse("admin:recovery_codes")
        return response
    return _page(request, site, "admin/set_up.html", form, title=_("Set up a second factor"), secret=secret)


@half_way
def picture(request: SignedInRequest, site: AdminSite, user: User) -> HttpResponseBase:
    """The secret as a picture for the app."""
    if second_factor.is_set_up(user):
        raise Http404("Nothing is being set up.")
    adapter = get_adapter()
    address = adapter.build_totp_url(user, second_factor.secret_of(request))
    return HttpResponse(adapter.build_totp_svg(address), content_type="image/svg+xml")


@never_cache
@require_safe
def recovery_codes(request: SignedInRequest, site: AdminSite) -> HttpResponseBase:
    """What signs one in without the app, for whoever has just given a code."""
    if not second_factor.passed_just_now(request):
        return redirect("admin:index")
    codes = second_factor.recovery_codes_of(request.user)
    context = site.each_context(request) | {
        "title": _("Your recovery codes"),
        "codes": codes,
        "way_back": second_factor.way_back(request),
    }
    return render(request, "admin/recovery_codes.html", context)


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _let_in(request: SignedInRequest, user: User) -> HttpResponseBase:
    response = redirect(second_factor.finish(request, user))
    tries.remember_device(response, user.pk)
    return response


def _page(request: SignedInRequest, site: AdminSite, template: Any, form: Any, **context: Any) -> HttpResponseBase:
    response = render(request, template, site.each_context(request) | context | {"form": form})
    if form.errors:
        response.status_code = 422
        if tries.has_too_many(form):
            _too_many(response)
    return response


def _too_many(response: Any) -> None:
    response.status_code = 429
    response["Retry-After"] = tries.WINDOW
