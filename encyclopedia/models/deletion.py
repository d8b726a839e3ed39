"""Articles that were deleted for good: what remains is that it was done, by whom and why."""

from django.db import models


class Deletion(models.Model):
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=100)
    revisions = models.PositiveIntegerField(help_text="How many there were.")
    reason = models.TextField()
    by_name = models.CharField("by", max_length=150)
    deleted_at = models.DateTimeField("when")

    class Meta:
        default_permissions = ("view",)
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.slug})"
