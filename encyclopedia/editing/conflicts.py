"""Two who changed one article: what each did is done to what the other left, or both are asked."""

from dataclasses import replace

from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.merge import Conflict, Merge, merge
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Revision

#: The base where nothing is known of it: whatever the two sides do not share is a conflict then.
NOTHING = Document(title="", slug="")
#: The facts about an article that a person decides about.
DECIDED = ("slug", "status", "published")


class Conflicting(DocumentError):
    """Somebody else has changed the same words since they were opened, and nothing was saved.

    `merge` holds both changes as far as they go together and the conflicts, `theirs` the document that the other one
    left; `revision` is the number of the newest revision, and `save` the key of the newest save of the pending version,
    if that was asked for.
    """

    def __init__(self, merge: Merge, theirs: Document, *, revision: int, save: int | None = None) -> None:
        super().__init__(
            "somebody else has changed the same words since you opened this article; nothing was saved, and all that "
            "you typed is still here"
        )
        self.merge = merge
        self.theirs = theirs
        self.revision = revision
        self.save = save


def opened_document(article: Article, number: int) -> Document:
    """The article as it was at revision `number`; NOTHING where that text is not to be had."""
    text = Revision.objects.filter(article=article, number=number).values_list("text", flat=True).first()
    return loads(text) if text else NOTHING


def onto(base: Document, ours: Document, theirs: Document) -> Merge:
    """What `ours` changed in `base`, done to `theirs`; where both changed the same, ours stands and a conflict says so.

    Here, unlike in `merge`, the facts about the article count as well: whoever saves a form has decided about them.
    """
    merged = merge(base, ours, theirs)
    facts, conflicts = {}, list(merged.conflicts)
    for name in DECIDED:
        was, mine, other = (getattr(document, name) for document in (base, ours, theirs))
        facts[name] = other if mine == was else mine
        if was != mine != other != was:
            conflicts.append(Conflict((name,), _written(was), _written(mine), _written(other)))
    former = dict.fromkeys((*theirs.former, *ours.former, theirs.slug))
    facts["former"] = tuple(slug for slug in former if fold(slug) != fold(facts["slug"]))
    return Merge(replace(merged.document, **facts), tuple(conflicts))


def _written(fact: object) -> str:
    return "" if fact is None else str(fact)
