"""What allauth stores about a session, made less before it is stored."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models.signals import pre_save
from django.dispatch import receiver

from .browsers import called

#: The column takes nothing but an address; this one is nobody's, and nothing listens there.
NO_ADDRESS = "0.0.0.0"  # noqa: S104


@receiver(pre_save, sender=UserSession)
def coarsen(sender: Any, instance: Any, **options: Any) -> None:
    """Keep neither the address nor what exactly the browser says of itself."""
    instance.ip = NO_ADDRESS
    instance.user_agent = called(instance.user_agent)
