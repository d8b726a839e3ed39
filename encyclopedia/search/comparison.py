"""How far a question of an article asks what somebody has asked.

Some words of a question name what it is about, the others say what is asked of it. Two questions ask the same when
what is asked of the article stands in both, the rare words counting most, be it as words that questions use for one
another, or in the answer; and when they ask for the same kind of thing (who, when, whether, why). Whoever does not name
the article must ask for just what it answers.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from encyclopedia.markup import searchable

from . import spelling
from .questions import NONE, Question, Subject, all_stems, concepts_of
from .vocabulary import CONCEPTS, LIGHT, OPPOSITES
from .words import stem

#: Characters of an answer in which what was asked may be said.
READ = 600
#: How much it counts that a word stands in the other question as it is, as one used for it, or nearly so; in a name of
#: the article; in the answer, as it is or as one used for it.
SAME, USED_FOR, NEAR, IN_NAME, SAID, USED_FOR_SAID = 1, 0.9, 0.8, 0.8, 0.6, 0.45
#: What LIGHT words weigh, of 1.
LIGHT_WEIGHT = 0.35
#: Whoever does not name the article asks for so much of a question, and leaves nothing of their own unanswered; or ...
ALL_ASKED = 0.75
#: ... for nearly all of it, and for so many words that this is no chance.
WHOLE = ((0.95, 2), (0.8, 3))
#: How alike questions are, at most, whose askers may mean something else.
DOUBTFUL = 0.3
#: So much of a name must be asked for where a question names its article.
HALF = 0.5
#: What a question that only names its article has in common with any question about it.
NOTHING_MORE = 0.8
#: Where the article is named and so many other words all stand in question and answer, it is at least so alike.
ALL_SAID, LIKE_SAID = 3, 0.65
#: How much less alike they are where nothing of either is found in the other; where a part of both is not, that part.
EACH_ITS_OWN = 0.3
#: Kinds of things that differ between versions of what the article is about.
BY_VERSION = {"when", "who", "number"}
#: Shorter words are not compared letter by letter.
SHORTEST = 4
#: How much less alike they are where one of them asks for this kind of thing and the other does not.
KIND_NOT_ANSWERED = {"who": 0.25, "when": 0.25, "where": 0.25, "number": 0.1, "why": 0.08}


@dataclass(frozen=True)
class Comparison:
    """What is asked, beside a question of an article with its answer.

    `weights` say how much the asked stems count, `usual` how much others do.
    """

    asked: Question
    own: Question
    answer: str
    subject: Subject
    weights: Mapping[str, float]
    usual: float

    @cached_property
    def named(self) -> frozenset[str]:
        """The name of the article that is asked for, or nothing."""
        return self.subject.named_by(self.asked.stems)

    @cached_property
    def versions(self) -> frozenset[str]:
        """The numbers that follow the name of the article, unless what differs by version is asked for."""
        if not self.named or self.asked.kinds & BY_VERSION:
            return NONE
        found: set[str] = set()
        for before, word in itertools.pairwise(self.asked.words):
            if word.isdigit() and (stem(before) in self.named or before in found):
                found.add(word)
        return frozenset(found)

    @cached_property
    def topic(self) -> frozenset[str]:
        """The asked stems that say what it is about: they are not asked of it."""
        near = frozenset(each for each in self.asked.stems if _is_near(each, self.subject.stems))
        return (self.named or near) | self.versions

    def likeness(self, others: Iterable[frozenset[str]]) -> float:
        """How far they ask the same, from about 0 to 1. `others` are names of other articles that are asked for."""
        if self._does_not_speak_of(others):
            return 0
        told = self.topic | self.subject.stems if self.named else self.topic
        forth = {each: self.found(each) for each in self.asked.stems if each not in self.topic}
        back = {each: _stands(each, self.asked, self.own) for each in self.own.stems if each not in told}
        likeness = self._shared(forth, back)
        if _is_opposite(self.asked, self.own) or self._is_about_another():
            likeness /= 2
        doubtful = not self.named and (
            self._is_about_what_is_not_asked() or (not self.topic and not self._is_all_answered(forth, back))
        )
        return min(likeness, DOUBTFUL) if doubtful else likeness

    def _does_not_speak_of(self, others: Iterable[frozenset[str]]) -> bool:
        """Whether these names or a number are asked for that are no matter of degree, and nothing is said of them."""
        speaks_of = self.own.stems.keys() | self.subject.stems | self.said
        numbers = {each for each in self.asked.stems if each.isdigit()} - self.versions
        return not numbers <= speaks_of or any(not name <= speaks_of for name in others)

    def _shared(self, forth: Mapping[str, float], back: Mapping[str, float]) -> float:
        """How alike they are by what is found of each in the other."""
        same_kind = _same_kind(self.asked, self.own)
        found = self._mean(forth) if forth else float(same_kind > 0)
        asked_for = self._mean(back) if back else NOTHING_MORE * (same_kind >= 0)
        if forth and not any(_stands(each, self.own, self.asked) for each in forth) and (back or same_kind <= 0):
            found /= 2
        # To find all of one question says little where hardly any of the other is found.
        likeness = math.sqrt(found * asked_for)
        if self.named and len(forth) >= ALL_SAID and min(forth.values()) >= SAID:
            likeness = max(likeness, LIKE_SAID)
        # "Must it publish its data?" is not about its costs.
        return likeness + same_kind - EACH_ITS_OWN * min(self._part_without(forth), self._part_without(back))

    def found(self, each: str) -> float:
        """How far an asked word stands in the question or the answer."""
        if stands := _stands(each, self.own, self.asked):
            return stands
        if each in self.subject.stems:
            return IN_NAME
        if each in self.said:
            return SAID
        return USED_FOR_SAID if CONCEPTS.get(each, NONE) & self.said_concepts else 0

    @cached_property
    def said(self) -> frozenset[str]:
        return all_stems(searchable(self.answer)[:READ])

    @cached_property
    def said_concepts(self) -> frozenset[int]:
        return concepts_of(self.said)

    def _is_about_what_is_not_asked(self) -> bool:
        """Whether the question names its article, and less than half of that name is asked for."""
        names = {each: _stands(each, self.asked, self.own) for each in self.own.stems if each in self.subject.stems}
        return bool(names) and self._mean(names) < HALF

    def _is_all_answered(self, forth: Mapping[str, float], back: Mapping[str, float]) -> bool:
        """Whether it is enough that is asked and answered for somebody who does not name the article."""
        asked_for = self._mean(back) if back else NOTHING_MORE
        if all(forth.values()) and asked_for >= ALL_ASKED:
            return True
        shared = sum(value >= NEAR for each, value in back.items() if each not in LIGHT)
        return self._mean(forth) >= SAID and any(asked_for >= part and shared >= least for part, least in WHOLE)

    def _is_about_another(self) -> bool:
        """Whether the question has a name in it that is neither asked for nor one of its article."""
        others = self.own.names - self.subject.stems
        return not all(_stands(each, self.asked, self.own) for each in others)

    def _part_without(self, found: Mapping[str, float]) -> float:
        """The part of these stems, by what they weigh, that is not found."""
        return 1 - self._mean({each: float(value > 0) for each, value in found.items()}) if found else 0

    def _mean(self, found: Mapping[str, float]) -> float:
        weighed = {each: self.weights.get(each, self.usual) * (LIGHT_WEIGHT if each in LIGHT else 1) for each in found}
        total = sum(weighed.values())
        return sum(value * weighed[each] for each, value in found.items()) / total if total else 0


def _stands(each: str, question: Question, other: Question) -> float:
    """How far a stem of one question stands in another."""
    if each in question.stems or each in question.joined or other.parts.get(each, NONE) & question.stems.keys():
        return SAME
    if CONCEPTS.get(each, NONE) & question.concepts:
        return USED_FOR
    return NEAR if _is_near(each, question.stems) or _is_cut(each, question.stems) else 0


def _is_near(each: str, others: Iterable[str]) -> bool:
    """Whether it may be one of the others, misspelt."""
    if not spelling.SPELT.fullmatch(each) or len(each) < SHORTEST:
        return False
    most = spelling.allowed(each) - 1 or 1
    return any(OSA.distance(each, other, score_cutoff=most) <= most for other in others if len(other) >= SHORTEST)


def _is_cut(each: str, others: Iterable[str]) -> bool:
    """Whether it begins one of the others, or one of them begins it: "eval" for "evaluation"."""
    long = (other for other in others if min(len(each), len(other)) >= SHORTEST)
    return any(each.startswith(other) or other.startswith(each) for other in long)


def _is_opposite(one: Question, other: Question) -> bool:
    """Whether one asks of something the opposite of which the other asks of."""
    for some, others in OPPOSITES:
        asked, own = ((not some.isdisjoint(each.stems), not others.isdisjoint(each.stems)) for each in (one, other))
        if asked[0] != asked[1] and own == asked[::-1]:
            return True
    return False


def _same_kind(asked: Question, own: Question) -> float:
    """What it adds to the likeness, or takes from it, that they ask for the same kind of thing or for another."""
    wanted, has = (question.kinds & KIND_NOT_ANSWERED.keys() for question in (asked, own))
    # "Is it owned by ...?" is answered by who owns it.
    if has == {"who"} and "whether" in asked.kinds and "by" in asked.words:
        wanted = has
    if wanted and has:
        return 0.08 if wanted & has else -0.2
    if wanted:
        return -max(KIND_NOT_ANSWERED[kind] for kind in wanted)
    if has:
        return -0.1 if asked.kinds else -0.05
    # "What text was it trained on?" is hardly answered by whether it writes text.
    if "what" in asked.kinds and own.kinds == {"whether"}:
        return -0.08
    return 0.04 if asked.kinds & own.kinds else 0
