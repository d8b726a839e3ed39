"""allauth's pages: for one reader at one moment, with the status that is true, and nothing changed by looking."""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.forms import UserTokenForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from encyclopedia.site.annotations import SignedInRequest, View
from encyclopedia.site.caching import SeeOther, private
from encyclopedia.site.door import second_factor as door
from encyclopedia.site.door import tries
from encyclopedia.site.door.internals import SECRET_SESSION_KEY, did_recently_reauthenticate
from encyclopedia.site.door.internals import sessions as flows
from encyclopedia.site.methods import require_methods, require_safe


def status_of(form: Any) -> Any:
    """The status of a page with this form, once it was sent."""
    if form is None or not form.is_bound or not form.errors:
        return 200
    return 429 if tries.has_too_many(form) else 422


def answered(response: Any, status: int) -> HttpResponseBase:
    """The answer with its status, and with the time to wait where it says to."""
    response.status_code = status
    if status == 429:
        response["Retry-After"] = tries.WINDOW
    return response


def page(view: View) -> Any:
    """Nobody keeps the page, and a form that is not taken says so by its status, too."""

    @private
    @require_methods("GET", "HEAD", "POST")
    @wraps(view)
    def shown(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            return answered(response, status_of(response.context_data.get("form")))
        return response

    return shown


def own_page(view: View) -> Any:
    """The same, for who is signed in; anybody else is asked to sign in to the account."""
    return page(login_required(view, login_url="account_login"))


def guarded_page(view: View) -> Any:
    """The same, for who has given the password a moment ago.

    allauth would keep the whole request for afterwards, with the address and the browser that it came from.
    """

    @wraps(view)
    def asked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return own_page(asked)


class ConfirmEmail(account.ConfirmEmailView):
    def get(self, *args: Any, **kwargs: Any) -> Any:
        response = super().get(*args, **kwargs)
        return response if self.object else answered(response, 404)

    def logout_other_user(self, confirmation: Any) -> None:
        if self.request.method == "POST":
            super().logout_other_user(confirmation)


class ResetFromKey(account.PasswordResetFromKeyView):
    """The link in the mail shows the form at once: nothing is kept in a session, and no page elsewhere hears of it."""

    def dispatch(self, request: SignedInRequest, uidb36: Any, key: Any, **options: Any) -> Any:
        self.key = key
        proof = UserTokenForm(data={"uidb36": uidb36, "key": key})
        if not proof.is_valid():
            self.reset_user = None
            return self.render_to_response(self.get_context_data(token_fail=True), status=404)
        self.reset_user = proof.reset_user
        # Not allauth's own way through the session, but straight to the form.
        return super(account.PasswordResetFromKeyView, self).dispatch(request, uidb36, key, **options)

    def form_valid(self, form: Any) -> Any:
        if self.request.user.is_authenticated and self.request.user.pk != self.reset_user.pk:
            self.logout()
        return super().form_valid(form)


def _with_code(view: View) -> Any:
    # Without a code in the form, allauth takes it for that of a security key, which nobody has here.
    @wraps(view)
    def filled(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and "code" not in request.POST:
            sent = request.POST.copy()
            sent["code"] = ""
            request.POST = sent  # type: ignore[assignment]  # whoever reads it does not change it
        return view(request, *args, **kwargs)

    return filled


def _passing(view: View) -> Any:
    # Whoever has typed the first code has given one: the session goes on, others of the account end, and the code is
    # good no more.
    @wraps(view)
    def noted(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            door.passed(request, request.user)
            door.use_up_first(request.user, request.POST.get("code", ""))
        return response

    return noted


def _adding(view: View) -> Any:
    # allauth does nothing with a form that was not sent by its button.
    @wraps(view)
    def named(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and "action_send" not in request.POST:
            sent = request.POST.copy()
            sent["action_add"] = "yes"
            request.POST = sent  # type: ignore[assignment]  # whoever reads it does not change it
        return view(request, *args, **kwargs)

    return named


sign_in = page(account.login)
sign_out = page(account.logout)
sign_up = page(account.signup)
inactive = page(account.account_inactive)
confirm_email = page(ConfirmEmail.as_view())
email_sent = page(account.email_verification_sent)
email = guarded_page(_adding(account.email))
reauthenticate = own_page(account.reauthenticate)
change_password = own_page(account.password_change)
reset_password = page(account.password_reset)
reset_sent = page(account.password_reset_done)
reset_from_key = page(ResetFromKey.as_view())
reset_done = page(account.password_reset_from_key_done)
second_factor = own_page(mfa.index)
authenticate = page(_with_code(mfa.authenticate))
reauthenticate_by_code = own_page(mfa.reauthenticate)
activate_totp = guarded_page(_passing(totp.activate_totp))
deactivate_totp = guarded_page(totp.deactivate_totp)
show_recovery_codes = guarded_page(recovery_codes.view_recovery_codes)
new_recovery_codes = guarded_page(recovery_codes.generate_recovery_codes)
download_recovery_codes = guarded_page(recovery_codes.download_recovery_codes)


@own_page
@require_safe
def totp_picture(request: SignedInRequest) -> HttpResponseBase:
    """The secret of the second factor as a picture for the app, while it is being set up."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404("Nothing is being set up.")
    adapter = get_mfa_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")


@own_page
def sessions(request: SignedInRequest) -> HttpResponseBase:
    """Where the account is signed in, and what ends that: one of them, or all but this one."""
    rows = UserSession.objects.filter(user=request.user).order_by("-created_at")
    if request.method == "POST":
        number = request.POST.get("session", "")
        if number.isascii() and number.isdigit() and len(number) < 19:
            chosen = list(rows.filter(pk=number))
        else:
            chosen = [row for row in rows if not row.is_current()]
        flows.end_sessions(request, chosen)
        return SeeOther(reverse("usersessions_list"))
    return render(request, "usersessions/usersession_list.html", {"sessions": [row for row in rows if row.exists()]})
