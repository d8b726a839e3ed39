"""Who asks or sends, as far as we care to know: a keyed hash of an address, for as long as its key is kept."""

import hmac
import ipaddress
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

IPV6_HOST_BITS = 64
#: After which nobody can tell any more whose a key was.
KEPT = timedelta(days=60)


def new_secret() -> bytes:
    return secrets.token_bytes(32)


class AddressSecretManager(models.Manager["AddressSecret"]):
    def keys_of(self, address: str, *, about: str = "") -> list[str]:
        """The keys under which an address is known: this month's first, then last month's if it is kept.

        A key `about` one thing has nothing in common with that of the same address about another.
        """
        month = timezone.now().date().replace(day=1)
        kept = {secret.month: secret for secret in self.filter(month__in=[month, _month_before(month)])}
        if month not in kept:
            kept[month] = self.get_or_create(month=month)[0]
        text = f"{about}\x00{party_at(address)}" if about else party_at(address)
        return [hmac.digest(bytes(kept[each].secret), text.encode(), "sha256").hex() for each in sorted(kept)[::-1]]

    def wait_for_others(self) -> None:
        """Lock this month's secret until the transaction ends: whoever counts by keys is alone then."""
        month = timezone.now().date().replace(day=1)
        self.get_or_create(month=month)
        self.select_for_update().get(month=month)

    def outdated(self, now: datetime) -> Any:
        """Those that are to be destroyed."""
        return self.filter(month__lt=(now - KEPT).date())


class AddressSecret(models.Model):
    """The key of one month that turns addresses into keys of their own; without it nobody can tell whose they were."""

    month = models.DateField(unique=True, help_text="The first day of the month.")
    secret = models.BinaryField(max_length=32, default=new_secret)

    objects = AddressSecretManager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def party_at(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of an IPv6 one, where addresses cost nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> IPV6_HOST_BITS)
    return str(parsed)
