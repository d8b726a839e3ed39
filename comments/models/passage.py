"""The words of an article that a comment is about."""

from django.db import models

from .comment import Comment

QUOTATION_LENGTH = 500
CONTEXT_LENGTH = 64


class Passage(models.Model):
    """A quotation with what stood around it, so that it is found again when the text has moved.

    These are the text quote and text position selectors of https://www.w3.org/TR/annotation-model/#selectors.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="passage")
    exact = models.CharField(max_length=QUOTATION_LENGTH)
    prefix = models.CharField(max_length=CONTEXT_LENGTH, blank=True)
    suffix = models.CharField(max_length=CONTEXT_LENGTH, blank=True)
    start = models.PositiveIntegerField(help_text="Where it stood, in characters of the text of the article's body.")

    place = None
    """Where it stands now, once `passages.locate` has looked; None where it is gone."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Passage {self.pk}"
