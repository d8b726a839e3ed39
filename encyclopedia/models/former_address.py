"""Slugs that articles and categories had before; each leads to what had it for ever."""

from django.db import models

from .article import Article
from .category import Category
from .part import Part


class FormerAddress(Part):
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_addresses")
    slug = models.CharField(max_length=100)
    slug_key = models.CharField(max_length=300, unique=True)

    class Meta(Part.Meta):
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return self.slug


class FormerCategoryAddress(models.Model):
    category = models.ForeignKey(Category, models.CASCADE, related_name="former_addresses")
    slug = models.SlugField(max_length=100, allow_unicode=True, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug
