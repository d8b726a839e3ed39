"""What is kept about who sends, so that nobody sends too much or the same twice."""

from django.db import models

from .comment import Comment


class UsedNonce(models.Model):
    """A form that has been sent. Its row is unique, so the same form never makes a second comment."""

    nonce = models.CharField(max_length=32, unique=True)
    # By public id, which is known before the comment is stored: the nonce is claimed first, and the key is checked
    # at the end of the transaction.
    comment = models.ForeignKey(Comment, models.CASCADE, to_field="public_id", related_name="+")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.nonce


class Charge(models.Model):
    """Something that counts against a rate, where no Redis keeps the count."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80, help_text="An IP key or an account; see senders.")
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "key", "at"], name="charge_party")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
