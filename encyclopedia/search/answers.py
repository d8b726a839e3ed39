"""The answer itself: the short answer of the article that has the very name, or one to a question that asks the same.

Two questions ask the same when the words that tell something, the rare ones counting most, stand in both, be it as
words that questions use for one another, as a name of the article, or in the answer; and when they ask for the same
kind of thing (who, when, where, why). What is asked and said nowhere in an article's question and answer speaks
against it.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from rapidfuzz.distance import OSA

from encyclopedia.document.names import fold
from encyclopedia.models import Alias, Article, Faq

from . import spelling
from .english import ASKING, CONCEPTS, LITTLE
from .index import QUESTIONS_SHIFT
from .query import LONGEST, Query, Term
from .tables import QUESTIONS, database
from .words import stem, words

#: So much of a question must be asked for by whoever does not name its article.
ALL_ASKED = 0.75
NONE: frozenset[int] = frozenset()
#: Words that stand in more questions than this tell nothing of which one is meant.
COMMON = 2_000
MOST_WORDS = 12
MOST_CANDIDATES = 300
MOST_COMPARED = 40
#: Characters of an answer in which what was asked may be said.
READ = 600
#: From this likeness on, of 1, a question asks the same.
LIKE = 0.62
#: How much more is asked of words that do not have the form of a question.
MORE_LIKE = 0.08
QUESTION = re.compile(
    r"(who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may|has|have|should|will)\b"
)
WHAT_IS = re.compile(r"((what|who)( is|s| are| was| were) )?(an? |the )?(?P<name>.+?)[ ?.!]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """`question` is None where the answer is the short answer of the article."""

    article_id: int
    question: Faq | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question by what it tells: its stems, and what kind of thing it asks for."""

    stems: frozenset[str]
    concepts: frozenset[int]
    kinds: frozenset[str]
    is_question: bool


def answer(typed: str) -> Answer | None:
    """The answer to what was typed, if any article has it."""
    typed = typed[:LONGEST]
    name = fold(typed)
    about = WHAT_IS.fullmatch(name)
    names = [name, about["name"]] if about else [name]
    found = Article.objects.named(names)
    for each in names:
        if len(found.get(each, ())) == 1:
            return Answer(found[each][0].pk, None)
    asked = _read(typed)
    if not asked.stems or len(asked.stems) + len(asked.kinds) < 2 or '"' in typed:
        return None
    return _question(asked)


def _read(text: str) -> _Asked:
    found = words(text)[:40]
    stems = frozenset([stem(word) for word in found if word not in LITTLE and word not in ASKING][:MOST_WORDS])
    kinds = frozenset(ASKING[word] for word in found if word in ASKING)
    is_question = "?" in text or bool(found and QUESTION.match(found[0]))
    return _Asked(stems, _concepts(stems), kinds, is_question)


def _question(asked: _Asked) -> Answer | None:
    stems = sorted(asked.stems)
    counts = dict(zip(stems, database().counts(QUESTIONS, [Term((each,)) for each in stems], COMMON), strict=True))
    telling = sorted((each for each in stems if counts[each]), key=lambda each: counts[each])
    if not telling:
        return None
    numbers = _candidates(telling, counts)
    articles = {number >> QUESTIONS_SHIFT for number in numbers}
    rows = Faq.objects.filter(article__in=articles, article__entry__public_from__lte=timezone.now())
    rows = rows.filter(position__lt=1 << QUESTIONS_SHIFT).annotate(title=F("article__title"))
    rows = rows.alias(number=F("article") * (1 << QUESTIONS_SHIFT) + F("position")).filter(number__in=numbers)
    questions = list(rows.order_by("pk"))
    names: dict[int, set[str]] = {row.article_id: set(map(stem, words(row.title))) for row in questions}
    for article, name in Alias.objects.filter(article__in=names).values_list("article", "name"):
        names[article].update(map(stem, words(name)))
    weights = {each: math.log(1 + COMMON / max(1, count)) for each, count in counts.items()}
    likeness = [(_likeness(asked, row, names[row.article_id], weights), -row.pk, row) for row in questions]
    best = max(likeness, key=lambda one: one[:2], default=None)
    least = LIKE if asked.is_question else LIKE + MORE_LIKE
    return Answer(best[2].article_id, best[2]) if best and best[0] >= least else None


def _candidates(telling: list[str], counts: dict[str, int]) -> list[int]:
    """The questions that share the most words or the rarest ones, those that share most first."""
    terms = [Term((each,)) for each in telling]
    # One of the two rarest words first, then both, and so on: few questions hold all that would come after them.
    any_of = Query((Term((), others=tuple(term.words for term in terms[:2])),))
    steps: list[list[int]] = []
    for asked in dict.fromkeys([any_of, *(Query(tuple(terms[:number])) for number in (2, 3, 4, 5, 8))]):
        if steps and len(steps[-1]) < MOST_CANDIDATES:
            # All that the step before has found: none that this one could find is missing.
            steps.append(database().matches_among(QUESTIONS, asked, "words", MOST_CANDIDATES, steps[-1]))
        else:
            common = asked is any_of and any(counts[each] >= COMMON for each in telling[:2])
            steps.append(database().matches(QUESTIONS, asked, "words", MOST_CANDIDATES, common=common))
        if len(steps[-1]) <= MOST_COMPARED:
            break
    found = list(dict.fromkeys(number for step in reversed(steps) for number in step))
    if len(found) <= MOST_COMPARED:
        return found
    weights = [math.log(1 + COMMON / counts[each]) for each in telling]
    ranks = database().ranks(QUESTIONS, terms, weights, found)
    return sorted(found, key=lambda number: -ranks.get(number, 0))[:MOST_COMPARED]


def _likeness(asked: _Asked, row: Faq, names: set[str], weights: dict[str, float]) -> float:
    """From 0 to 1: how far a question of an article asks the same, and its answer speaks of it."""
    own = _read(row.question)
    said = frozenset(stem(word) for word in words(row.answer[:READ]))
    if asked.stems <= names and not asked.is_question:
        return 0
    said_concepts = _concepts(said)

    def found(each: str) -> float:
        concepts = CONCEPTS.get(each, NONE)
        if each in own.stems:
            return 1
        if concepts & own.concepts or each in names:
            return 0.9
        if each in said:
            return 0.6
        if concepts & said_concepts:
            return 0.5
        return 0.8 if _misspelt(each, own.stems | names) else 0

    def asked_for(each: str) -> float:
        if each in asked.stems or CONCEPTS.get(each, NONE) & asked.concepts:
            return 1
        if _misspelt(each, asked.stems):
            return 0.8
        return 0.3 if each in names else 0

    # What number is meant is no matter of degree.
    if any(each.isdigit() and not found(each) for each in asked.stems):
        return 0
    if not any(found(each) >= 0.8 for each in asked.stems):
        return 0
    forth = _mean((found(each), weights[each]) for each in asked.stems)
    usual = sum(weights.values()) / len(weights)
    back = _mean((asked_for(each), weights.get(each, usual)) for each in own.stems)
    if back < ALL_ASKED and not any(each in names or _misspelt(each, names) for each in asked.stems):
        return 0
    return 0.6 * forth + 0.4 * back + _same_kind(asked, own)


def _same_kind(asked: _Asked, own: _Asked) -> float:
    if asked.kinds and own.kinds:
        return 0.08 if asked.kinds & own.kinds else -0.15
    return -0.06 if asked.kinds or own.kinds else 0


def _mean(weighed: Iterable[tuple[float, float]]) -> float:
    pairs = list(weighed)
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else 0


def _misspelt(each: str, others: Iterable[str]) -> bool:
    if not spelling.SPELT.fullmatch(each) or len(each) < 4:
        return False
    most = spelling.allowed(each) - 1 or 1
    return any(OSA.distance(each, other, score_cutoff=most) <= most for other in others if len(other) > 3)


def _concepts(stems: Iterable[str]) -> frozenset[int]:
    return frozenset(number for each in stems for number in CONCEPTS.get(each, NONE))
