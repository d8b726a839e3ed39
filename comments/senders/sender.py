"""Who sends, as far as rates and repetitions are concerned: an account, or a keyed hash of an address."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Q

from comments.refusals import Banned
from encyclopedia.site.address_secret import AddressSecret


@dataclass(frozen=True, slots=True)
class Sender:
    """One party, as far as rates and repetitions are concerned."""

    keys: list[str]
    """Under which names it is known; the first is the present one."""
    account: User | None

    @property
    def ip_key(self) -> str:
        """What is kept with a comment: nothing where an account says whose it is."""
        return "" if self.account else self.keys[0]

    @property
    def sent(self) -> Q:
        """Which comments came from this party."""
        return Q(account=self.account) if self.account else Q(account=None, ip_key__in=self.keys)


def sender(address: str, account: User | None) -> Sender:
    """Who sends from this address, and stays alone in that until the transaction ends: what is counted stays true."""
    if account is None:
        return Sender(keys_of(address), None)
    if not get_user_model().objects.select_for_update(no_key=True).filter(pk=account.pk).exists():
        raise Banned  # it has just been deleted
    return Sender([f"account-{account.pk}"], account)


def keys_of(address: str) -> list[str]:
    """The keys under which comments from this address are known: this month's first, then last month's if it is kept.

    Until the transaction ends, whoever counts comments by these keys is alone.
    """
    AddressSecret.objects.wait_for_others()
    return AddressSecret.objects.keys_of(address)
