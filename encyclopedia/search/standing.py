"""How much articles are linked and read, by which they are ordered where words tell nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db.models import F

from encyclopedia.models import Alias, Article, Entry, FormerAddress, Link, Suggestion

from .tables import ARTICLES, database

#: Of an article with so many links, a few more or less are counted only when all are counted.
COUNTED = 1_000
#: How many values one question holds; databases take only so many.
ASKED_AT_ONCE = 1_000


def settle(articles: Collection[int], *, every: bool = False) -> None:
    """Count the links to these published articles, and put each in the place that links and reads give it.

    What is linked more than a thousand times is left as it is, unless `every` is asked for.
    """
    asked = list(articles)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        entries = Entry.objects.filter(article__in=asked[start : start + ASKED_AT_ONCE])
        some = {entry.pk: entry for entry in (entries if every else entries.filter(linked__lt=COUNTED))}
        counted = _links_to(some)
        for pk, entry in some.items():
            if entry.linked != counted[pk]:
                entry.linked = counted[pk]
                Entry.objects.filter(pk=pk).update(linked=entry.linked)
            _put(entry)


def _links_to(articles: Collection[int]) -> Counter[int]:
    """How many published articles link to each, by any of its names."""
    names: dict[str, set[int]] = {}
    titles = Article.objects.filter(pk__in=articles).values_list("pk", "title_key", "slug_key")
    for pk, *keys in titles:
        for key in keys:
            names.setdefault(key, set()).add(pk)
    for model, key in ((Alias, "key"), (FormerAddress, "slug_key")):
        for pk, name in model.objects.filter(article__in=articles).values_list("article", key):
            names.setdefault(name, set()).add(pk)
    # In two questions: in one, PostgreSQL reads all links.
    pairs = set(Link.objects.filter(key__in=list(names)).order_by().values_list("key", "article"))
    public = set(Entry.objects.filter(pk__in={linking for _, linking in pairs}).values_list("pk", flat=True))
    return Counter(pk for key, linking in pairs if linking in public for pk in names[key])


def _put(entry: Entry) -> None:
    place = Entry.place_of(entry.pk, entry.linked, entry.reads)
    if place == entry.place:
        return
    database().renumber(ARTICLES, entry.place, place)
    entry.place, old = place, entry.place
    Entry.objects.filter(pk=entry.pk, place=old).update(place=place)
    Suggestion.objects.filter(article=entry.pk).update(prior=entry.prior)


def count_reads(reads: Mapping[int, int]) -> None:
    """Add so many reads to each article."""
    for pk, number in sorted(reads.items()):
        Entry.objects.filter(pk=pk).update(reads=F("reads") + number)
    for entry in Entry.objects.filter(pk__in=reads):
        _put(entry)


def targets(names: Iterable[str]) -> set[int]:
    """The published articles that these names mean, where a name means only one."""
    found = Article.objects.named(names)
    return {each[0].pk for each in found.values() if len(each) == 1}
