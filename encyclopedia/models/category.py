"""Categories: a tree of subjects, kept as paths."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from encyclopedia.document.names import fold
from encyclopedia.site.kept_pages.versions import shown_everywhere

SEPARATOR = " / "


class CategoryQuerySet(models.QuerySet):
    def at(self, slug: str) -> Any:
        """The category that has this slug, or had it before; None where there is none."""
        return self.filter(slug=slug).first() or self.filter(former_addresses__slug=slug).first()

    def within(self, category: "Category") -> Any:
        """The category and all below it."""
        return self.filter(Q(pk=category.pk) | Q(path_key__startswith=category.path_key + SEPARATOR))

    def above(self, category: "Category") -> Any:
        """The categories that lead to it, from the top; without the category itself."""
        names = category.path_key.split(SEPARATOR)
        return self.filter(path_key__in=[SEPARATOR.join(names[:depth]) for depth in range(1, len(names))]).order_by(
            "depth"
        )


@shown_everywhere
class Category(models.Model):
    """A subject. Its path is stored whole, so that what lies above or below it is one query without recursion."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, allow_unicode=True, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    description = models.TextField(blank=True, max_length=1000)
    order = models.PositiveIntegerField(default=0, help_text="Smaller comes first; equal ones by name.")
    path = models.TextField(editable=False)
    path_key = models.TextField(editable=False, unique=True)
    depth = models.PositiveSmallIntegerField(editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="category_is_not_its_own_parent"
            ),
            models.CheckConstraint(condition=Q(depth__gte=1, depth__lte=8), name="category_depth"),
            models.CheckConstraint(condition=~Q(name=""), name="category_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.path or self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])

    @property
    def names(self) -> Any:
        """The names on the path from the top, as a document writes them."""
        return tuple(self.path.split(SEPARATOR))

    def place(self) -> None:
        """Set path and depth from the name and the parent."""
        lead = self.parent.path + SEPARATOR if self.parent else ""
        self.path = lead + self.name
        self.path_key = fold(self.path)
        self.depth = self.parent.depth + 1 if self.parent else 1
