"""The names that links use and those that articles have, and how often either is so."""

from django.db import models
from django.db.models import Q


class NameCount(models.Model):
    """A name, with how many articles that readers may see link to it, and how many have it.

    Both are counted in the transaction that changes an article, by adding and taking away: whoever saves at the same
    time waits for the row and adds to what is there.
    """

    key = models.CharField(max_length=600, unique=True)
    name = models.CharField(max_length=200, blank=True, help_text="As the first of the links writes it.")
    # Not positive ones: databases check what is to be added as if it were to be stored.
    linking = models.IntegerField(help_text="How many articles link to it, other than by its address.")
    named = models.IntegerField(help_text="How many articles have it as title, slug, other name or former slug.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["-linking", "key"], condition=Q(named=0), name="name_wanted"),
            models.Index(fields=["key"], condition=Q(named__gt=1, linking__gt=0), name="name_shared"),
        ]

    def __str__(self) -> str:
        return self.key
