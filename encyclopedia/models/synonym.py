"""Words that readers use for one another."""

from django.db import models


class SynonymGroup(models.Model):
    """Names of the same thing: whoever searches for one of them finds articles that hold another."""

    words = models.TextField(
        max_length=2000,
        help_text="One word or group of words on each line, such as “LLM” and “large language model”.",
    )

    class Meta:
        verbose_name = "synonyms"
        verbose_name_plural = "synonyms"
        ordering = ["words"]

    def __str__(self) -> str:
        return ", ".join(self.words.splitlines())[:200]


class Synonym(models.Model):
    """One line of a group; `key` are the stems of its words, by which a question finds it."""

    group = models.ForeignKey(SynonymGroup, models.CASCADE, related_name="lines")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=600, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="synonym_once_in_a_group")]

    def __str__(self) -> str:
        return self.text
