"""Which articles carry a tag, as far as readers may see them, and how many; counted as they change."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from encyclopedia.document.folding import loosely
from encyclopedia.models import Article, ArticleTag, Tag, Tagging

#: Among so many, the most used, is looked for what is like an address that there is not.
LOOKED_THROUGH = 2_000


@transaction.atomic(savepoint=False)
def index(articles: Sequence[Article], *, shown: bool) -> None:
    """Count the tags of these articles, if readers may see them; count them no more if not.

    Whoever calls it holds the locks on their rows, or nobody else knows of them yet.
    """
    written = ArticleTag.objects.filter(article__in=articles).values_list("article", "tag")
    carried = set(written) if shown and articles else set()
    known = {(row.article_id, row.tag_id): row for row in Tagging.objects.filter(article__in=articles)}
    times = {article.pk: article.updated_at for article in articles}
    gained = sorted(carried - known.keys())
    lost = sorted(known.keys() - carried)
    if gained or lost:
        _count(Counter(tag for _, tag in gained), Counter(tag for _, tag in lost))
        Tagging.objects.filter(pk__in=[known[key].pk for key in lost]).delete()
        Tagging.objects.bulk_create(Tagging(article_id=pk, tag_id=tag, updated_at=times[pk]) for pk, tag in gained)
    moved = [known[key] for key in carried & known.keys() if known[key].updated_at != times[key[0]]]
    for row in moved:
        row.updated_at = times[row.article_id]
    if moved:
        Tagging.objects.bulk_update(moved, ["updated_at"])


def alike(slug: str) -> Tag | None:
    """The most used tag whose address is this one in plain letters."""
    looked_for = loosely(slug)
    used = Tag.objects.filter(count__gt=0).order_by("-count", "key")[:LOOKED_THROUGH]
    return next((tag for tag in used if loosely(tag.slug) == looked_for), None)


def _count(gained: Counter[int], lost: Counter[int]) -> None:
    """Add and take away. The rows are locked in one order, so that of two who count at once one waits for the other."""
    changed = gained.keys() | lost.keys()
    tags = list(Tag.objects.select_for_update(no_key=True).filter(pk__in=changed).order_by("pk"))
    for tag in tags:
        tag.count += gained[tag.pk] - lost[tag.pk]
    Tag.objects.bulk_update(tags, ["count"])
