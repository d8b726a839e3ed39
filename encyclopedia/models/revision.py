"""The article as it was: one text for every change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .article import Article

NOTE_LENGTH = 300


class RevisionQuerySet(models.QuerySet):
    def public(self) -> Any:
        """What has a place in the public history; of a hidden one readers see its number and time, and no more."""
        return self.filter(public_from__lte=timezone.now())

    def readable(self) -> Any:
        """Whose author, note and text every reader may see while the article is published."""
        return self.public().filter(hidden=False)

    def listed(self) -> Any:
        """Without the texts, of which a list shows nothing."""
        return self.defer("text")


class Revision(models.Model):
    """The whole document after one change. Rows are only ever added; a text never changes.

    `public_from` is when readers could first see this text as the article: the time of the change, the time set for
    a scheduled one, None for what was saved while the article was not public or was replaced before its time came.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField()
    public_from = models.DateTimeField(null=True, blank=True)
    hidden = models.BooleanField(default=False, help_text="Readers see neither who wrote it nor what.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        permissions = [("hide_revision", "Can hide revisions")]
        indexes = [
            # Each holds what a page of a list asks for: a row has its text before it, which may be a megabyte.
            models.Index(
                fields=["article", "public_from", "number", "hidden", "author_name"], name="revision_in_article"
            ),
            models.Index(fields=["-public_from", "-id", "article", "hidden"], name="revision_recent"),
            models.Index(fields=["author_name", "-public_from", "-id", "article", "hidden"], name="revision_by_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            # An import knows a hidden one by its number alone.
            models.CheckConstraint(condition=Q(hidden=True) | ~Q(text=""), name="revision_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.article} · revision {self.number}"

    @property
    def is_public(self) -> bool:
        """The same as `RevisionQuerySet.public`, asked of one revision."""
        return self.public_from is not None and self.public_from <= timezone.now()

    @property
    def is_readable(self) -> bool:
        """The same as `RevisionQuerySet.readable`, asked of one revision."""
        return self.is_public and not self.hidden
