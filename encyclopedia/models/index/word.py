"""The words that articles hold, for whoever misspells one."""

from django.db import models


class Word(models.Model):
    """A word of some article, folded. It stays when the article loses it: whether it still stands is looked up."""

    word = models.CharField(max_length=60, primary_key=True)
    backwards = models.CharField(max_length=60, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word
