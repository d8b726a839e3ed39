"""The page of an article as it was rendered, but for its discussion."""

from django.db import models

from encyclopedia.models.article import Article


class Rendering(models.Model):
    """Stands for as long as the versions that it names, the release and the settings; made anew by whoever reads next.

    It is no part of the article: a page that cannot be stored is rendered for each reader.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="rendering")
    page_version = models.BigIntegerField()
    site_version = models.BigIntegerField()
    release = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    html = models.BinaryField(help_text="Compressed; what stands before the discussion and what stands after it.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Page of article {self.article_id}"
