"""The code beside the password: of whom one is asked, which sessions have given it, and who is half-way in.

A session of an account that has a second factor is nobody's until a code was given in it, however it was made; see
`middleware.SecondFactor`. Between the password and the code nobody is signed in: the session then holds who began, and
nothing takes that for an account but the page that asks for the code.
"""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .internals import TOTP, RecoveryCodes, generate_totp_secret, normalize_user_code, validate_totp_code

#: How long after the password the code may be given, and how long recovery codes are shown; in seconds.
HALF_WAY_FOR = SHOWN_FOR = 900
#: How long a code is remembered as used, in seconds; by then it is no good anyway.
REMEMBERED_FOR = 300
_PASSED, _HALF_WAY = "second_factor", "half_way_in"
_RECOVERY = Authenticator.Type.RECOVERY_CODES


def is_set_up(user: User) -> bool:
    """Whether the account has a second factor."""
    return bool(_factors_of(user))


def is_asked_of(user: User) -> bool:
    """Whether the password alone does not let this account in."""
    return _has_to_have_one(user) or is_set_up(user)


def lets_in(request: HttpRequest, user: User) -> bool:
    """Whether this session may be the account's: a code of the factor that it has now was given in it.

    A session from before the factor was set up, or replaced, is not.
    """
    factors = _factors_of(user)
    if not factors:
        return not _has_to_have_one(user)
    return request.session.get(_PASSED, {}).get("factor") in factors


def passed(request: HttpRequest, user: User) -> None:
    """Note in the session that a code of the account was given in it."""
    factors = _factors_of(user)
    if factors:
        request.session[_PASSED] = {"factor": factors[0], "at": time.time()}


def passed_just_now(request: HttpRequest) -> bool:
    """Whether the code was given so little ago that recovery codes may be shown."""
    return request.session.get(_PASSED, {}).get("at", 0) > time.time() - SHOWN_FOR


def begin(request: HttpRequest, user: User, *, to: str) -> None:
    """Note in a new session that the password was right; `to` is where it leads in the end."""
    request.session.flush()
    request.session[_HALF_WAY] = {
        "account": user.pk,
        # Another password, and what was begun with the old one is over.
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "to": to,
    }


def half_way(request: HttpRequest) -> User | None:
    """The account whose password was given in this session, a moment ago."""
    held = request.session.get(_HALF_WAY)
    if not held or held["at"] < time.time() - HALF_WAY_FOR:
        return None
    user = get_user_model().objects.filter(pk=held["account"], is_active=True).first()
    return user if user and constant_time_compare(held["hash"], user.get_session_auth_hash()) else None


def secret_of(request: HttpRequest) -> str:
    """The secret that whoever is half-way in may set up; the same one until it is."""
    held = request.session[_HALF_WAY]
    if "secret" not in held:
        held["secret"] = generate_totp_secret()
        request.session.modified = True
    return held["secret"]


def finish(request: HttpRequest, user: User) -> str:
    """Sign in whoever has given the password and the code; the answer is where that leads."""
    to = request.session.pop(_HALF_WAY)["to"]
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    passed(request, user)
    request.session[_PASSED]["to"] = to
    return to


def way_back(request: HttpRequest) -> str:
    """Where the sign-in led that this session came from; to the site's front page where it came by another door."""
    return request.session[_PASSED].get("to", "/")


@transaction.atomic
def set_up(user: User, secret: str, code: str) -> bool:
    """Give the account its second factor, with recovery codes. False where it has one by now."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
    if is_set_up(user):
        return False
    factor = TOTP.activate(user, secret).instance
    RecoveryCodes.activate(user)
    use_up(factor, code)
    return True


def fits(secret: str, code: str) -> bool:
    """Whether an app that knows the secret shows this code now."""
    return validate_totp_code(secret, code)


def recovery_codes_of(user: User) -> list[str]:
    """Those that are not used yet."""
    stored = Authenticator.objects.filter(user_id=user.pk, type=_RECOVERY).first()
    return stored.wrap().get_unused_codes() if stored else []


@transaction.atomic
def use_up(authenticator: Authenticator, code: str) -> None:
    """Let a code be good no more, in whichever process it comes again. Raises ValidationError when it has come."""
    stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    code, now = normalize_user_code(code), time.time()
    used = {each: at for each, at in stored.data.get("used", {}).items() if at > now - REMEMBERED_FOR}
    if code in used:
        raise get_adapter().validation_error("incorrect_code")
    stored.data["used"] = used | {code: now}
    stored.save(update_fields=["data"])


def use_up_first(user: User, code: str) -> None:
    """Let the code be good no more with which an account has set its app up."""
    for factor in Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP):
        use_up(factor, code)


def _has_to_have_one(user: User) -> bool:
    return settings.REQUIRE_STAFF_2FA and user.is_staff


def _factors_of(user: User) -> list[int]:
    """What codes are asked of; recovery codes only stand in for them."""
    rows = Authenticator.objects.filter(user_id=user.pk).exclude(type=_RECOVERY).order_by("pk")
    return list(rows.values_list("pk", flat=True))
