"""Addresses at which somebody reads mail, and when two of them are one person's.

They are compared exactly, but for capitals. Databases have ways of their own to leave case out: to PostgreSQL ı and i
are the same in capitals, and so are ſ and s; whoever owned the one address would be taken for the owner of the other.
So every address is stored and looked for by its key, which is made here.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

#: What a database may be asked about an address.
LOOKUPS = {"exact", "in", "isnull"}


def key_of(address: str) -> str:
    """What stands for an address: equal for two that are the same person's, and for no others."""
    return "".join(_small(character) for character in address)


def check_domain(address: str) -> None:
    """Raise ValidationError where mail would go to another domain than is written.

    On the way out a domain becomes what the name service knows (RFC 3490), to which ｓ is an s: whoever spelt the
    domain of somebody in ways of their own could have more mail sent there than one mailbox is to get.
    """
    domain = address.rpartition("@")[2].lower()
    try:
        delivered = domain if domain.isascii() else domain.encode("idna").decode("idna")
    except UnicodeError:
        delivered = ""
    if delivered != domain:
        raise ValidationError("Write the part after @ in plain letters, as your mail provider has it.", code="domain")


def check_plain(address: str) -> None:
    """Raise ValidationError for an address that accounts cannot have.

    allauth makes letters small by Python's rule, to which the sign for kelvin is a k.
    """
    if key_of(address) != address.lower():
        raise ValidationError("Write the address in small letters, as your mail provider has it.", code="invalid")


def _small(character: str) -> str:
    # Only where the way leads back: K, ſ and İ have no small letter that is theirs alone.
    small = character.lower()
    return small if small.upper() == character else character


class MailboxField(models.EmailField):
    """An address, stored and looked for by its key. No other comparison is possible."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return key_of(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        key = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, key)
        return key

    def get_lookup(self, lookup_name: Any) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in LOOKUPS else None
