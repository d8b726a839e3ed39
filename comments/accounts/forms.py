"""The forms of accounts: allauth's, with our fields, words and limits."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.db import transaction

from comments.forms import EMAIL_LENGTH, Text, clean_name
from comments.models import NAME_LENGTH
from comments.people import set_name
from comments.senders.reserved import check_free
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.door import tries
from encyclopedia.site.door.forms import CountedCode, checked
from encyclopedia.site.door.internals import filter_users_by_email
from encyclopedia.site.mailboxes import check_domain, check_plain

from . import requests

WHAT_IS_GOOD = "At least 10 characters, not digits alone, and none of the passwords that everybody tries."
EMAIL_ERRORS = {"invalid": "Write an email address such as name@example.org.", "required": "Write your email address."}


if TYPE_CHECKING:
    from django.forms import Form as _AllauthForm
else:
    _AllauthForm = object


class Plain(_AllauthForm):
    """Labels stand above their fields, so nothing stands in them; and no help is HTML."""

    WORDS: dict[str, tuple[str, ...]]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name, words in self.WORDS.items():
            field = self.fields[name]
            field.label, field.help_text = words[0], words[1] if len(words) > 1 else ""
            if isinstance(field, forms.EmailField):
                field.error_messages |= EMAIL_ERRORS
                field.validators += [check_plain, check_domain]
                field.validators.append(MaxLengthValidator(EMAIL_LENGTH, "Write an address of at most 254 characters."))


class SignUp(Plain, account.SignupForm):
    WORDS = {"email": ("Email", "Never shown. We send a link to it."), "password1": ("Password", WHAT_IS_GOOD)}
    field_order = ["name", "email", "password1"]

    name = Text(
        label="Name",
        widget=forms.TextInput(attrs={"maxlength": NAME_LENGTH, "autocomplete": "nickname"}),
        help_text="Shown beside your comments. You can change it later.",
        error_messages={"required": "Write the name that is to stand beside your comments."},
    )

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        check_free(name)
        return name

    def clean(self) -> Any:
        values = super().clean()
        if not self.errors:
            requests.check_requests(context.request, "sign-up")
        return values

    def try_save(self, request: SignedInRequest) -> Any:
        if self.account_already_exists:
            # Whoever asks whether an address has an account must wait as long for the answer.
            get_user_model()().set_password(self.cleaned_data["password1"])
        with transaction.atomic():
            return super().try_save(request)

    def custom_signup(self, request: SignedInRequest, user: User) -> None:
        set_name(user, name=self.cleaned_data["name"], wants_decisions=False)


class SignIn(Plain, account.LoginForm):
    WORDS = {"login": ("Email",), "password": ("Password",)}

    def clean(self) -> Any:
        if self.errors:
            return self.cleaned_data
        email = self.cleaned_data["login"]
        parties = tries.counters(self.request, email, account=self._whose_device(email))
        tries.check("reader sign-in", parties)
        values = super().clean()
        if self.user:
            tries.forgive("reader sign-in", parties)
        return values

    def _whose_device(self, email: str) -> Any:
        """The account that this browser is known to, if it is the one that is named; strangers have nothing to ask."""
        known = tries.device_of(self.request)
        if known is None:
            return None
        return next((user.pk for user in filter_users_by_email(email, for_login=True) if user.pk == known), None)


class ResetPassword(Plain, account.ResetPasswordForm):
    WORDS = {"email": ("Email",)}

    def clean(self) -> Any:
        values = super().clean()
        if not self.errors:
            requests.check_requests(context.request, "reset")
        return values


class ResetPasswordKey(Plain, account.ResetPasswordKeyForm):
    WORDS = {"password1": ("New password", WHAT_IS_GOOD), "password2": ("New password again",)}


class ChangePassword(Plain, account.ChangePasswordForm):
    WORDS = {"oldpassword": ("Present password",)} | ResetPasswordKey.WORDS

    def clean_oldpassword(self) -> Any:
        return checked("password", self.user, super().clean_oldpassword)


class Reauthenticate(Plain, account.ReauthenticateForm):
    WORDS = {"password": ("Password",)}

    def clean_password(self) -> Any:
        return checked("password", self.user, super().clean_password)


class AddEmail(Plain, account.AddEmailForm):
    WORDS = {"email": ("New email address", "We send a link to it; until you have followed it, the old one stays.")}

    def clean(self) -> Any:
        values = super().clean()
        if not self.errors:
            requests.check_requests(context.request, "email")
        return values


class Code(Plain, CountedCode):
    """A code of the second factor, or one of those that stand in for it."""

    WORDS = {"code": ("Code", "From your authenticator app, or one of your recovery codes.")}


class Authenticate(Code, mfa.AuthenticateForm):
    pass


class ReauthenticateByCode(Code, mfa.ReauthenticateForm):
    pass


class ActivateTOTP(Plain, totp.ActivateTOTPForm):
    WORDS = {"code": ("Code", "The six digits that the app shows now.")}

    def clean_code(self) -> Any:
        return checked("code", self.user, super().clean_code)


class Settings(forms.Form):
    """What readers see of an account, and what it is told."""

    name = Text(
        label="Name",
        widget=forms.TextInput(attrs={"maxlength": NAME_LENGTH, "autocomplete": "nickname"}),
        help_text="Shown beside what you post from now on; older comments keep the name they have.",
        error_messages={"required": "Write the name that is to stand beside your comments."},
    )
    wants_decisions = forms.BooleanField(
        label="Tell me by email when a moderator has decided about a comment of mine", required=False
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        check_free(name, self.user)
        return name


class Texts(forms.Form):
    """What becomes of somebody's comments when everything that tells whose they are is erased."""

    texts = forms.ChoiceField(
        label="Your comments that others can read",
        choices=[("remove", "Erase their texts"), ("keep", "Keep their texts, without my name")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of your comments."},
    )

    @property
    def keep_text(self) -> bool:
        return self.cleaned_data["texts"] == "keep"


class DeleteAccount(Texts):
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Write your password."},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> Any:
        return checked("password", self.user, self._clean_password)

    def _clean_password(self) -> Any:
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class Forget(forms.Form):
    """The address by which somebody without an account asks to be forgotten."""

    email = forms.EmailField(
        label="Email",
        max_length=EMAIL_LENGTH,
        validators=[check_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The one you gave with your comments.",
        error_messages=EMAIL_ERRORS,
    )

    def clean(self) -> Any:
        values = super().clean()
        if not self.errors:
            requests.check_requests(context.request, "forget")
        return values
