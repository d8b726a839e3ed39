"""Subjects as readers know them: those with an article that they may see, in them or below."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from encyclopedia.models import Article, Category, Entry, Status
from encyclopedia.models.article import ArticleQuerySet
from encyclopedia.models.category import SEPARATOR
from encyclopedia.site.pages import PER_PAGE, Counted, page_or_404

from .lists import public_articles

#: A longer list of subjects to choose from would outweigh its page; those that stand highest are offered.
MAX_OFFERED = 300
#: Above the articles of a subject, all subjects below it are listed if they are so few.
MAX_BELOW = 60
#: The articles of a subject can be listed in these orders.
ORDERS = {"newest": "Newest", "linked": "Most linked", "title": "A to Z"}
MAX_LINKED = 100
#: So many articles are put into an order; the first of more are found faster by going through all in that order.
MAX_SORTED = 2_000


def public_category(slug: str) -> Category | None:
    """The subject that has or had that slug, if readers may see an article of it.

    The name of one that is empty may tell what is still being prepared.
    """
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    category = Category.objects.select_related("parent").at(slug.replace("\x00", "\ufffd"))
    return category if category and Article.objects.published().within(category).exists() else None


def tree(below: Any = None) -> Any:
    """Categories as nested (category, number of articles in it and below, children), empty ones left out."""
    asked = Category.objects.within(below) if below else Category.objects.all()
    published = Entry.objects.filter(category_number=OuterRef("pk"), public_from__lte=timezone.now())
    # Counted for one category after the other: that takes half as long as to put all articles into groups.
    own = Subquery(published.values(number=Func("category_number", function="COUNT", output_field=IntegerField())))
    children: dict[int | None, list[Any]] = {}
    for category in asked.defer("description").annotate(own=own).order_by("-depth", "order", "name"):
        nested = children.pop(category.pk, [])
        count = category.own + sum(number for _, number, _ in nested)
        if count:
            children.setdefault(category.parent_id, []).append((category, count, nested))
    return children.get(below.parent_id if below else None, [])


def offered(holding: Any, chosen: Any = None) -> Any:
    """Categories to choose from: those that `holding` is true of and all above them, in the order of their paths."""
    paths = Category.objects.filter(holding).order_by("depth", "path_key").values_list("path_key", flat=True)
    keys = {
        SEPARATOR.join(names[: n + 1])
        for path in paths[:MAX_OFFERED]
        for names in [path.split(SEPARATOR)]
        for n in range(len(names))
    }
    if chosen:
        keys.add(chosen.path_key)
    return Category.objects.filter(path_key__in=keys).order_by("path_key")


def narrower(children: Any) -> Any:
    """The categories below one, level by level, or where these are many only the next level."""
    waiting, number = list(children), 0
    while waiting and number <= MAX_BELOW:
        number += 1
        waiting += waiting.pop()[2]
    return [(category, count, []) for category, count, _ in children] if number > MAX_BELOW else children


def page_of(category: Category, count: int, order: Any, number: str) -> Any:
    ids = list(Category.objects.within(category).values_list("pk", flat=True))
    found: Any
    if order == "linked":
        found = list(_most_linked(ids, count)[:MAX_LINKED])
    elif count > MAX_SORTED:
        found = Counted(_in_order(among_all(ids), order), count)
    elif order == "newest":
        found = list(_in_order(_published_in(ids), order))
    else:
        # By id, and sorted here: else PostgreSQL goes through all titles.
        few = list(_published_in(ids).order_by().values_list("pk", flat=True))
        names = Article.objects.order_by().filter(pk__in=few).values_list("initial", "title_key", "pk")
        found = [pk for _, _, pk in sorted(names)]
    page = page_or_404(found, number, PER_PAGE["articles" if order == "title" else "articles of a subject"])
    page.object_list = public_articles(page.object_list, "summary", "updated_at", "initial")
    return page


def _in_order(articles: ArticleQuerySet, order: Any) -> Any:
    ordered = articles.newest_first() if order == "newest" else articles.from_a_to_z()
    return ordered.values_list("pk", flat=True)


# What is added to, or stands in an expression, is looked for in no index: so of the one that leads to the articles of a
# subject and those that have all articles in an order, the better one is used.


def among_all(ids: Iterable[int]) -> Any:
    """The published articles of these subjects, looked for among all, in whatever order these are gone through."""
    return Article.objects.published().alias(subject=F("category_id") + 0).filter(subject__in=ids)


def _published_in(ids: Iterable[int]) -> Any:
    articles = Article.objects.alias(state=Coalesce("status", Value("")))
    return articles.filter(category__in=ids, state=Status.PUBLISHED, published_at__lte=timezone.now())


def _most_linked(ids: Iterable[int], count: int) -> Any:
    entries = Entry.objects.filter(public_from__lte=timezone.now()).values_list("pk", flat=True)
    if count > MAX_SORTED:
        among_all = entries.alias(subject=F("category_number") + 0).filter(subject__in=ids)
        return among_all.order_by("-linked", "category_number", "pk")
    linked = (F("linked") + 0).desc()
    return entries.filter(category_number__in=ids).order_by(linked, "category_number", "pk")
