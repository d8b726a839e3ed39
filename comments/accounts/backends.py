"""How readers are known by their email address; the desk goes on to know its people by name alone."""

from allauth.account.auth_backends import AuthenticationBackend


class ByEmail(AuthenticationBackend):
    # Django asks only backends that take what a form brings: the desk's form brings a user name, and meets nothing here
    # that costs time or that lets an address stand for a name.
    def authenticate(self, request, email, password):
        return super().authenticate(request, email=email, password=password)
