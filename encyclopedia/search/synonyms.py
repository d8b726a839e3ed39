"""Names of the same thing, as editors have listed them."""

from dataclasses import replace

from encyclopedia.models import Synonym, SynonymGroup

from .query import Query, Term
from .words import stem, words

MAX_WORDS = 5
MAX_LINES = 100


def key_of(text: str) -> str:
    """What a line of a group is found by: the stems of its words."""
    return " ".join(map(stem, words(text)))


def index(group: SynonymGroup) -> None:
    """Write the lines of a group anew from its words."""
    lines = {key: line.strip() for line in group.words.splitlines() if (key := key_of(line))}
    group.lines.all().delete()
    Synonym.objects.bulk_create(Synonym(group=group, text=text[:200], key=key) for key, text in lines.items())


def widened(query: Query) -> Query:
    """The question with the synonyms of its words, and of neighbouring words that are one name together."""
    spans = _spans(query)
    if not spans:
        return query
    groups = Synonym.objects.filter(key__in=spans).values("group")
    lines: dict[int, set[str]] = {}
    for group, key in Synonym.objects.filter(group__in=groups).values_list("group", "key")[:MAX_LINES]:
        lines.setdefault(group, set()).add(key)
    wanted = list(query.wanted)
    # From the end, so that what stands before keeps its place; longer names before the words in them.
    asked = sorted(((spans[key], key, keys) for keys in lines.values() for key in keys & spans.keys()), reverse=True)
    taken = len(wanted)
    for (at, length), key, keys in asked:
        if at + length > taken:
            continue
        taken = at
        others = tuple(tuple(other.split()) for other in sorted(keys - {key}))
        if length == 1:
            wanted[at] = replace(wanted[at], others=others)
        else:
            # As they were typed, for whoever is told what was looked for.
            own = tuple(term.words[0] for term in query.wanted[at : at + length])
            wanted[at : at + length] = [Term(words=(), others=(own, *others))]
    return replace(query, wanted=tuple(wanted))


def _spans(query: Query) -> dict[str, tuple[int, int]]:
    """What may be a line of a group, with where it begins and how many terms it has."""
    stems = [stem(term.words[0]) if term.has_forms else "" for term in query.wanted]
    return {
        " ".join(stems[at : at + length]): (at, length)
        for length in range(1, MAX_WORDS + 1)
        for at in range(len(stems) - length + 1)
        if all(stems[at : at + length])
    }
