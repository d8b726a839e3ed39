"""The article as it was: one text for every change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .article import Article


class Revision(models.Model):
    """The whole document after one change. Rows are only ever added."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    public = models.BooleanField(help_text="Whether the article was public with this text.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
        ]

    def __str__(self):
        return f"{self.article} · revision {self.number}"
