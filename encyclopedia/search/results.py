"""The articles that answer a question, best first.

An article that has the very name comes first, then those that hold all words in their names, then in names, summary and
short answer, then anywhere. Within each of these, the database ranks what is linked and read most (BM25 on SQLite,
`ts_rank` on PostgreSQL). Where few hold all words, near words are tried for those that stand nowhere, and then articles
that hold some of the words, the rare ones counting most.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from django.db.models import Value

from encyclopedia.document.folding import loosely
from encyclopedia.document.names import fold
from encyclopedia.models import Alias, Article, Entry
from encyclopedia.models.index.entry import article_at, prior_at

from . import spelling
from .index_tables import ARTICLES, database
from .names import Named, names_in
from .query import LONGEST, Query, Term, parse
from .synonyms import widened
from .words import stem, words

#: More than these are not looked at: to count what 5,000 have in common takes longer than to find them.
MOST = 1_000
#: So many, the most linked and read, are ranked by how they hold the words.
RANKED = 200
#: Of articles with the very same name, so many come first.
MAX_NAMED = 50
#: With fewer results than these, other ways are tried as well.
FEW = 3
MAX_OF_SOME = 50
#: Where so many hold all words, if only anywhere in their texts, those that hold some are not looked for.
ENOUGH = 50
#: Words by which articles that hold only some of them are looked for.
TELLING = 4
#: Of the best rank, what is below this part is no answer.
LEAST_OF_BEST = 0.2
#: How much more it counts where the name of the article stands among the words.
NAME_AMONG_THEM = 2
#: How much more it counts where all words are held.
ALL_WORDS = 1.3
NAMED, IN_TITLE, IN_LEAD, ANYWHERE, SOME = range(5)


@dataclass(frozen=True, slots=True)
class Results:
    """Ids of the articles, best first; with `more`, there are others that were not looked at."""

    query: Query
    ids: list[int]
    more: bool = False
    mended: str = ""
    """What was looked for instead, because nothing holds what was typed."""
    offered: str = ""
    """What may have been meant, although something holds what was typed."""
    partial: frozenset[int] = frozenset()
    """Those of the articles that hold only some of the words."""
    facets: tuple[str, ...] = ()
    """What each of them can be filtered by, in no order."""


@dataclass(slots=True)
class _Found:
    tiers: dict[int, int]
    """Places in the index, with the tier that each belongs to."""
    more: bool = False
    named: frozenset[int] = frozenset()
    """Places of articles that have a name among the words."""


def search(
    typed: str,
    facets: tuple[tuple[str, ...], ...] = (),
    answering: int | None = None,
    names: Mapping[str, Named] | None = None,
) -> Results:
    """Published articles that answer what was typed, and to which each group of facets applies.

    `answering` is the id of the article that answers it by one of its own questions, which then comes first; `names`
    are those in what was typed, where they are known already.
    """
    typed = typed[:LONGEST]
    results = _search(typed, facets, names_in(typed) if names is None else names)
    if answering is None or (facets and answering not in results.ids):
        return results
    return replace(results, ids=[answering, *(pk for pk in results.ids if pk != answering)])


def _search(typed: str, facets: tuple[tuple[str, ...], ...], names: Mapping[str, Named]) -> Results:
    query = replace(widened(parse(typed)), facets=facets)
    if not query:
        return Results(query, [])
    found = _find(query, typed, names)
    best = min(found.tiers.values(), default=SOME)
    if query.wanted and best > NAMED and (len(found.tiers) < FEW or (best == ANYWHERE and len(found.tiers) < ENOUGH)):
        return _widely(query, found)
    return _results(query, found, {})


def _widely(query: Query, found: _Found) -> Results:
    """The results together with what near words find, and with articles that hold only some of the words."""
    counted = database().counts(ARTICLES, query.wanted, MOST)
    mended = offered = ""
    looked_for, named = query, found.named
    if len(found.tiers) < FEW and (meant := spelling.mended(query, counted)):
        written = spelling.written(meant)
        instead = _find(widened(meant), written, names_in(written))
        best = min(instead.tiers.values(), default=SOME)
        # A near word that stands with known ones anywhere in a long text may be there by chance.
        if not found.tiers and (best <= IN_LEAD or (best == ANYWHERE and not any(counted))):
            mended, query, found = written, meant, instead
        else:
            offered = written if instead.tiers else ""
        if not found.tiers or mended:
            looked_for, named = meant, instead.named
    some = {}
    if len(query.wanted) > 1 and min(found.tiers.values(), default=SOME) >= ANYWHERE:
        some = _some_words(looked_for, named)
        if some and looked_for is not query and not any(counted):
            # None of the words that were typed is in them.
            mended, query = written, looked_for
    return _results(query, found, some, mended=mended, offered=offered)


def _find(query: Query, typed: str, names: Mapping[str, Named]) -> _Found:
    """What holds all words, and what is named by all of them or by some."""
    found = _all_words(query)
    found.tiers.update(dict.fromkeys(_named(query, typed), NAMED))
    # Of what must not be there a name may be among the words too.
    if len(query.wanted) > 1 and not query.unwanted:
        found.named = _filtered(((each.place, each.facets) for each in names.values()), query)
    return found


def _all_words(query: Query) -> _Found:
    query = database().settled(ARTICLES, query, MOST + 1)
    tiers: dict[int, int] = {}
    if query.wanted:
        in_lead = database().matches(ARTICLES, query, "lead", MOST + 1)
        if len(in_lead) <= MOST:
            # The lead begins with the title: no other can hold the words in its title.
            in_title = database().matches_among(ARTICLES, query, "title", MOST + 1, in_lead)
        else:
            in_title = database().matches(ARTICLES, query, "title", MOST + 1)
        tiers = dict.fromkeys(in_lead, IN_LEAD) | dict.fromkeys(in_title, IN_TITLE)
    if len(tiers) <= MOST:
        tiers = dict.fromkeys(database().matches(ARTICLES, query, "words", MOST + 1), ANYWHERE) | tiers
    return _Found(tiers, more=len(tiers) > MOST)


def _named(query: Query, typed: str) -> frozenset[int]:
    """The places of articles that have this very name; where none has, of those that have it in plain letters."""
    # Put together: databases that are asked for one or the other look at every article.
    asked = []
    for rank, (title, name, key) in enumerate(
        (("title_key", "key", fold(typed)), ("title_loose", "loose", loosely(typed)))
    ):
        titled = Article.objects.filter(**{title: key}, entry__waits=False)
        called = Alias.objects.filter(**{name: key}, article__entry__waits=False)
        asked += [titled.order_by().annotate(rank=Value(rank)).values_list("rank", "pk")]
        asked += [called.order_by().annotate(rank=Value(rank)).values_list("rank", "article")]
    pairs = list(asked[0].union(*asked[1:]).order_by("rank")[:MAX_NAMED])
    named = [pk for rank, pk in pairs if rank == pairs[0][0]]
    return _filtered(Entry.objects.filter(pk__in=named).values_list("place", "facets"), query)


def _filtered(rows: Iterable[tuple[int, str]], query: Query) -> frozenset[int]:
    """Of these places, each with its facets, those to which what the query is filtered by applies."""
    kept = [(place, set(facets.split(" "))) for place, facets in rows]
    return frozenset(place for place, own in kept if all(own.intersection(some) for some in query.facets))


def _some_words(query: Query, named: Collection[int]) -> dict[int, float]:
    """Articles that hold some of the words or are named by some, with how much they tell."""
    # Words that were typed together apart from one another.
    single = [Term((word,)) for term in query.wanted for word in term.typed]
    counts = database().counts(ARTICLES, single, MOST)
    known = sorted(((term, count) for term, count in zip(single, counts, strict=True) if count), key=lambda one: one[1])
    if not known:
        return {}
    terms = [term for term, _ in known]
    weights = [math.log(1 + MOST / count) for _, count in known]
    any_of = Term((), others=tuple(term.words for term in terms[:TELLING]))
    asked = replace(query, wanted=(any_of,))
    candidates = dict.fromkeys(named)
    for place, most in (("title", RANKED // 2), ("lead", RANKED), ("words", RANKED)):
        candidates.update(dict.fromkeys(database().matches(ARTICLES, asked, place, most)))
    ranks = database().ranks(ARTICLES, terms, weights, list(candidates))
    likely = nlargest(2 * MAX_OF_SOME, ranks, key=ranks.__getitem__)
    ranks = _put_forward({*named, *_titled_by(query, likely)}, ranks)
    best = sorted(ranks.items(), key=lambda one: -one[1])[:MAX_OF_SOME]
    return {number: rank for number, rank in best if rank > LEAST_OF_BEST * best[0][1]}


def _results(query: Query, found: _Found, some: dict[int, float], *, mended: str = "", offered: str = "") -> Results:
    first = sorted(sorted(found.tiers, reverse=True), key=found.tiers.__getitem__)[:MOST]
    ranked = {} if some else _ranks(query, found, first[:RANKED])
    others = [number for number in some if number not in found.tiers]
    entries = database().entries(list(map(article_at, [*first, *others])))

    def order(number: int) -> tuple[float, ...]:
        # An article that is named says as much as one whose lead holds all words.
        tier = min(found.tiers[number], IN_LEAD) if number in found.named else found.tiers[number]
        rank = ranked.get(number)
        if rank is None:
            return (tier, 1, -number)
        # A short name that holds all words says more than a long one.
        short = entries.get(article_at(number), (1, ""))[0] ** -0.5 if tier <= IN_TITLE else 1
        return (tier, 0, -rank * short * (1 + 0.1 * prior_at(number)), -number)

    # Of what is not ranked the order is right already.
    numbers = [*sorted(first[:RANKED], key=order), *first[RANKED:]]
    if some:
        # All words somewhere in a long text may say less than a rare one in a title.
        ranked = {number: rank * (ALL_WORDS if number in found.tiers else 1) for number, rank in some.items()}
        best = sorted(ranked, key=lambda number: -ranked[number])
        numbers = [*best, *(number for number in numbers if number not in some)]
    return Results(
        query=query,
        ids=[pk for number in numbers if (pk := article_at(number)) in entries],
        more=found.more,
        mended=mended,
        offered=offered,
        partial=frozenset(map(article_at, others)),
        facets=tuple(facets for _, facets in entries.values()),
    )


def _titled_by(query: Query, numbers: Sequence[int]) -> list[int]:
    """Those of the rows whose articles have a title all words of which were typed, wherever and in whatever form."""
    typed = {stem(word) for term in query.wanted for word in term.typed}
    titles = dict(Article.objects.filter(pk__in=map(article_at, numbers)).values_list("pk", "title"))
    stems = {number: set(map(stem, words(titles.get(article_at(number), "")))) for number in numbers}
    return [number for number in numbers if stems[number] and stems[number] <= typed]


def _put_forward(named: Collection[int], ranks: Mapping[int, float]) -> dict[int, float]:
    """The ranks with those that are named before those that only hold the words."""
    return {number: rank * (NAME_AMONG_THEM if number in named else 1) for number, rank in ranks.items()}


def _ranks(query: Query, found: _Found, numbers: Sequence[int]) -> dict[int, float]:
    """The ranks of those; where more match than are looked at, words tell nothing, and links and reads decide."""
    if found.more or len(numbers) < 2 or not query.wanted:
        return {}
    return _put_forward(found.named, database().ranks(ARTICLES, query.wanted, [1.0] * len(query.wanted), numbers))
