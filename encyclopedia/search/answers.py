"""The answer itself: the short answer of the article that has the very name, or one to a question that asks the same.

The questions compared are those that share the rarest words with what was typed, and those of the articles that it
names; see `questions` for how.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from encyclopedia.document.names import fold
from encyclopedia.models import Alias, Article, Faq

from . import spelling
from .comparison import Comparison
from .index import QUESTIONS_SHIFT
from .index_tables import QUESTIONS, database
from .names import Named, names_in
from .query import LONGEST, Query, Term, parse
from .questions import Question, Subject
from .vocabulary import CONCEPTS, TOGETHER
from .words import words

#: Words that stand in more questions than this tell nothing of which one is meant.
COMMON = 2_000
#: Words of a question that are mended where they are misspelt, the longest; shorter ones may be anything.
MAX_MENDED, SHORTEST_MENDED = 2, 6
MAX_CANDIDATES = 300
MAX_COMPARED = 40
#: So many where what was typed neither asks nor names an article.
MAX_UNLIKELY = 10
#: Of an article that is named, so many questions are compared whatever words they hold.
MAX_OF_AN_ARTICLE = 40
#: From this likeness on, of 1, a question asks the same; more is asked of words that neither name its article nor have
#: the form of a question.
LIKE, MORE_LIKE = 0.53, 0.63
WHAT_IS = re.compile(r"((what|who)( is|s| are| was| were) )?(an? |the )?(?P<name>.+?)[ ?.!]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """`question` is None where the answer is the short answer of the article."""

    article_id: int
    question: Faq | None


def answer(typed: str, names: Mapping[str, Named] | None = None) -> Answer | None:
    """The answer to what was typed, if any article has it; `names` are those in it, where they are known already."""
    typed = typed[:LONGEST]
    name = fold(typed)
    about = WHAT_IS.fullmatch(name)
    whole = [name, about["name"]] if about else [name]
    asked = Question(typed)
    named = Article.objects.named(whole)
    for each in whole:
        if len(named.get(each, ())) == 1:
            return Answer(named[each][0].pk, None)
    found = names_in(typed) if names is None else names
    for each in whole:
        if each not in named and (meant := found.get(" ".join(words(each)))):
            return Answer(meant.article_id, None)
    is_search = typed.lstrip().startswith('"') or bool(parse(typed).unwanted)
    if is_search or not asked.stems or len(asked.stems) + len(asked.kinds) < 2:
        return None
    if not found and (rightly := _rightly_named(asked)):
        asked, found = rightly, names_in(rightly.text)
    return _question(asked, {each.article_id for each in found.values()})


def _rightly_named(asked: Question) -> Question | None:
    """The question with near words of names for those that no article holds; None where there are none."""
    longer = {
        word
        for each, word in asked.stems.items()
        if len(word) >= SHORTEST_MENDED and each not in CONCEPTS and spelling.SPELT.fullmatch(word)
    }
    if not longer:
        return None
    unknown = sorted(longer.difference(spelling.standing(sorted(longer))), key=lambda word: (len(word), word))
    near = {word: spelling.first_in_titles(spelling.near_words(word)) for word in unknown[-MAX_MENDED:]}
    meant = {word: name for word, name in near.items() if name}
    return Question(" ".join(meant.get(word, word) for word in asked.words)) if meant else None


def _question(asked: Question, named_articles: set[int]) -> Answer | None:
    terms = {each: Term((word,), others=tuple(TOGETHER.get(word, ()))) for each, word in asked.stems.items()}
    counts = dict(zip(terms, database().counts(QUESTIONS, list(terms.values()), COMMON), strict=True))
    telling = sorted((each for each in terms if counts[each]), key=counts.__getitem__)
    likely = asked.is_question or bool(named_articles)
    numbers = _candidates([terms[each] for each in telling], [counts[each] for each in telling], likely=likely)
    questions = _rows(numbers, named_articles)
    subjects = _subjects(questions)
    named = {pk: name for pk, subject in subjects.items() if (name := subject.named_by(asked.stems))}
    # A name that is part of a longer one is not what is meant.
    named = {pk: name for pk, name in named.items() if not any(name < other for other in named.values())}

    weights = {each: math.log(1 + COMMON / max(1, count)) for each, count in counts.items()}
    usual = sum(weights.values()) / len(weights)

    def likeness(row: Faq) -> float:
        compared = Comparison(asked, Question(row.question), row.answer, subjects[row.article_id], weights, usual)
        found = compared.likeness([name for pk, name in named.items() if pk != row.article_id])
        return found if found >= (LIKE if compared.named or asked.is_question else MORE_LIKE) else 0

    alike = [(found, -row.pk, row) for row in questions if (found := likeness(row))]
    if not alike:
        return None
    best = max(alike, key=lambda one: one[:2])[2]
    return Answer(best.article_id, best)


def _candidates(terms: Sequence[Term], counts: Sequence[int], *, likely: bool) -> list[int]:
    """The questions that share the most words or the rarest ones, which come first; those that share most first.

    Words that neither ask nor name an article are not `likely` to have an answer: only questions that share more than
    one of them are looked for, and fewer of these compared.
    """
    if not terms:
        return []
    most = MAX_COMPARED if likely else MAX_UNLIKELY
    asked = [Query(tuple(terms[:number])) for number in (2, 3, 4, 5, 8) if likely or len(terms) > 1]
    # One of the two rarest words first, then both, and so on: few questions hold all that would come after them.
    any_of = Query((Term((), others=tuple(way for term in terms[:2] for way in (term.words, *term.others))),))
    steps: list[list[int]] = []
    for query in dict.fromkeys([any_of, *asked] if likely else asked):
        if steps and len(steps[-1]) < MAX_CANDIDATES:
            # All that the step before has found: none that this one could find is missing.
            steps.append(database().matches_among(QUESTIONS, query, "words", MAX_CANDIDATES, steps[-1]))
        else:
            common = query is any_of and any(count >= COMMON for count in counts[:2])
            steps.append(database().matches(QUESTIONS, query, "words", MAX_CANDIDATES, common=common))
        if len(steps[-1]) <= most:
            break
    found = list(dict.fromkeys(number for step in reversed(steps) for number in step))
    if len(found) <= most:
        return found
    weights = [math.log(1 + COMMON / count) for count in counts]
    ranks = database().ranks(QUESTIONS, terms, weights, found)
    return sorted(found, key=lambda number: -ranks.get(number, 0))[:most]


def _rows(numbers: Collection[int], articles: Collection[int]) -> list[Faq]:
    """Questions by their numbers in the index, and the first ones of these articles; all of public articles."""
    rows = Faq.objects.filter(article__entry__public_from__lte=timezone.now()).annotate(title=F("article__title"))
    of_articles = rows.filter(article__in=articles, position__lt=MAX_OF_AN_ARTICLE)
    rows = rows.filter(article__in={number >> QUESTIONS_SHIFT for number in numbers}, position__lt=1 << QUESTIONS_SHIFT)
    rows = rows.alias(number=F("article") * (1 << QUESTIONS_SHIFT) + F("position")).filter(number__in=numbers)
    return list({row.pk: row for some in (rows, of_articles[:MAX_CANDIDATES]) for row in some}.values())


def _subjects(questions: Iterable[Faq]) -> dict[int, Subject]:
    """The articles of these questions, by their ids."""
    names: dict[int, list[str]] = {row.article_id: [row.title] for row in questions}  # type: ignore[attr-defined]  # annotated in `_stored`
    for article, name in Alias.objects.filter(article__in=names).values_list("article", "name"):
        names[article].append(name)
    return {pk: Subject.of(each) for pk, each in names.items()}
