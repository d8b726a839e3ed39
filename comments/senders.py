"""Who sends, as far as we care to know: a keyed hash of an address, for as long as its key is kept."""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone

from .models import AddressSecret
from .refusals import Banned

IPV6_HOST_BITS = 64


@dataclass(frozen=True, slots=True)
class Sender:
    """One party, as far as rates and repetitions are concerned."""

    keys: list[str]
    """Under which names it is known; the first is the present one."""
    account: AbstractBaseUser | None

    @property
    def ip_key(self) -> str:
        """What is kept with a comment: nothing where an account says whose it is."""
        return "" if self.account else self.keys[0]

    @property
    def sent(self) -> Q:
        """Which comments came from this party."""
        return Q(account=self.account) if self.account else Q(account=None, ip_key__in=self.keys)


def sender(address: str, account: AbstractBaseUser | None) -> Sender:
    """Who sends from this address, and stays alone in that until the transaction ends: what is counted stays true."""
    if account is None:
        return Sender(keys_of(address), None)
    if not get_user_model().objects.select_for_update(no_key=True).filter(pk=account.pk).exists():
        raise Banned  # it has just been deleted
    return Sender([f"account-{account.pk}"], account)


def keys_of(address: str) -> list[str]:
    """The keys under which comments from this address are known: this month's first, then last month's if it is kept.

    This month's secret stays locked until the transaction ends: whoever counts comments by these keys is alone.
    """
    month = timezone.now().date().replace(day=1)
    AddressSecret.objects.get_or_create(month=month)
    this = AddressSecret.objects.select_for_update().get(month=month)
    before = AddressSecret.objects.filter(month=_month_before(month)).first()
    return [_key(secret, address) for secret in (this, before) if secret]


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _key(secret: AddressSecret, address: str) -> str:
    return hmac.digest(bytes(secret.secret), _party(address).encode(), "sha256").hex()


def _party(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the network of an IPv6 one, where addresses cost nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> IPV6_HOST_BITS)
    return str(parsed)
