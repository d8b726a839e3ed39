"""How readers are known by their email address; the desk goes on to know its people by name alone."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest


class ByEmail(AuthenticationBackend):
    # Django asks only backends that take what a form brings: the desk's form brings a user name, and meets nothing here
    # that costs time or that lets an address stand for a name.
    def authenticate(self, request: HttpRequest, email: str, password: Any) -> Any:
        return super().authenticate(request, email=email, password=password)
