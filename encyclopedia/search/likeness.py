"""Articles that are about the same, as far as their names and leads tell."""

from encyclopedia.models.index.entry import article_at

from .index_tables import ARTICLES, database
from .query import Term
from .vocabulary import LITTLE
from .words import stem, words

#: So many words are looked for.
LOOKED_FOR = 12


def alike(name: str, lead: str, most: int) -> dict[str, list[int]]:
    """The rare words of a name and a lead, each with the published articles whose names or lead hold it.

    What more than `most` articles hold tells nothing of any of them, and is left out.
    """
    # Long words are rarer than short ones.
    candidates = [*words(name), *sorted(words(lead), key=lambda word: -len(word))]
    telling: dict[str, str] = {}
    for word in candidates:
        if word not in LITTLE and not word.isdigit() and (len(word) > 2 or not word.isascii()):
            telling.setdefault(stem(word), word)
        if len(telling) == LOOKED_FOR:
            break
    asked = list(telling.values())
    found = database().holding(ARTICLES, [Term((word,)) for word in asked], most + 1, "lead")
    return {
        word: sorted(map(article_at, numbers))
        for word, numbers in zip(asked, found, strict=True)
        if len(numbers) <= most
    }
