"""What infoboxes say, as readers find it: labels, their values, and the articles that hold them.

An article's own rows are `InfoboxField`; these here are made from those of articles that readers may see, and count
them.
"""

from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from encyclopedia.models.article import Article


def address(label: str, value: str = "") -> str:
    """Where a label, or a value of it, has its page: `/facts/Licence/`, `/facts/Band/AC/DC/`.

    Browsers take `.` and `..` between slashes for steps within an address, also percent-encoded, and some servers make
    one slash of two. What an address could not carry past them stands in its query: `/facts/?label=Grade&value=..`,
    `/facts/?label=Website&value=https://example.org/`.
    """
    steps = [label, *value.split("/")] if value else [label]
    if any(step in {"", ".", ".."} for step in steps):
        return f"{reverse('facts')}?{urlencode({'label': label, 'value': value} if value else {'label': label})}"
    return reverse("fact", args=[label, value]) if value else reverse("fact-label", args=[label])


class FactLabel(models.Model):
    label = models.CharField(max_length=80, help_text="As it was first written.")
    key = models.CharField(max_length=240, unique=True)
    values = models.PositiveIntegerField(default=0, help_text="How many values are held by an article.")
    articles = models.PositiveIntegerField(default=0, help_text="How many articles have the label.")

    class Meta:
        default_permissions = ()
        # This one and the next two hold all that is skipped on the way to the last page of a list.
        indexes = [models.Index(fields=["-articles", "key", "id"], name="fact_label_order")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return address(self.label)


class Fact(models.Model):
    label = models.ForeignKey(FactLabel, models.CASCADE, related_name="facts")
    value = models.CharField(max_length=300, help_text="As it was first written.")
    key = models.CharField(max_length=900)
    articles = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["label", "-articles", "key", "id"], name="fact_order")]
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="fact_once")]

    def __str__(self) -> str:
        return self.value

    def get_absolute_url(self) -> str:
        return address(self.label.label, self.value)

    @property
    def written(self) -> str:
        """Label and value as one word of an address: a label has no slash."""
        return f"{self.label.label}/{self.value}"


class Holding(models.Model):
    """An article that holds a fact."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="holdings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="holdings")
    title_key = models.CharField(max_length=600, help_text="The article's, so that an index gives the order.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["fact", "title_key", "article"], name="holding_order")]
        constraints = [models.UniqueConstraint(fields=["article", "fact"], name="holding_once")]

    def __str__(self) -> str:
        return f"Fact {self.fact_id} of article {self.article_id}"
