"""What finding knows of a published article besides its words: how it is ranked, filtered and counted."""

from typing import Any

from django.db import models

from encyclopedia.models.article import Article

#: From so many links on, or ten times as many reads, an article has the next prior: most have the lowest.
PRIORS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
PRIOR_SHIFT = 40


def article_at(place: Any) -> Any:
    """The id of the article that has this place in the search index."""
    return place & ((1 << PRIOR_SHIFT) - 1)


def prior_at(place: Any) -> Any:
    """From 0 to 7: how much the article at this place is linked and read."""
    return place >> PRIOR_SHIFT


class Entry(models.Model):
    """There is one for every published article, also for one that waits for its time.

    It is written when the article is indexed; `linked` and `reads` also in between, and without a new version of the
    article: they only order what is found.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="entry")
    category_number = models.BigIntegerField(default=0, help_text="The id of its category; 0 without one.")
    facets = models.TextField(blank=True, help_text="What it can be filtered by, as words of the search index.")
    title_words = models.PositiveSmallIntegerField(default=1)
    place = models.BigIntegerField(
        default=0, help_text="Its number in the search index: what is linked and read most has the highest."
    )
    public_from = models.DateTimeField()
    linked = models.PositiveIntegerField(default=0, help_text="How many links lead to it.")
    reads = models.PositiveBigIntegerField(default=0, help_text="About how often it was read.")
    waits = models.BooleanField(default=False, help_text="Nothing of it is found or counted before its time comes.")
    index_version = models.PositiveSmallIntegerField(default=0, help_text="Which version of the index its rows are of.")

    class Meta:
        verbose_name_plural = "entries"
        default_permissions = ()
        indexes = [
            models.Index(fields=["-linked", "category_number", "article"], name="entry_most_linked"),
            models.Index(fields=["category_number", "public_from"], name="entry_in_category"),
            models.Index(fields=["public_from"], condition=models.Q(waits=True), name="entry_due"),
        ]

    def __str__(self) -> str:
        return f"Entry of article {self.article_id}"

    @property
    def prior(self) -> Any:
        return prior_at(self.place)

    @staticmethod
    def place_of(article_id: Any, linked: Any = 0, reads: Any = 0) -> Any:
        """The place that links and reads give an article. Another prior means that its row in the index is moved."""
        weight = linked + reads // 10
        prior = sum(weight >= step for step in PRIORS)
        return (prior << PRIOR_SHIFT) + article_id


class Suggestion(models.Model):
    """A name of a published article from one of its words on: what is typed into the search may begin so."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    key = models.CharField(max_length=600)
    inside = models.BooleanField(help_text="Whether the name has words before it.")
    prior = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["inside", "prior", "key", "article"], name="suggestion_by_prefix"),
            models.Index(fields=["key"], condition=models.Q(inside=False), name="suggestion_by_name"),
        ]

    def __str__(self) -> str:
        return self.key
