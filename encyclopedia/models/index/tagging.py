"""Which articles that readers may see carry a tag, newest first."""

from django.db import models

from encyclopedia.models.article import Article, Tag


class Tagging(models.Model):
    """A tag of an article that readers may see already, with its time, so that an index gives the newest first."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="taggings")
    updated_at = models.DateTimeField(help_text="The article's.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["tag", "-updated_at", "-article"], name="tagging_newest")]
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="tagging_once")]

    def __str__(self) -> str:
        return f"Tag {self.tag_id} of article {self.article_id}"
