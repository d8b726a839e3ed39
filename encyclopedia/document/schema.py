"""The article document: what an article consists of, in the order in which it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Self

from .dates import EventDate, Moment, PartialDate
from .names import fold
from .personal_names import parts


class Status(StrEnum):
    """How far an article has come, as documents write it and as it is stored."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


STATUSES = tuple(status.value for status in Status)

#: Item types of the Citation Style Language 1.0.2, appendix III.
REFERENCE_TYPES = frozenset([
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case", "legislation",
    "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent",
    "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report",
    "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class InfoboxField:
    """One value of one label; a label with several values has several fields, which stand together."""

    label: str
    value: str


def together(fields: Iterable[InfoboxField]) -> tuple[InfoboxField, ...]:
    """The fields with the values of one label together at its first place, under its first spelling."""
    rows = list(fields)
    first: dict[str, tuple[int, str]] = {}
    for row in rows:
        first.setdefault(fold(row.label), (len(first), row.label))
    rows.sort(key=lambda row: first[fold(row.label)][0])
    return tuple(InfoboxField(first[fold(row.label)][1], row.value) for row in rows)


@dataclass(frozen=True, slots=True)
class Infobox:
    title: str = ""
    caption: str = ""
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""
    fields: tuple[InfoboxField, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    date: EventDate
    event: str


@dataclass(frozen=True, slots=True)
class Faq:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Name:
    """A person or an organisation, as written: `Given Family`, `Family, Given` or `{Organisation}`; see `people`."""

    written: str

    @property
    def is_organisation(self) -> bool:
        return self.written.startswith("{") and self.written.endswith("}")

    @property
    def family(self) -> str:
        """The name to sort by; all of an organisation's."""
        return self.written[1:-1] if self.is_organisation else parts(self.written).family

    @property
    def given(self) -> str:
        return "" if self.is_organisation else parts(self.written).given

    @property
    def suffix(self) -> str:
        """What stands after the name: `Jr.`, `III`, `PhD`."""
        return "" if self.is_organisation else parts(self.written).suffix

    def __str__(self) -> str:
        """The name as it reads in a sentence: `Martin Luther King Jr.`, `Ada Lovelace, PhD`."""
        name = f"{self.given} {self.family}".strip()
        if not self.suffix:
            return name
        return f"{name}{' ' if parts(self.written).is_generation else ', '}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A source; the variables are those of the Citation Style Language."""

    key: str
    type: str = "document"
    title: str = ""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    container: str = ""
    publisher: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    date: EventDate | None = None
    doi: str = ""
    isbn: str = ""
    url: str = ""
    accessed: PartialDate | None = None
    archive_url: str = ""
    archived: PartialDate | None = None


def with_keys(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """The references with a key for each that has none: ref-1, ref-2, ... as far as they are free."""
    references = list(references)
    taken = {reference.key for reference in references}
    free = (key for number in count(1) if (key := f"ref-{number}") not in taken)
    return tuple(reference if reference.key else replace(reference, key=next(free)) for reference in references)


@dataclass(frozen=True, slots=True)
class Document:
    """One article as text. `category` is the path from the top; `former` are slugs it had before."""

    title: str
    slug: str
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str = ""
    published: Moment | None = None
    updated: Moment | None = None
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    language: str = ""
    summary: str = ""
    short_answer: str = ""
    infobox: Infobox = field(default_factory=Infobox)
    timeline: tuple[TimelineEvent, ...] = ()
    faq: tuple[Faq, ...] = ()
    references: tuple[Reference, ...] = ()
    body: str = ""

    def with_facts_of(self, other: Self) -> Self:
        """This document with the facts about the article (address, status, dates) taken from another."""
        return replace(self, **{name: getattr(other, name) for name in FACTS})


#: What is about the article and no part of its text: comparison lists it apart, revert, undo and merge leave it alone.
FACTS = ("slug", "status", "published", "updated", "former")
