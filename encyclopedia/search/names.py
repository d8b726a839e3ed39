"""Names of articles as they stand within other words: without their signs, and in any case."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from encyclopedia.models import Suggestion

from .english import LITTLE
from .words import words

#: A name within a question has so many words at most, and so many of a question are looked through for names.
MOST_OF_A_NAME, MOST_LOOKED_THROUGH = 5, 20


def named_within(asked: Sequence[str]) -> Mapping[str, int]:
    """The names that stand among these words, each with the id of the published article that it means.

    A title goes before other names. A name that means several articles means none.
    """
    found: dict[str, set[tuple[bool, int]]] = {}
    rows = Suggestion.objects.filter(
        inside=False, key__in=_may_be_names(asked), article__entry__public_from__lte=timezone.now()
    )
    for name, pk, title in rows.values_list("key", "article", "article__title"):
        found.setdefault(name, set()).add((" ".join(words(title)) == name, pk))
    meant = {name: [pk for is_title, pk in some if is_title == max(some)[0]] for name, some in found.items()}
    return {name: pks[0] for name, pks in meant.items() if len(pks) == 1}


def _may_be_names(asked: Sequence[str]) -> list[str]:
    looked_through = asked[:MOST_LOOKED_THROUGH]
    found = [
        looked_through[at : at + length]
        for length in range(1, MOST_OF_A_NAME + 1)
        for at in range(len(looked_through) - length + 1)
    ]
    return [" ".join(name) for name in found if not LITTLE.issuperset(name)]
