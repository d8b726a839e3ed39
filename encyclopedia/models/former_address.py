"""Slugs that articles had before; each leads to its article for ever."""

from django.db import models

from .article import Article
from .part import Part


class FormerAddress(Part):
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_addresses")
    slug = models.CharField(max_length=100)
    slug_key = models.CharField(max_length=300, unique=True)

    class Meta(Part.Meta):
        verbose_name_plural = "former addresses"

    def __str__(self):
        return self.slug
