"""Which file an article came from, where the file and not its slug says so."""

from django.db import models

from .article import Article


class Origin(models.Model):
    """A file that an import with numbers has made an article of: next time it is the same article again.

    Of the file only a hash of its path is kept, which says nothing about where somebody keeps their notes.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="origins")
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
