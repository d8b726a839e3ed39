"""Names of articles as they stand within other words: without their signs, and in any case."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone

from encyclopedia.document.names import fold
from encyclopedia.models import Entry, Suggestion

from .vocabulary import LITTLE
from .words import words, words_asked, words_joined

#: A name within a question has so many words at most, and so many of a question are looked through for names.
MAX_OF_A_NAME, MAX_LOOKED_THROUGH = 5, 20
#: More articles are not looked at: a name that so many have means none of them.
MAX_NAMED = 1_000
COLUMNS = ("pk", "article__title", "place", "facets")


class Named(NamedTuple):
    """A published article with its place in the index and what it is filtered by."""

    article_id: int
    place: int
    facets: str


def names_in(text: str) -> Mapping[str, Named]:
    """The names that stand among the words of a text, each with the article that it means.

    A title goes before other names, and one that stands there exactly before one that is only written so in plain
    letters. A name that means several articles means none.
    """
    # One after the other: PostgreSQL expects so many names that it would rather read all articles to join them.
    names = Suggestion.objects.filter(inside=False, key__in=_may_be_names(text))
    typed = fold(text)
    found: dict[str, set[tuple[tuple[bool, bool], Named]]] = {}
    if pairs := set(names.values_list("key", "article")[:MAX_NAMED]):
        public = Entry.objects.filter(pk__in={pk for _, pk in pairs}, public_from__lte=timezone.now())
        articles = {pk: (title, Named(pk, *row)) for pk, title, *row in public.values_list(*COLUMNS)}
        for name, (title, article) in ((name, articles[pk]) for name, pk in pairs if pk in articles):
            is_title = name in {" ".join(words(title)), " ".join(words_joined(title))}
            found.setdefault(name, set()).add(((is_title, fold(title) in typed), article))
    meant = {name: [each for rank, each in some if rank == max(some)[0]] for name, some in found.items()}
    return {name: some[0] for name, some in meant.items() if len(some) == 1}


def _may_be_names(text: str) -> set[str]:
    readings = [each[:MAX_LOOKED_THROUGH] for each in (words_asked(text), words_joined(text))]
    found = [
        typed[at : at + length]
        for typed in readings
        for length in range(1, MAX_OF_A_NAME + 1)
        for at in range(len(typed) - length + 1)
    ]
    return {" ".join(name) for name in found if not set(name) <= LITTLE}
