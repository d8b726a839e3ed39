"""The structured parts of an article."""

from django.db import models
from django.db.models import F, Q

from .article import Article
from .part import Part


class InfoboxField(Part):
    """One value of one label beside an article; a label with several values has several rows."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="infobox")
    label = models.CharField(max_length=80)
    label_key = models.CharField(max_length=240)
    value = models.CharField(max_length=300)
    value_key = models.CharField(max_length=900)

    class Meta(Part.Meta):
        indexes = [models.Index(fields=["label_key", "value_key"], name="infobox_fact")]
        constraints = [
            models.UniqueConstraint(fields=["article", "label_key", "value_key"], name="infobox_value_once"),
            models.CheckConstraint(condition=~Q(label="") & ~Q(value=""), name="infobox_field_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class TimelineEvent(Part):
    """A dated event. `date` is the text of an EventDate; `starts` and `ends` are its place among others."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="timeline")
    date = models.CharField(max_length=40)
    starts = models.BigIntegerField()
    ends = models.BigIntegerField()
    event = models.TextField()

    class Meta(Part.Meta):
        indexes = [models.Index(fields=["starts", "ends"], name="timeline_order")]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="event_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(event="") & ~Q(date=""), name="event_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.event[:60]}"


class Faq(Part):
    article = models.ForeignKey(Article, models.CASCADE, related_name="faq")
    question = models.CharField(max_length=300)
    answer = models.TextField(blank=True)

    class Meta(Part.Meta):
        verbose_name = "question"
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="faq_has_a_question")]

    def __str__(self) -> str:
        return self.question


class Reference(Part):
    """A source, with the variables of the Citation Style Language; dates are the texts of partial dates."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    key = models.CharField(max_length=80)
    type = models.CharField(max_length=40, default="document")
    title = models.CharField(max_length=500, blank=True)
    authors = models.JSONField(default=list, blank=True)
    editors = models.JSONField(default=list, blank=True)
    container = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    volume = models.CharField(max_length=80, blank=True)
    issue = models.CharField(max_length=80, blank=True)
    pages = models.CharField(max_length=80, blank=True)
    date = models.CharField(max_length=40, blank=True)
    doi = models.CharField(max_length=300, blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    accessed = models.CharField(max_length=20, blank=True)
    archive_url = models.CharField(max_length=2000, blank=True)
    archived = models.CharField(max_length=20, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="reference_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="reference_has_a_key"),
        ]

    def __str__(self) -> str:
        return self.title or self.key
