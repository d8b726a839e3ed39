"""Articles that belong to the same subject as one article, and why.

They are found by the links between both, by facts and tags that few others have, by rare words in their names and
leads, and a little by their category. What few articles have in common weighs most; what very many have says nothing.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Value
from django.utils.translation import gettext as _

from encyclopedia import search
from encyclopedia.markup import searchable
from encyclopedia.models import Article, Fact, Holding, Link, Tagging

MOST = 6
#: So many articles are looked at more closely.
CLOSER = 24
#: Names that the article links to, the first ones.
MAX_NAMES = 100
#: An article that more links lead to is not related to each that has one.
MAX_LINKS = 300
#: What more articles have is no reason, and so many articles are looked at for what they share.
MAX_HOLDERS = 1_000
#: Words that more articles hold, and subjects with more articles, are no reason by themselves.
FEW = 30
#: What weighs less is no reason.
LEAST = 0.4

HERE, THERE, FACT, TAG, WORD, CATEGORY = range(6)
#: How much a reason weighs that two articles have and no other.
WEIGHTS = {HERE: 3.0, THERE: 2.5, FACT: 3.0, TAG: 2.0, WORD: 1.2, CATEGORY: 0.4}
#: How many of a kind are said.
SAID = {FACT: 2, TAG: 3, WORD: 3}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is related, in words, and by what: `Also tagged`, `Community`."""

    says: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    article: Article
    reasons: tuple[Reason, ...]


class _Candidates:
    """What speaks for each article: kinds of reasons, with their names and weights."""

    def __init__(self) -> None:
        self.reasons: dict[int, dict[int, dict[str, float]]] = {}

    def add(self, articles: Iterable[int], kind: int, name: str = "", *, held_by: int = 2) -> None:
        weight = WEIGHTS[kind] * _rarity(held_by)
        for pk in articles:
            self.reasons.setdefault(pk, {}).setdefault(kind, {})[name] = weight

    def weight(self, pk: int) -> float:
        return sum(sum(names.values()) for names in self.reasons.get(pk, {}).values())

    def said(self, pk: int) -> tuple[Reason, ...]:
        """The two kinds that weigh most, each with the names that do."""
        kinds = self.reasons[pk]
        if HERE in kinds and THERE in kinds:
            links = [Reason(_("Both link to each other"))]
        else:
            texts = {HERE: _("Linked from here"), THERE: _("Links here")}
            links = [Reason(texts[kind]) for kind in (HERE, THERE) if kind in kinds]
        texts = {FACT: _("Also"), TAG: _("Also tagged"), WORD: _("Similar words:"), CATEGORY: _("Also in")}
        others = sorted(kinds.keys() & texts.keys(), key=lambda kind: (-sum(kinds[kind].values()), kind))
        reasons = []
        for kind in others:
            names = sorted(kinds[kind], key=lambda name: (-kinds[kind][name], name))[: SAID.get(kind, 1)]
            reasons.append(Reason(texts[kind], ("; " if kind == FACT else ", ").join(names)))
        return tuple([*links, *reasons][:2])


def related(article: Article) -> list[Related]:
    """At most six published articles, the nearest first; asked for anew each time, so that all of them are public."""
    candidates = _Candidates()
    _add_linked(article, candidates)
    _add_sharing(article, candidates)
    held = search.alike(article.title, f"{article.summary}\n{searchable(article.short_answer)}", FEW)
    for word, articles in held.items():
        candidates.add(articles, WORD, word, held_by=len(articles))
    near = _in_category(article)
    first = sorted(candidates.reasons, key=lambda pk: (-candidates.weight(pk), pk))[:CLOSER]
    rows = Article.objects.only("title", "title_key", "slug", "summary", "status", "published_at", "category")
    found = rows.in_bulk([article.pk, *first, *near])
    public = [row for pk, row in found.items() if pk != article.pk and row.is_public]
    for row in public:
        if article.category_id and row.category_id == article.category_id:
            candidates.add([row.pk], CATEGORY, article.category.name)
    public.sort(key=lambda row: (-candidates.weight(row.pk), row.title_key, row.pk))
    return [Related(row, candidates.said(row.pk)) for row in public[:MOST] if candidates.weight(row.pk) >= LEAST]


def _rarity(number: int) -> float:
    """1 for what two have, and half of it for what four have."""
    return 1 / (1 + math.log2(max(number, 2) / 2))


def _add_linked(article: Article, candidates: _Candidates) -> None:
    linked = Link.objects.filter(article=article).order_by("position").values_list("key", flat=True)
    keys = list(dict.fromkeys(linked))[:MAX_NAMES]
    slugs = [article.slug_key, *(former.slug_key for former in article.former_addresses.all())]
    names = [article.title_key, *slugs, *(alias.key for alias in article.aliases.all())]
    meant = Article.objects.named([*keys, *names])
    only = {key: found[0].pk for key, found in meant.items() if len(found) == 1}
    candidates.add((only[key] for key in keys if key in only), HERE)
    own = [name for name in names if only.get(name) == article.pk]
    leading = Link.objects.filter(Q(key__in=own, by_address=False) | Q(key__in=slugs, by_address=True)).order_by()
    found = list(leading.values_list("article", flat=True)[: MAX_LINKS + 1])
    if len(found) <= MAX_LINKS:
        candidates.add(found, THERE)


def _add_sharing(article: Article, candidates: _Candidates) -> None:
    """By facts and tags, which are of articles that readers may see already."""
    facts = Fact.objects.filter(holdings__article=article, articles__range=(2, MAX_HOLDERS)).select_related("label")
    tags = [row.tag for row in article.article_tags.all() if 2 <= row.tag.count <= MAX_HOLDERS]
    shared = [(fact.articles, FACT, fact.pk, f"{fact.label.label}: {fact.value}") for fact in facts]
    shared += [(tag.count, TAG, tag.pk, tag.name) for tag in tags]
    rows = 0
    asked: dict[tuple[int, int], tuple[int, str]] = {}
    for number, kind, pk, name in sorted(shared):
        rows += number
        if rows > MAX_HOLDERS:
            break
        asked[kind, pk] = (number, name)
    # No fact and no tag is 0: so there is one question, whatever there is to ask for.
    holdings = Holding.objects.filter(fact__in=[0, *(pk for kind, pk in asked if kind == FACT)])
    taggings = Tagging.objects.filter(tag__in=[0, *(pk for kind, pk in asked if kind == TAG)])
    holders: dict[tuple[int, int], list[int]] = {}
    for kind, pk, holder in (
        holdings.order_by()
        .values_list(Value(FACT), "fact", "article")
        .union(taggings.order_by().values_list(Value(TAG), "tag", "article"), all=True)
    ):
        holders.setdefault((kind, pk), []).append(holder)
    for (kind, pk), articles in holders.items():
        number, name = asked[kind, pk]
        candidates.add(articles, kind, name, held_by=number)


def _in_category(article: Article) -> list[int]:
    """The others of its category, where these are few."""
    if not article.category_id:
        return []
    others = Article.objects.published().filter(category=article.category_id).newest_first()
    found = list(others.values_list("pk", flat=True)[: FEW + 1])
    return [pk for pk in found if pk != article.pk] if len(found) <= FEW else []
