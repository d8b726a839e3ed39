"""Names of articles as they stand within other words: without their signs, and in any case."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils import timezone

from encyclopedia.models import Entry, Suggestion

from .english import LITTLE
from .words import words, words_asked

#: A name within a question has so many words at most, and so many of a question are looked through for names.
MOST_OF_A_NAME, MOST_LOOKED_THROUGH = 5, 20
#: More articles are not looked at: a name that so many have means none of them.
MOST_NAMED = 1_000
COLUMNS = ("pk", "article__title", "place", "facets")


class Named(NamedTuple):
    """A published article with its place in the index and what it is filtered by."""

    article_id: int
    place: int
    facets: str


def names_in(text: str) -> Mapping[str, Named]:
    """The names that stand among the words of a text, each with the article that it means.

    A title goes before other names. A name that means several articles means none.
    """
    # One after the other: PostgreSQL expects so many names that it would rather read all articles to join them.
    names = Suggestion.objects.filter(inside=False, key__in=_may_be_names(words_asked(text)))
    found: dict[str, set[tuple[bool, Named]]] = {}
    if pairs := set(names.values_list("key", "article")[:MOST_NAMED]):
        public = Entry.objects.filter(pk__in={pk for _, pk in pairs}, public_from__lte=timezone.now())
        articles = {pk: (title, Named(pk, *row)) for pk, title, *row in public.values_list(*COLUMNS)}
        for name, (title, article) in ((name, articles[pk]) for name, pk in pairs if pk in articles):
            found.setdefault(name, set()).add((" ".join(words(title)) == name, article))
    meant = {name: [each for is_title, each in some if is_title == max(some)[0]] for name, some in found.items()}
    return {name: some[0] for name, some in meant.items() if len(some) == 1}


def _may_be_names(typed: Sequence[str]) -> list[str]:
    looked_through = typed[:MOST_LOOKED_THROUGH]
    found = [
        looked_through[at : at + length]
        for length in range(1, MOST_OF_A_NAME + 1)
        for at in range(len(looked_through) - length + 1)
    ]
    return [" ".join(name) for name in found if not LITTLE.issuperset(name)]
