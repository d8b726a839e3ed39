"""Who sends, as far as we care to know: a keyed hash of an address, for as long as its key is kept."""

import hmac
import ipaddress
from datetime import date, timedelta

from django.utils import timezone

from .models import AddressSecret

IPV6_HOST_BITS = 64


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
