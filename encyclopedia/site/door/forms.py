"""The forms of the door, with tries counted before anything that was typed is looked at."""

from typing import TYPE_CHECKING, Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from . import second_factor, tries


def checked(action: Any, user: User, clean: Any) -> Any:
    """What `clean` answers, counted as a try at this account; the same count wherever it is tried."""
    parties = tries.counters(context.request, str(user.pk), account=user.pk)
    tries.check(action, parties)
    value = clean()
    tries.forgive(action, parties)
    return value


class SignIn(AdminAuthenticationForm):
    """The desk's sign-in."""

    def clean(self) -> Any:
        # However the name is spelled, its tries are counted together.
        name = self.cleaned_data.get("username", "").casefold()
        parties = tries.counters(self.request, name, account=self._whose_device(name))
        tries.check("sign-in", parties)
        values = super().clean()
        if self.get_user():
            tries.forgive("sign-in", parties)
        return values

    def _whose_device(self, name: str) -> Any:
        """The account that this browser is known to, if it is the one that is named; strangers have nothing to ask."""
        known = tries.device_of(self.request)
        user = get_user_model().objects.filter(pk=known).first() if known else None
        return known if user and user.get_username().casefold() == name else None


if TYPE_CHECKING:
    from django.forms import Form as _AllauthForm
else:
    _AllauthForm = object


class CountedCode(_AllauthForm):
    """What is added to allauth's forms of a code: tries are limited, and each code is good once."""

    user: User
    authenticator: Any

    if TYPE_CHECKING:

        def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None: ...

    def clean_code(self) -> Any:
        return checked("code", self.user, self._clean_once)

    def _clean_once(self) -> Any:
        code = super().clean_code()  # type: ignore[misc]  # of the form that this is added to
        if self.authenticator.type == Authenticator.Type.TOTP:
            second_factor.use_up(self.authenticator, code)
        return code

    def save(self) -> None:
        super().save()  # type: ignore[misc]  # of the form that this is added to
        second_factor.passed(context.request, self.user)


class Code(CountedCode, AuthenticateForm):
    """The code that the desk asks for."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("From your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class SetUp(forms.Form):
    """The first code of an app that is being set up."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that the app shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, user: User, secret: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.secret = user, secret

    def clean_code(self) -> Any:
        return checked("code", self.user, self._clean_code)

    def _clean_code(self) -> Any:
        code = self.cleaned_data["code"]
        if not second_factor.fits(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code
