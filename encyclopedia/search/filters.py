"""What the found articles have in common, and are filtered by: subject, tag, fact, and when they last changed.

In the index each of these is a word of its own, so that a filter costs no more than a word: `c` with the number of the
category, `t` of the tag, `v` of the fact, `u` with the year and with year and month.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from encyclopedia.models import Article, Category, Fact, Tag
from encyclopedia.models.category import SEPARATOR

CHANGED = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
MAX_SHOWN = 8
MAX_LABELS = 3
#: Facts are counted for so many values; what is rarer is no use as a filter.
MAX_FACTS = 60
#: A subject with more below it than this cannot be filtered by; databases limit what a question holds.
MAX_CATEGORIES = 1_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader has chosen."""

    category: Category | None = None
    tags: tuple[Tag, ...] = ()
    facts: tuple[Fact, ...] = ()
    changed: str = ""
    """A year, or a year and a month: `2026-11`."""

    def __bool__(self) -> bool:
        return bool(self.category or self.tags or self.facts or self.changed)

    @property
    def facets(self) -> tuple[tuple[str, ...], ...]:
        """Of each of these groups, an article holds one."""
        groups: list[tuple[str, ...]] = [(f"t{tag.pk}",) for tag in self.tags]
        groups += [(f"v{fact.pk}",) for fact in self.facts]
        if self.category:
            below = Category.objects.within(self.category).values_list("pk", flat=True)[:MAX_CATEGORIES]
            groups.append(tuple(f"c{pk}" for pk in below))
        if self.changed:
            groups.append((f"u{self.changed.replace('-', '')}",))
        return tuple(groups)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the found articles can be filtered by, each with its number of articles, most first."""

    categories: list[tuple[Category, int]] = field(default_factory=list)
    tags: list[tuple[Tag, int]] = field(default_factory=list)
    facts: list[tuple[str, list[tuple[Fact, int]]]] = field(default_factory=list)
    changed: list[tuple[str, int]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.categories or self.tags or self.facts or self.changed)


def facets_of(article: Article, tags: Iterable[int], facts: Iterable[int]) -> list[str]:
    """The words by which an article is filtered."""
    category = [f"c{article.category_id}"] if article.category_id else []
    changed = article.updated_at
    return [
        *category,
        *(f"t{pk}" for pk in tags),
        *(f"v{pk}" for pk in facts),
        f"u{changed:%Y}",
        f"u{changed:%Y%m}",
    ]


def counted(found: Sequence[str], chosen: Filters) -> Counted:
    """Count the facets of the found articles; what all of them have is no choice and is left out."""
    counts = Counter(" ".join(found).split())
    kinds: dict[str, list[tuple[str, int]]] = {"c": [], "t": [], "v": [], "u": []}
    for word, number in counts.items():
        # Most of the facts are those of one article, which nobody is offered.
        if number > 1 or word[0] != "v":
            kinds[word[0]].append((word[1:], number))
    everywhere = len(found)
    return Counted(
        categories=_categories(_most(kinds["c"], MAX_CATEGORIES), chosen.category, everywhere),
        tags=_tags(_most(kinds["t"], 2 * MAX_SHOWN), everywhere),
        facts=_facts(_most(kinds["v"], MAX_FACTS), everywhere),
        changed=_changed(kinds["u"], chosen.changed, everywhere),
    )


def _most(counts: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    return nlargest(most, counts, key=lambda one: (one[1], one[0]))


def _categories(counts: list[tuple[str, int]], chosen: Category | None, everywhere: int) -> list[tuple[Category, int]]:
    """The subjects one level below the chosen one, with what lies below them; of one alone, what lies in it."""
    rows = Category.objects.filter(pk__in=[int(pk) for pk, _ in counts])
    keys = dict(rows.order_by().values_list("pk", "path_key"))
    sums: Counter[str] = Counter()
    for pk, number in counts:
        if key := keys.get(int(pk)):
            names = key.split(SEPARATOR)
            sums.update({SEPARATOR.join(names[: at + 1]): number for at in range(len(names))})
    depth = chosen.depth + 1 if chosen else 1
    while True:
        level = {key: number for key, number in sums.items() if key.count(SEPARATOR) == depth - 1}
        if len(level) != 1 or next(iter(level.values())) < everywhere:
            break
        depth += 1
    shown = sorted(level.items(), key=lambda one: (-one[1], one[0]))[:MAX_SHOWN]
    named = {
        category.path_key: category for category in Category.objects.filter(path_key__in=[key for key, _ in shown])
    }
    return [(named[key], number) for key, number in shown if key in named]


def _tags(counts: list[tuple[str, int]], everywhere: int) -> list[tuple[Tag, int]]:
    rows = Tag.objects.in_bulk([int(pk) for pk, _ in counts])
    found = [(rows[int(pk)], number) for pk, number in counts if int(pk) in rows and number < everywhere]
    return found[:MAX_SHOWN]


def _facts(counts: list[tuple[str, int]], everywhere: int) -> list[tuple[str, list[tuple[Fact, int]]]]:
    """The labels whose values most articles share, each with a few of its values."""
    rows = Fact.objects.select_related("label").in_bulk([int(pk) for pk, _ in counts])
    by_label: dict[str, list[tuple[Fact, int]]] = {}
    for pk, number in counts:
        if number < everywhere and (fact := rows.get(int(pk))):
            by_label.setdefault(fact.label.label, []).append((fact, number))
    most = sorted(by_label.items(), key=lambda one: -sum(number for _, number in one[1]))[:MAX_LABELS]
    return [(label, values[:MAX_SHOWN]) for label, values in most]


def _changed(counts: list[tuple[str, int]], chosen: str, everywhere: int) -> list[tuple[str, int]]:
    """Years, or the months of the chosen one, the newest first."""
    if len(chosen) > 4:
        return []
    months = len(chosen) == 4
    found = [
        (f"{text[:4]}-{text[4:]}" if months else text, number)
        for text, number in counts
        if len(text) == 4 + 2 * months and number < everywhere
    ]
    return sorted(found, reverse=True)[:12]
