"""The log of the steps that comments have taken."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .comment import REASON_LENGTH, Comment, State


class Transition(models.Model):
    """One step of one comment from state to state. Ids only: it outlives the comment, and holds none of its text."""

    comment = models.ForeignKey(Comment, models.DO_NOTHING, related_name="transitions", db_constraint=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_state = models.CharField("from", max_length=8, choices=State, blank=True)
    to_state = models.CharField("to", max_length=8, choices=State)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    revision_number = models.PositiveIntegerField("revision")
    created_at = models.DateTimeField("when", db_index=True)
    before = models.JSONField(
        null=True,
        help_text="Of a moderator's decision: the standing of the comment until then. It goes when that is undone.",
    )

    class Meta:
        default_permissions = ()
        verbose_name, verbose_name_plural = "step in the log", "steps in the log"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_state__in=["", *State.values], to_state__in=State.values), name="transition_states"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state or 'new'} → {self.to_state}"
