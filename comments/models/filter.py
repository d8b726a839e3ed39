"""What moderators have decided not to hear from again."""

from django.db import models


class BlockKind(models.TextChoices):
    WORD = "word", "word or phrase"
    HOST = "host", "site that is linked to"
    ADDRESS = "address", "network address"
    EMAIL = "email", "email address"
    NAME = "name", "name"


class BlockEntry(models.Model):
    """One line of the block list: a comment that meets it is spam."""

    kind = models.CharField(max_length=7, choices=BlockKind)
    pattern = models.CharField(
        max_length=200,
        help_text="Without regard to case. A site stands for all below it; an address may be a network: 192.0.2.0/24.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why; for other moderators.")
    created_at = models.DateTimeField("added", auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["kind", "pattern"]
        verbose_name = "block list entry"
        verbose_name_plural = "block list"
        constraints = [models.UniqueConstraint(fields=["kind", "pattern"], name="block_entry_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.pattern}"
