"""The article, and the names under which it is found."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils import timezone

from encyclopedia.document.folding import loosely
from encyclopedia.document.schema import STATUSES, Status

from .category import Category
from .part import Part

CHOICES = [(status, status) for status in STATUSES]


class Tag(models.Model):
    """A word that gathers articles across categories; the first spelling stays."""

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=240, unique=True, editable=False)
    slug = models.SlugField(max_length=100, allow_unicode=True, unique=True)
    count = models.PositiveIntegerField(default=0, editable=False, help_text="How many articles readers see with it.")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["key", "id"], condition=Q(count__gt=0), name="tag_in_use")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


#: What an article is called that readers do not see: its title may be new since they saw it.
UNSEEN = "an article that is not public"
#: What an article is found by, what counts most first.
NAMES = ("title_key", "slug_key", "aliases__key", "former_addresses__slug_key")
#: What it is found by where it has none of these: names in plain letters.
LOOSE_NAMES = ("title_loose", "aliases__loose")


class Named(NamedTuple):
    """An article as far as a link needs to know it."""

    pk: int
    title: str
    slug: str

    @property
    def address(self) -> str:
        return reverse("article", args=[self.slug])


class ArticleQuerySet(models.QuerySet):
    def published(self) -> Any:
        """What every reader may see: pages, feeds, search and API share this one meaning."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=timezone.now())

    def newest_first(self) -> Any:
        return self.order_by("-updated_at", "-pk")

    def by_title(self) -> Any:
        return self.order_by("title_key", "pk")

    def from_a_to_z(self) -> Any:
        return self.order_by("initial", "title_key", "pk")

    def within(self, category: Category) -> Any:
        """Articles of the category and of all below it."""
        # Asked for first: with a list of ids, and best with a single one, an index gives them in their order.
        ids = list(Category.objects.within(category).values_list("pk", flat=True))
        return self.filter(category=ids[0]) if len(ids) == 1 else self.filter(category__in=ids)

    def listed(self) -> Any:
        """Only what a list shows: a page of lists should not load a megabyte of bodies."""
        return self.only("title", "title_key", "initial", "slug", "summary", "updated_at")

    def with_parts(self) -> Any:
        """Load everything an article page shows in a fixed number of queries."""
        return self.select_related("category").prefetch_related(
            "infobox", "timeline", "faq", "references", "aliases", "former_addresses", "article_tags__tag"
        )


_Manager = models.Manager.from_queryset(ArticleQuerySet)


class ArticleManager(_Manager):
    def named(self, keys: Iterable[str]) -> Mapping[str, list[Named]]:
        """The published articles that each name means, by folded name, the oldest first, in one query.

        A title goes before a slug, a slug before an alias, and an alias before the slug of an address that the article
        had before; a name that several have in the same way means all of them. A name that none has is looked for in
        plain letters: Lodz means Łódź then.
        """
        keys = list(dict.fromkeys(keys))
        if not keys:
            return {}
        loose: dict[str, list[str]] = {}
        for key in keys:
            loose.setdefault(loosely(key), []).append(key)
        # A query for each kind of name, put together as one: over all at once, databases look at every article. So does
        # SQLite when it is asked for those that are published and have one of four slugs; that is seen from the rows.
        articles = self.get_queryset().order_by()
        asked = [
            articles.filter(**{f"{field}__in": keys if field in NAMES else list(loose)}).values_list(
                Value(rank), field, "pk", "title", "slug", "status", "published_at"
            )
            for rank, field in enumerate((*NAMES, *LOOSE_NAMES))
        ]
        found: dict[str, list[Named]] = {}
        ranks: dict[str, int] = {}
        present = timezone.now()
        for rank, key, *article, status, published_at in sorted(asked[0].union(*asked[1:], all=True)):
            if status != Status.PUBLISHED or published_at > present:
                continue
            for each in [key] if rank < len(NAMES) else loose[key]:
                if ranks.setdefault(each, rank) == rank:
                    found.setdefault(each, []).append(Named(*article))
        return found


class Article(models.Model):
    title = models.CharField(max_length=200)
    title_key = models.CharField(max_length=600, editable=False, db_index=True)
    title_loose = models.CharField(max_length=600, editable=False, default="")
    initial = models.CharField(max_length=8, editable=False, default="", help_text="What A to Z lists it under.")
    slug = models.CharField(max_length=100, editable=False)
    slug_key = models.CharField(max_length=300, unique=True, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="articles")
    tags: Any = models.ManyToManyField(Tag, through="ArticleTag", related_name="articles")
    status = models.CharField(
        max_length=10, choices=[(status, status) for status in STATUSES], default=Status.DRAFT.value
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_as_day = models.BooleanField(default=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_as_day = models.BooleanField(default=True)
    language = models.CharField(max_length=35, blank=True)
    summary = models.TextField(blank=True)
    short_answer = models.TextField(blank=True)
    infobox_title = models.CharField(max_length=200, blank=True)
    infobox_caption = models.TextField(blank=True)
    infobox_image = models.CharField(max_length=200, blank=True)
    infobox_image_alt = models.TextField(blank=True)
    infobox_image_credit = models.TextField(blank=True)
    body = models.TextField(blank=True)
    revision_number = models.PositiveIntegerField(default=0, help_text="The number of the current revision.")

    objects = ArticleManager()

    class Meta:
        ordering = ["title_key", "pk"]
        indexes = [
            # Each holds all that a page of a list asks for, so that skipping to the last page reads no article; those
            # with a category also tell which articles on the way belong to it.
            models.Index(fields=["status", "-updated_at", "-id", "published_at", "category"], name="article_newest"),
            models.Index(fields=["status", "title_key", "id", "published_at"], name="article_by_title"),
            models.Index(fields=["title_loose"], name="article_by_loose_title"),
            models.Index(
                fields=["status", "initial", "title_key", "id", "published_at", "category"], name="article_by_initial"
            ),
            models.Index(
                fields=["category", "status", "-updated_at", "-id", "published_at"], name="article_in_category"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="article_status"),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="article_has_a_slug"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False, updated_at__isnull=False),
                name="article_published_has_dates",
            ),
        ]
        permissions = [
            ("publish_article", "Can publish and withdraw articles"),
            ("upload_image", "Can upload images"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """The same as `ArticleQuerySet.published`, asked of one article."""
        at = self.published_at
        return self.status == Status.PUBLISHED and at is not None and at <= timezone.now()

    @property
    def public_title(self) -> Any:
        """The title where readers see the article; for people who may know no more than they, words elsewhere."""
        return self.title if self.is_public else UNSEEN


class ArticleTag(Part):
    article = models.ForeignKey(Article, models.CASCADE, related_name="article_tags")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="article_tags")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="tag_once")]

    def __str__(self) -> str:
        return str(self.tag)


class Alias(Part):
    """Another name of an article; several articles may share one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=600, db_index=True)
    loose = models.CharField(max_length=600, editable=False, default="")

    class Meta(Part.Meta):
        verbose_name_plural = "aliases"
        indexes = [models.Index(fields=["loose"], name="alias_by_loose_name")]
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="alias_once")]

    def __str__(self) -> str:
        return self.name
