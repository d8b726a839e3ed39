"""The events of all articles that readers may see, in one order, and how many each year has."""

from django.db import models

from encyclopedia.models.article import Article
from encyclopedia.models.parts import TimelineEvent


class Event(models.Model):
    """The place of a timeline event among those of all articles. What it tells is in the timeline's own row.

    A timeline that changes is written anew, all of it. The rows here stay until the article is indexed, because they
    are what `EventCount` has counted; the database makes sure that nobody forgets to.
    """

    event = models.OneToOneField(TimelineEvent, models.DO_NOTHING, primary_key=True, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(help_text="Its place in the timeline of its article, as in #event-1.")
    category_number = models.BigIntegerField(help_text="The id of the article's category; 0 without one.")
    starts = models.BigIntegerField()
    ends = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["starts", "ends", "event"], name="event_order"),
            models.Index(fields=["category_number", "starts", "ends", "event"], name="event_order_in_category"),
        ]

    def __str__(self) -> str:
        return f"Event {self.event_id}"


class EventCount(models.Model):
    """How many events start in a year or in a century: in the articles of one category, and in all.

    The centuries are there for subjects with many categories, whose years would be too many to add up for a page.
    """

    #: The category number under which the events of all articles are counted.
    ALL = -1

    category_number = models.BigIntegerField()
    years = models.PositiveSmallIntegerField(help_text="How many years are counted together: 1, or 100.")
    year = models.IntegerField(help_text="The first of them, astronomical: 0 is 1 BC.")
    # Not a positive one: databases check what is to be added as if it were to be stored.
    events = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["category_number", "years", "year"], name="event_count_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.events}"
