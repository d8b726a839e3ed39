"""Which article a name leads to."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from encyclopedia.document.names import fold
from encyclopedia.markup import Target
from encyclopedia.models import Article

#: A page with more names than these shows the others as unwritten; databases limit what one question may hold.
MOST = 5_000


def resolve(titles: Iterable[str]) -> Mapping[str, Target]:
    """The published article behind each name, by folded name, in one query.

    A title goes before a slug and a slug before an alias; of several that answer to one name, the oldest is taken.
    """
    keys = list({fold(title): None for title in titles})[:MOST]
    if not keys:
        return {}
    rows = (
        Article.objects.published()
        .filter(Q(title_key__in=keys) | Q(slug_key__in=keys) | Q(aliases__key__in=keys))
        .order_by("pk")
        .values_list("title", "slug", "title_key", "slug_key", "aliases__key")
    )
    found: list[dict[str, Target]] = [{}, {}, {}]
    for title, slug, *names in rows:
        target = Target(url=Article(slug=slug).get_absolute_url(), title=title)
        for by_name, name in zip(found, names, strict=True):
            by_name.setdefault(name, target)
    by_title, by_slug, by_alias = found
    return by_alias | by_slug | by_title
