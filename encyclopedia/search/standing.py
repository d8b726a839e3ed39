"""How much articles are linked and read, by which they are ordered where words tell nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from encyclopedia.models import Alias, Article, Entry, FormerAddress, Link, Suggestion
from encyclopedia.models.index.entry import prior_at

from .index_tables import ARTICLES, database

#: Of an article with so many links, a few more or less are counted only when all are counted.
COUNTED = 1_000
#: How many values one question holds; databases take only so many.
ASKED_AT_ONCE = 1_000


def update(articles: Collection[int], *, every: bool = False) -> None:
    """Count the links to these published articles, and put each in the place that links and reads give it.

    What is linked more than a thousand times is left as it is, unless `every` is asked for. So is what somebody else
    is saving: two who save articles that link to each other would wait for one another.
    """
    asked = list(articles)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        entries = Entry.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        entries = entries.filter(article__in=asked[start : start + ASKED_AT_ONCE])
        some = {entry.pk: entry for entry in (entries if every else entries.filter(linked__lt=COUNTED))}
        counted = _links_to(some)
        for pk, entry in some.items():
            _put(entry, linked=counted[pk], reads=entry.reads)


def _links_to(articles: Collection[int]) -> Counter[int]:
    """How many published articles link to each, by any of its names."""
    slugs: dict[str, set[int]] = {}
    names: dict[str, set[int]] = {}
    for pk, slug, title in Article.objects.filter(pk__in=articles).values_list("pk", "slug_key", "title_loose"):
        slugs.setdefault(slug, set()).add(pk)
        names.setdefault(title, set()).add(pk)
    for pk, slug in FormerAddress.objects.filter(article__in=articles).values_list("article", "slug_key"):
        slugs.setdefault(slug, set()).add(pk)
    for pk, name in Alias.objects.filter(article__in=articles).values_list("article", "loose"):
        names.setdefault(name, set()).add(pk)
    # One question after the other: in one, PostgreSQL reads all links.
    by_name = Link.objects.filter(loose__in=list(names), by_address=False).order_by().values_list("loose", "article")
    pairs = {(pk, article) for name, article in by_name for pk in names[name]}
    by_slug = Link.objects.filter(key__in=list(slugs)).order_by().values_list("key", "article")
    pairs |= {(pk, article) for slug, article in by_slug for pk in slugs[slug]}
    linking_ones = Entry.objects.filter(pk__in={linking for _, linking in pairs}, waits=False)
    public = set(linking_ones.values_list("pk", flat=True))
    return Counter(pk for pk, linking in pairs if linking in public)


def _put(entry: Entry, *, linked: int, reads: int) -> None:
    """Store how much an article is linked and read, and move its entry, which is locked, to its place.

    All in one update: after a second one PostgreSQL looks whether the article is still there, and waits for whoever
    saves it, who waits for the entry.
    """
    place = Entry.place_of(entry.pk, linked, reads)
    if (linked, reads, place) == (entry.linked, entry.reads, entry.place):
        return
    Entry.objects.filter(pk=entry.pk).update(linked=linked, reads=reads, place=place)
    if place != entry.place:
        database().renumber(ARTICLES, entry.place, place)
        Suggestion.objects.filter(article=entry.pk).update(prior=prior_at(place))


def count_reads(reads: Mapping[int, int]) -> None:
    """Add so many reads to each article."""
    for entry in Entry.objects.select_for_update().filter(pk__in=reads).order_by("pk"):
        _put(entry, linked=entry.linked, reads=entry.reads + reads[entry.pk])


def targets(names: Iterable[str]) -> set[int]:
    """The published articles that these names mean, where a name means only one."""
    return set(targets_by_name(names).values())


def targets_by_name(names: Iterable[str]) -> dict[str, int]:
    """The published article that each of these names means, where it means only one."""
    found = Article.objects.named(names)
    return {name: each[0].pk for name, each in found.items() if len(each) == 1}
