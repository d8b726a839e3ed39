"""How often something may be tried that can be guessed, and the devices that are counted by themselves.

Tries are counted in the database, so that every process counts together, and before the password is looked at: many at
once cannot slip through together. Keys are keyed hashes; neither an address nor a name is stored.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from encyclopedia.site.address_secret import party_at
from encyclopedia.site.door.attempt import Attempt

WINDOW = 900  # seconds
TOO_MANY = "too_many"

#: Failed tries in a window, by whom they are counted. The last counts for one account wherever the tries come from.
BY_ADDRESS = 50
BY_ACCOUNT_AND_ADDRESS = 10
BY_ACCOUNT = 60
#: A device that has signed in to the account before is counted by itself and by nothing else: nobody who lacks its
#: cookie can lock the owner out, not even from the same address.
BY_DEVICE = 20
DEVICE_COOKIE = "__Host-device" if settings.SECURE else "device"
DEVICE_AGE = 180 * 86_400  # seconds
_DEVICE = signing.TimestampSigner(salt="encyclopedia.device")

#: By whom a try is counted, and how many are free.
Counters = list[tuple[tuple[str, ...], int]]


def counters(request: HttpRequest, name: str, *, account: int | None) -> Counters:
    """How tries at what `name` names are counted. `account` is whose device this may be, None for nobody's."""
    if account is not None and device_of(request) == account:
        return [(("device", str(account)), BY_DEVICE)]
    address = party_at(request.META["REMOTE_ADDR"])
    return [
        (("address", address), BY_ADDRESS),
        (("both", name, address), BY_ACCOUNT_AND_ADDRESS),
        (("account", name), BY_ACCOUNT),
    ]


def check(action: str, parties: Counters, *, window: int = WINDOW) -> None:
    """Count one more try. Raises ValidationError with the code `too_many` when there were enough of them.

    What one counter refuses, those after it do not hear of: somebody at one address cannot use up the tries that an
    account has from everywhere.
    """
    if not all(Attempt.objects.admit(action, *party, window=window, most=most) for party, most in parties):
        raise ValidationError(
            _("Too many tries. Wait %(minutes)d minutes and try again."),
            code=TOO_MANY,
            params={"minutes": window // 60},
        )


def forgive(action: str, parties: Counters) -> None:
    """Count from nothing again, after a good try."""
    for party, _most in parties:
        # Not for the address: one good account must not pay for guesses at others.
        if party[0] != "address":
            Attempt.objects.forget(action, *party)


def has_too_many(form: Any) -> bool:
    """Whether a form was refused because of too many tries."""
    return any(error.code == TOO_MANY for errors in form.errors.as_data().values() for error in errors)


def device_of(request: HttpRequest) -> int | None:
    """The account that has signed in from this browser before, None when there is none."""
    try:
        return int(_DEVICE.unsign(request.COOKIES.get(DEVICE_COOKIE, ""), max_age=DEVICE_AGE))
    except signing.BadSignature:
        return None


def remember_device(response: HttpResponse, account: int) -> None:
    """Let this browser be counted by itself when it signs in to the account again."""
    response.set_cookie(
        DEVICE_COOKIE,
        _DEVICE.sign(str(account)),
        max_age=DEVICE_AGE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
