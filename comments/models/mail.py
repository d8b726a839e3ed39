"""Who is written to, and when that was done last."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from encyclopedia.site.mailboxes import MailboxField

from .comment import new_token


class Subscription(models.Model):
    """The wish to hear of replies to one's comments on one article. Nothing is sent before it was confirmed."""

    article = models.ForeignKey("encyclopedia.Article", models.CASCADE, related_name="+")
    email = MailboxField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=43, unique=True, default=new_token, help_text="Names it in mails. No expiry.")
    created_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    last_notice_at = models.DateTimeField(null=True)
    notice_due = models.BooleanField(default=False, help_text="Whether a notice has been asked for and not been sent.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "email"], name="subscription_once")]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class Digest(models.Model):
    """When moderators were last told what waits; one row."""

    sent_at = models.DateTimeField(null=True)
    is_due = models.BooleanField(default=False, help_text="Whether one has been asked for and not been sent.")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="digest_once")]

    def __str__(self) -> str:
        return "Digest"
