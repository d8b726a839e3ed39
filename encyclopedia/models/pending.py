"""What is being prepared: the next version of an article beside its public one, and forms that were not saved yet."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .article import Article
from .revision import NOTE_LENGTH

REMARK_LENGTH = 2_000


class PendingState(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in review", "in review"
    RETURNED = "returned", "returned"
    REJECTED = "rejected", "rejected"


class PendingVersion(models.Model):
    """The next version of a public article. Its state is its own and no status of the article.

    Nothing that readers see knows of it: pages, search, links and feeds are made from the article's rows.
    """

    article = models.OneToOneField(Article, models.CASCADE, related_name="pending")
    state = models.CharField(max_length=9, choices=PendingState, default=PendingState.DRAFT)
    remark = models.TextField(blank=True, max_length=REMARK_LENGTH, help_text="What the reviewer said.")
    reviewer_name = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state", "changed_at", "id"], name="pending_queue")]
        constraints = [models.CheckConstraint(condition=Q(state__in=PendingState.values), name="pending_state")]

    def __str__(self) -> str:
        return f"{self.article} · next version"

    @property
    def newest(self) -> Any:
        """The save that counts."""
        return self.saves.latest("pk")

    @property
    def is_open(self) -> bool:
        """Whether the form goes on with it: a rejected one stays to be read, until another is begun."""
        return self.state != PendingState.REJECTED


class PendingSave(models.Model):
    """One save of a next version: its text, and the number of the revision of the article that it starts from."""

    pending = models.ForeignKey(PendingVersion, models.CASCADE, related_name="saves")
    base = models.PositiveIntegerField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pending} · save {self.pk}"


class Autosave(models.Model):
    """What one editor has typed into the form of one article and not saved yet, as the browser sent it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="+", help_text="None: a new article."
    )
    opening = models.CharField(
        max_length=32, blank=True, help_text="Which of several forms: each time that one is opened it has another name."
    )
    fields = models.TextField(help_text="The fields of the form, urlencoded.")
    saved_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "article", "opening"], name="autosave_once_by_opening"),
            models.UniqueConstraint(
                fields=["user", "opening"], condition=Q(article=None), name="autosave_of_a_new_article_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.article or '–'}"
