"""Moves the versions of what a change lets readers see otherwise, in the transaction of the change."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Min

from encyclopedia.browsing import showing
from encyclopedia.document.schema import Document
from encyclopedia.models import Entry, Version
from encyclopedia.site.kept_pages.names import SITE

#: Where more pages than these show an article, all pages are made anew: to move each version would take longer.
MAX_MOVED = 1_000


class Seen(NamedTuple):
    """An article as readers saw it and as they see it now; None where they do not."""

    before: Document | None
    after: Document | None

    @property
    def is_called_otherwise(self) -> bool:
        """Whether pages that may be a day old would still name it in a way that readers are not to see."""
        if self.before is None:
            return False
        return self.after is None or (self.before.title, self.before.slug) != (self.after.title, self.after.slug)


def move(articles: Sequence[Seen], *, targets: Collection[int], facts: Collection[int]) -> None:
    """Let every page that shows one of these articles be made anew.

    `targets` are the articles that their texts link to or did before, `facts` what their infoboxes have begun or ceased
    to say.
    """
    seen = [article for article in articles if article.before or article.after]
    if any(article.is_called_otherwise for article in seen):
        Version.objects.move([SITE])
    elif seen:
        Version.objects.move(_names(seen, targets, facts))


def _names(seen: Sequence[Seen], targets: Collection[int], facts: Collection[int]) -> Iterable[str]:
    names = {name for each in seen for name in showing.names_of(each.before) ^ showing.names_of(each.after)}
    shown_by = showing.showing(names, facts, MAX_MOVED).union(targets)
    if len(shown_by) > MAX_MOVED:
        return [SITE]
    own = {showing.page_of(article.after.slug) for article in seen if article.after}
    return {showing.LISTS, *own, *showing.pages_of(shown_by)}


def set_clock() -> None:
    """Say when the next article becomes public by the clock alone."""
    Version.objects.hold_clock()
    due = Entry.objects.filter(waits=True).aggregate(Min("public_from"))
    Version.objects.set_clock(due["public_from__min"])
