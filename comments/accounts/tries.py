"""How often something may be tried that can be guessed, or that has mail sent to somebody.

Tries are counted in the database, so that every process counts together, and before the password is looked at: many at
once cannot slip through together. Keys are keyed hashes; neither an address nor a name is stored.
"""

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from comments.articles import Attempt
from comments.senders import keys_of

WINDOW = 900  # seconds
HOUR = 3_600
TOO_MANY = "too_many"

#: Failed tries in a window, by whom they are counted. The last counts for one account wherever the tries come from.
BY_ADDRESS = 50
BY_ACCOUNT_AND_ADDRESS = 10
BY_ACCOUNT = 60
#: A device that has signed in to the account before is counted by itself and by nothing else: nobody who lacks its
#: cookie can lock the owner out, not even from the same address.
BY_DEVICE = 20
#: What one address may ask for in an hour, and how many mails of one kind go to one mailbox in that time.
REQUESTS = 20
MAILS = 3

DEVICE_COOKIE = "__Host-reader-device" if settings.SECURE else "reader-device"
DEVICE_AGE = 180 * 86_400  # seconds
_DEVICE = signing.TimestampSigner(salt="comments.accounts.device")

#: By whom a try is counted, and how many are free.
Counters = list[tuple[tuple[str, ...], int]]


def counters(request: HttpRequest, name: str, *, account: int | None) -> Counters:
    """How tries at what `name` names are counted. `account` is whose device this may be, None for nobody's."""
    if account is not None and device_of(request) == account:
        return [(("device", str(account)), BY_DEVICE)]
    address = address_key(request)
    return [
        (("address", address), BY_ADDRESS),
        (("both", name, address), BY_ACCOUNT_AND_ADDRESS),
        (("account", name), BY_ACCOUNT),
    ]


def check(action: str, parties: Counters, *, window: int = WINDOW) -> None:
    """Count one more try. Raises ValidationError with the code `too_many` when there were enough of them."""
    tried = [Attempt.objects.count(f"reader {action}", *party, window=window) > most for party, most in parties]
    if any(tried):
        raise ValidationError(f"Too many tries. Wait {window // 60} minutes and try again.", code=TOO_MANY)


def forgive(action: str, parties: Counters, *, window: int = WINDOW) -> None:
    """Count from nothing again, after a good try."""
    for party, _most in parties:
        # Not for the address: one good account must not pay for guesses at others.
        if party[0] != "address":
            Attempt.objects.forget(f"reader {action}", *party, window=window)


def check_requests(request: HttpRequest, action: str) -> None:
    """Count something that anybody may ask for, by the address that it is asked from. Raises ValidationError."""
    check(action, [(("address", address_key(request)), REQUESTS)], window=HOUR)


def may_mail(kind: str, mailbox: str) -> bool:
    """Whether one more mail of this kind may go to the mailbox; who asks is not told, and those before still hold."""
    return Attempt.objects.count("reader mail", kind, mailbox.lower(), window=HOUR) <= MAILS


@transaction.atomic
def address_key(request: HttpRequest) -> str:
    """What stands for where the request comes from: a keyed hash, of the whole network for IPv6."""
    return keys_of(request.META["REMOTE_ADDR"])[0]


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
