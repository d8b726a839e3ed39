"""What every list of an article has in common."""

from django.db import models


class Part(models.Model):
    """Something that an article has several of, in an order."""

    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]
