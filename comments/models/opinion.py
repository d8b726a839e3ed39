"""What readers with an account say of a comment: that it helps, or that it should not stand."""

from django.conf import settings
from django.db import models

from .comment import Comment

NOTE_LENGTH = 500


class Vote(models.Model):
    """An account that finds a comment helpful; there is no other kind of vote."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="votes", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="vote_once")]

    def __str__(self) -> str:
        return f"Vote {self.pk}"


class Complaint(models.TextChoices):
    SPAM = "spam", "It is advertising or spam"
    ABUSE = "abuse", "It insults or threatens somebody"
    PRIVACY = "privacy", "It tells what is nobody's business"
    FALSE = "false", "It misleads readers"
    OTHER = "other", "Something else"


class Report(models.Model):
    """An account that asks moderators to look at a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    complaint = models.CharField(max_length=7, choices=Complaint)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="report_once")]

    def __str__(self) -> str:
        return f"Report {self.pk}"
