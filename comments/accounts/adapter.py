"""Where allauth asks this site how things are done here."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from comments.mail.notices import send_later
from comments.people import public_name
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.door import pages as door
from encyclopedia.site.door import second_factor, tries

from . import requests
from .browsers import called
from .signals import NO_ADDRESS


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address and the password do not belong together.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not your password.",
        "duplicate_email": "This account has that address already.",
    }

    def populate_username(self, request: SignedInRequest, user: User) -> None:
        """Accounts are known by their address; the name that Django wants is random, and shown nowhere."""
        user.username = user.username or secrets.token_hex(16)

    def is_ajax(self, request: SignedInRequest) -> bool:
        """Every answer is a page."""
        return False

    def is_safe_url(self, url: Any) -> bool:
        """Addresses of this site alone, written as a path."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def reauthenticate(self, user: User, password: Any) -> Any:
        return user.check_password(password)

    def get_client_ip(self, request: SignedInRequest) -> Any:
        return NO_ADDRESS

    def get_http_user_agent(self, request: SignedInRequest) -> Any:
        return called(request.META.get("HTTP_USER_AGENT", ""))

    def pre_login(self, request: SignedInRequest, user: User, *, redirect_url: Any, **options: Any) -> HttpResponseBase:
        """Who has to set up a second factor first does so at the desk, and is nobody until then."""
        if second_factor.is_asked_of(user) and not second_factor.is_set_up(user):
            second_factor.begin(request, user, to=redirect_url or resolve_url(settings.LOGIN_REDIRECT_URL))
            return redirect(door.way_on(user))
        return super().pre_login(request, user, redirect_url=redirect_url, **options)

    def post_login(self, request: SignedInRequest, user: User, **options: Any) -> HttpResponseBase:
        response = super().post_login(request, user, **options)
        tries.remember_device(response, user.pk)
        return response

    def send_mail(self, template_prefix: Any, email: str, context: Any) -> None:
        """Put a mail into the queue. Its links are made from SITE_URL, and it names nobody.

        A mailbox gets only so many of one kind, whether or not there is an account: a stranger can have them sent.
        """
        if not requests.may_mail(template_prefix, email):
            return
        context = context | {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        send_later(subject, render_to_string(f"{template_prefix}_message.txt", context), [email])


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> Any:
        return user.email or public_name(user)

    def get_totp_issuer(self) -> Any:
        return settings.SITE_NAME


def display(user: User) -> Any:
    """How allauth names an account."""
    return public_name(user)
