"""What infoboxes say, across articles: the labels, their values, and who holds them.

A fact is a value of a label. How many articles have a label and hold a fact is counted as they change, because readers
get lists of 100,000 in pages of a few.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from rapidfuzz import fuzz, process

from encyclopedia.document import rules
from encyclopedia.document.folding import loosely
from encyclopedia.document.names import fold
from encyclopedia.models import Article, Fact, FactLabel, Holding, InfoboxField
from encyclopedia.rendering import plain

#: How many facts one question asks for: it names labels and values, and a database tries each with each.
ASKED_AT_ONCE = 500
#: Among so many, the most used, is looked for what is near to a name that there is not.
LOOKED_THROUGH = 2_000
#: How alike, of 100, two names are that are near.
ALIKE = 70

Pair = tuple[str, str]
"""The folded label and the folded value of a fact."""
Key = tuple[int, str, str]
"""An article and a fact of it."""
Known = TypeVar("Known", Fact, FactLabel)


@transaction.atomic(savepoint=False)
def index(articles: Sequence[Article], *, shown: bool) -> set[int]:
    """Count what the infoboxes of these articles say, if readers may see them; count it no more if not.

    The answer are the facts that they have begun or ceased to say. Whoever calls it holds the locks on their rows, or
    nobody else knows of them yet.
    """
    said = _said(articles) if shown and articles else {}
    held = _held(articles) if articles else {}
    kept = {key for key in said.keys() & held.keys() if not _respelled(said[key], held[key])}
    lost = [held[key].pk for key in held if key not in kept]
    gained = [key for key in said if key not in kept]
    changed = {held[key].fact_id for key in held if key not in kept}
    titles = {article.pk: article.title_key for article in articles}
    if lost or gained:
        facts = _count(said, held, {key[1:] for key in said.keys() | held.keys() if key not in kept})
        Holding.objects.filter(pk__in=lost).delete()
        Holding.objects.bulk_create(
            Holding(fact=facts[label, value], article_id=article, title_key=titles[article])
            for article, label, value in gained
        )
        changed |= {facts[label, value].pk for _, label, value in gained}
    moved = [held[key].pk for key in kept if held[key].title_key != titles[key[0]]]
    if moved:
        title = Article.objects.filter(pk=OuterRef("article")).values("title_key")
        Holding.objects.filter(pk__in=moved).update(title_key=Subquery(title))
    return changed


def _said(articles: Sequence[Article]) -> dict[Key, Pair]:
    """The facts of the articles' infoboxes as they are written there: label and value."""
    rows = InfoboxField.objects.filter(article__in=articles).order_by("article", "position")
    said: dict[Key, Pair] = {}
    for article, label, label_key, value in rows.values_list("article", "label", "label_key", "value"):
        words = plain(value)
        value_key = fold(words)
        # Where nothing is left to tell it from others by, as of a value that is a citation alone, there is no fact.
        if label_key and value_key:
            said.setdefault((article, label_key, value_key), (label, words))
    return said


def _held(articles: Sequence[Article]) -> dict[Key, Holding]:
    """The facts of the articles as they are counted now."""
    rows = Holding.objects.filter(article__in=articles).select_related("fact__label")
    return {(row.article_id, row.fact.label.key, row.fact.key): row for row in rows}


def _respelled(said: Pair, held: Holding) -> bool:
    """Whether the article writes it otherwise than it is known, and is the only one that writes it."""
    label, value = said
    fact = held.fact
    return (fact.articles == 1 and fact.value != value) or (fact.label.articles == 1 and fact.label.label != label)


def _count(said: dict[Key, Pair], held: dict[Key, Holding], changed: set[Pair]) -> dict[Pair, Fact]:
    """Count the changed facts and their labels anew; the facts, by the keys of label and value.

    The labels are locked first, all in one order, and with them all that is counted below: two who save at once wait
    for each other here and nowhere else, so that neither count is lost and neither waits for ever.
    """
    spelled: dict[Pair, Pair] = {}
    written: dict[str, str] = {}
    for (_, label_key, value_key), spelling in said.items():
        spelled.setdefault((label_key, value_key), spelling)
        written.setdefault(label_key, spelling[0])
    labels = _locked_labels({label for label, _ in changed}, written)
    known = _facts(labels, sorted(changed))
    before, after = (Counter(key[1:] for key in keys) for keys in (held, said))
    facts: dict[Pair, Fact] = {}
    for pair in sorted(changed):
        label, old = labels[pair[0]], known.get(pair)
        articles = old.articles if old else 0
        others = articles - before[pair]
        # The first spelling stays while somebody holds it.
        value = old.value if old and (others or pair not in spelled) else spelled[pair][1]
        facts[pair] = Fact(label=label, key=pair[1], value=value, articles=others + after[pair])
        label.values += (facts[pair].articles > 0) - (articles > 0)
    had, has = (Counter(label for _, label in {key[:2] for key in keys}) for keys in (held, said))
    for key, row in labels.items():
        others = row.articles - had[key]
        if not others:
            row.label = written.get(key, row.label)
        row.articles = others + has[key]
    # Without ids, though they may have some: then one question writes them all, and they know their ids afterwards.
    FactLabel.objects.bulk_create(
        [FactLabel(key=key, label=row.label, values=row.values, articles=row.articles) for key, row in labels.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["label", "values", "articles"],
    )
    Fact.objects.bulk_create(
        facts.values(), update_conflicts=True, unique_fields=["label", "key"], update_fields=["value", "articles"]
    )
    return facts


def _locked_labels(keys: set[str], written: dict[str, str]) -> dict[str, FactLabel]:
    """The labels by their keys, made where they are new. Until the transaction ends nobody else counts below them."""
    new = [FactLabel(label=written[key], key=key) for key in sorted(keys & written.keys())]
    FactLabel.objects.bulk_create(new, ignore_conflicts=True)
    rows = FactLabel.objects.select_for_update(no_key=True).filter(key__in=keys).order_by("pk")
    return {row.key: row for row in rows}


def _facts(labels: dict[str, FactLabel], pairs: Sequence[Pair]) -> dict[Pair, Fact]:
    """Those of these facts that there are."""
    keys = {label.pk: key for key, label in labels.items()}
    found: dict[Pair, Fact] = {}
    for start in range(0, len(pairs), ASKED_AT_ONCE):
        some = pairs[start : start + ASKED_AT_ONCE]
        rows = Fact.objects.filter(
            label__in={labels[label].pk for label, _ in some}, key__in={value for _, value in some}
        )
        found |= {(keys[row.label_id], row.key): row for row in rows}
    return found


def alike(known: QuerySet[Known], name: str) -> Known | None:
    """Of these labels, or of these values of one label, the most used that is the name in plain letters."""
    looked_for = loosely(name)
    rows = known.filter(articles__gt=0).order_by("-articles", "key")[:LOOKED_THROUGH]
    return next((row for row in rows if loosely(row.key) == looked_for), None)


def near(known: QuerySet[Known], name: str, most: int = 8) -> list[Known]:
    """Of these labels, or of these values of one label, those that are spelled most like the name."""
    key = fold(name)[: rules.LIMITS["value"]]
    used: Any = known.filter(articles__gt=0)
    start = key[:4]
    alike: Any = used.filter(key__gte=start, key__lt=f"{start}\U0010ffff").order_by("key")
    rows = [*used.order_by("-articles", "key")[:LOOKED_THROUGH], *alike[:LOOKED_THROUGH]]
    keys = {row.key: row for row in reversed(rows)}
    found = process.extract(key, list(keys), scorer=fuzz.WRatio, limit=most, score_cutoff=ALIKE)
    return [keys[alike] for alike, _, _ in found]
