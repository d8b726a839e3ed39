"""What can be asked about revisions: those of one article, who wrote it, and the changes of the whole site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from encyclopedia.models import Article, Category, Revision
from encyclopedia.models.revision import RevisionQuerySet

#: Recent changes end here.
MOST = 5_000
#: Where an index does not lead straight to what is asked for, it is looked for among so many changes, the newest.
LOOKED_THROUGH = 20_000

Kind = Literal["", "new", "changes"]


def revisions_of(article: Article) -> RevisionQuerySet:
    """The public history, the newest first. Of hidden ones nobody may show more than number and time."""
    return Revision.objects.filter(article=article).public().order_by("-number")


def readable_before(article: Article, number: int) -> int | None:
    """The number of the last revision before this one that readers may read."""
    earlier = Revision.objects.filter(article=article, number__lt=number).readable()
    return earlier.order_by("-number").values_list("number", flat=True).first()


def readable_after(article: Article, number: int) -> int | None:
    """The number of the next revision after this one that readers may read."""
    later = Revision.objects.filter(article=article, number__gt=number).readable()
    return later.order_by("number").values_list("number", flat=True).first()


def contributors(article: Article) -> QuerySet[Revision, dict[str, object]]:
    """Who wrote the article: author_name, revisions, first and last; who wrote most comes first."""
    readable = Revision.objects.filter(article=article).readable().order_by()
    counted = readable.values("author_name").annotate(
        revisions=Count("pk"), first=Min("public_from"), last=Max("public_from")
    )
    return counted.order_by("-revisions", "author_name")


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of revisions of published articles, the newest first."""

    ids: list[int]
    more: bool
    """Whether there are older ones that are left out."""
    reach: datetime | None = None
    """How far back was looked, where that was not to the beginning."""


def changes(
    *,
    most: int,
    category: Category | None = None,
    author: str = "",
    kind: Kind = "",
    since: datetime | None = None,
) -> Changes:
    """The newest changes of the whole site: `most` at most, of what is asked for.

    `category` takes all below it along; `kind` is `new` for the first public revision of each article, `changes` for
    all others. A hidden revision has no author. The time that it takes is bounded however many revisions there are.
    """
    found = Revision.objects.public()
    published = Article.objects.published()
    reach = None
    if category:
        published = published.within(category)
        through_articles = found.filter(article__in=published.order_by().values("pk"))
        if through_articles.order_by()[:LOOKED_THROUGH].count() < LOOKED_THROUGH:
            found = through_articles
        else:
            reach = _reach()
    if author:
        found = found.filter(author_name=author, hidden=False)
    if kind:
        found = found.filter(~Exists(_earlier()) if kind == "new" else Exists(_earlier()))
        reach = _reach()
    if since:
        found = found.filter(public_from__gte=since)
    if reach:
        found = found.filter(public_from__gte=reach)
    # Asked for each change: there are far more articles than changes on a page.
    found = found.filter(Exists(published.filter(pk=OuterRef("article"))))
    ids = list(found.order_by("-public_from", "-pk").values_list("pk", flat=True)[: most + 1])
    return Changes(ids[:most], more=len(ids) > most, reach=reach if not (since and reach and since >= reach) else None)


def _earlier() -> RevisionQuerySet:
    return Revision.objects.public().filter(article=OuterRef("article"), number__lt=OuterRef("number"))


def _reach() -> datetime | None:
    """The time of the last change that is looked at; None when all are."""
    times = Revision.objects.public().order_by("-public_from", "-pk").values_list("public_from", flat=True)
    return next(iter(times[LOOKED_THROUGH - 1 : LOOKED_THROUGH]), None)


def changes_by_id(ids: Iterable[int]) -> list[Revision]:
    """The changes as lists show them, in the order of their ids: with their article, and without any text.

    `is_first` says of each whether it is the one with which its article became public.
    """
    rows = Revision.objects.select_related("article").annotate(is_first=~Exists(_earlier()))
    shown = ("number", "author_name", "note", "public_from", "hidden", "article__title", "article__slug")
    found = rows.only(*shown, "article__summary").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]
