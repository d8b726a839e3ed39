"""The links between articles, by the names that they use."""

from django.db import models

from encyclopedia.models.part import Part


class Link(Part):
    """A link in an article's text. What its name means is looked up when it is asked for.

    So nothing has to be rewritten when an article is published, renamed or withdrawn: however many link to it, every
    link is right at once.
    """

    article = models.ForeignKey("Article", models.CASCADE, related_name="links")
    name = models.CharField(max_length=200, help_text="As written: a name of an article, or the slug in its address.")
    key = models.CharField(max_length=600)
    loose = models.CharField(max_length=600, default="", help_text="The name as it is looked for where none has it.")
    by_address = models.BooleanField(help_text="Whether it names the address, and not the article.")
    section = models.CharField(max_length=300, blank=True, help_text="The anchor that it leads to.")
    sentence = models.TextField(blank=True)

    class Meta(Part.Meta):
        default_permissions = ()
        indexes = [
            models.Index(fields=["key", "by_address", "article"], name="link_by_name"),
            models.Index(fields=["loose", "key"], name="link_by_loose_name"),
        ]

    def __str__(self) -> str:
        return self.name
