"""The infobox of an article, and what of it other articles hold too."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from encyclopedia.document import rules
from encyclopedia.document.names import fold
from encyclopedia.document.schema import InfoboxField
from encyclopedia.markup import parse
from encyclopedia.models import Article, Fact

#: Without one of these a line of Markdown is plain text; most values are, and need not be read.
MARKUP = re.compile(r"[\\`*_\[\]<>&!$]")
#: Facts by the folded label and the folded value.
Facts = Mapping[tuple[str, str], Fact]


def plain(value: str) -> str:
    """A value as it is counted: its words, without emphasis, brackets of links and citations; empty without words."""
    text = parse(value, is_line=True).text if MARKUP.search(value) else " ".join(value.split())
    return unicodedata.normalize("NFC", text)[: rules.LIMITS["value"]]


@dataclass(frozen=True, slots=True)
class Linked:
    """A label or a value beside an article that other articles have too."""

    shown: str
    """Safe HTML of a value, the text of a label."""
    address: str
    name: str
    """In plain words."""

    @property
    def holds_links(self) -> bool:
        """Whether it leads elsewhere itself; links do not stand within links."""
        return "<a " in self.shown


#: A label with its values; each a text or HTML, or what leads to all articles that have it.
Row = tuple[str | Linked, list[str | Linked]]


def facts_of(article: Article) -> Facts:
    """What the infobox of a stored article says, as it is counted."""
    rows = Fact.objects.filter(holdings__article=article).select_related("label")
    return {(fact.label.key, fact.key): fact for fact in rows}


def infobox(values: Iterable[tuple[InfoboxField, str]], facts: Facts) -> Iterator[Row]:
    """The rows of an infobox from its values and their HTML; what other articles share leads to them."""
    labels = {fact.label.key: fact.label for fact in facts.values() if fact.label.articles > 1}
    for name, group in groupby(values, key=lambda row: row[0].label):
        key = fold(name)
        label = labels.get(key)
        shown: list[str | Linked] = []
        for field, html in group:
            fact = facts.get((key, fold(plain(field.value)))) if facts else None
            is_shared = fact and fact.articles > 1
            shown.append(Linked(html, fact.get_absolute_url(), f"{name}: {fact.value}") if is_shared else html)
        yield Linked(name, label.get_absolute_url(), name) if label else name, shown
