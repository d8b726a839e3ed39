"""An account as the discussion knows it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from .comment import NAME_LENGTH, colour_of, initial_of, new_public_id


class Person(models.Model):
    """What belongs to an account beside its sign-in: the name that readers see, and what was decided about it."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="person")
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    banned_at = models.DateTimeField("banned", null=True, blank=True)
    wants_decisions = models.BooleanField(
        default=False, help_text="Whether to write to this account when a moderator has decided about a comment."
    )

    class Meta:
        default_permissions = ()
        verbose_name_plural = "people"

    def __str__(self) -> str:
        # Stands in the desk's log, which outlives the account.
        return f"Person {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.public_id])

    @property
    def is_banned(self) -> bool:
        return self.banned_at is not None

    @property
    def initial(self) -> Any:
        """The first letter of the name, for the picture beside it."""
        return initial_of(self.name)

    @property
    def avatar(self) -> Any:
        """Which of the colours the picture has."""
        return colour_of(self.public_id)
