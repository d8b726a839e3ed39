"""How comments are taken: on one article, and everywhere."""

from typing import Any

from django.db import models
from django.db.models import Q

from encyclopedia.site.kept_pages.versions import shown_everywhere


class Mode(models.TextChoices):
    OPEN = "open", "open"
    PRE_MODERATED = "pre-moderated", "pre-moderated"
    CLOSED = "closed", "closed"


class Discussion(models.Model):
    """How comments are taken on one article; without a row the rules decide."""

    article = models.OneToOneField("encyclopedia.Article", models.CASCADE, related_name="discussion")
    mode = models.CharField(
        max_length=13,
        choices=Mode,
        default=Mode.OPEN,
        help_text="Pre-moderated: every comment is held for approval. Closed: no more comments are taken.",
    )

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(mode__in=Mode.values), name="discussion_mode")]

    def __str__(self) -> str:
        return f"{self.article}: {self.mode}"


@shown_everywhere
class Rules(models.Model):
    """What holds for all articles; one row, or none where nothing was changed."""

    close_after = models.PositiveIntegerField(
        "close after",
        null=True,
        blank=True,
        help_text="Days after its publication when an article takes no more comments. Empty: never.",
    )
    idle_after = models.PositiveIntegerField(
        "pre-moderate after",
        default=180,
        help_text="Days without a comment, after which every comment on an article is held for approval.",
    )
    paused = models.BooleanField(default=False, help_text="Take no comments from people without an account for now.")

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "rules for all articles"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="rules_once")]

    def __str__(self) -> str:
        return "Rules for all articles"

    @classmethod
    def current(cls) -> Any:
        """The rules that hold now."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
