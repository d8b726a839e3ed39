"""An article's text as HTML: every part in the order in which it is read, the links of all of them in one query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Value
from django.utils.html import mark_safe

from encyclopedia.document.dates import EventDate
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.document.schema import Reference as Source
from encyclopedia.markup import Contents, Heading, Numbering, Parsed, Target, parse, parse_inline
from encyclopedia.models import Article

#: Anchors of the page itself, which no heading of a body may take.
ANCHORS = frozenset(
    {"content", "menu", "search", "top", "short-answer", "contents", "infobox", "timeline", "questions", "references"}
    | {"comments", "about-article"}
)

#: What an article is found by, what counts most first.
NAMES = ("title_key", "slug_key", "aliases__key", "former_addresses__slug_key")

#: A page with more names than these shows the others as unwritten; databases limit what one question may hold.
MOST_LINKS = 5_000


@dataclass(frozen=True, slots=True)
class Event:
    date: EventDate
    html: str


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    html: str


@dataclass(frozen=True, slots=True)
class Reference:
    number: int
    source: Source
    uses: tuple[str, ...]
    """Anchors of the places that cite it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What an article page shows, as safe HTML."""

    document: Document
    short_answer: str
    image_credit: str
    caption: str
    infobox: list[tuple[str, list[str]]]
    body: str
    contents: tuple[Heading, ...]
    timeline: list[Event]
    faq: list[Question]
    references: list[Reference]


def render(document: Document) -> Rendered:
    """Render a document that keeps to `rules`, whether or not it is stored."""
    box = document.infobox
    short_answer, body = parse(document.short_answer), parse(document.body)
    caption, credit = parse_inline(box.caption), parse_inline(box.image_credit)
    values = [parse_inline(field.value) for field in box.fields]
    events = sorted(document.timeline, key=lambda event: (event.date.starts, event.date.ends))
    told = [parse_inline(event.event) for event in events]
    answers = [parse(pair.answer) for pair in document.faq]

    parts = [short_answer, credit, caption, *values, body, *told, *answers]
    targets = find_articles(link.title for part in parts for link in part.links)
    numbering = Numbering(reference.key for reference in document.references)
    contents = Contents(ANCHORS)

    def html(part: Parsed, contents: Contents | None = None) -> str:
        # The one place that trusts HTML: `markup` has just cleaned it.
        cleaned = part.html(find_article=lambda title: targets.get(fold(title)), citations=numbering, contents=contents)
        return mark_safe(cleaned)  # noqa: S308

    # In reading order, because sources are numbered as they are met.
    return Rendered(
        document=document,
        short_answer=html(short_answer),
        image_credit=html(credit),
        caption=html(caption),
        infobox=list(_by_label(document, [html(value) for value in values])),
        body=html(body, contents),
        timeline=[Event(event.date, html(part)) for event, part in zip(events, told, strict=True)],
        faq=[Question(pair.question, html(part)) for pair, part in zip(document.faq, answers, strict=True)],
        references=_references(document, numbering),
        contents=contents.entries,
    )


def _by_label(document: Document, values: list[str]) -> Iterator[tuple[str, list[str]]]:
    rows = zip(document.infobox.fields, values, strict=True)
    for label, group in groupby(rows, key=lambda row: row[0].label):
        yield label, [value for _, value in group]


def _references(document: Document, numbering: Numbering) -> list[Reference]:
    sources = {reference.key: reference for reference in document.references}
    return [Reference(number, sources[key], numbering.uses(key)) for number, key in enumerate(numbering.order, start=1)]


def find_articles(titles: Iterable[str]) -> Mapping[str, Target]:
    """The published article behind each name, by folded name, in one query.

    A title goes before a slug, a slug before an alias, and an alias before the slug of an address that it had before;
    of several that answer to one name, the oldest is taken.
    """
    keys = list({fold(title): None for title in titles})[:MOST_LINKS]
    if not keys:
        return {}
    # A query for each kind of name, put together as one: over all at once, databases look at every article.
    asked = [
        Article.objects.published()
        .filter(**{f"{field}__in": keys})
        .order_by()
        .values_list(Value(-rank), "pk", "title", "slug", field)
        for rank, field in enumerate(NAMES)
    ]
    found: dict[str, Target] = {}
    for _, _, title, slug, name in sorted(asked[0].union(*asked[1:], all=True), key=lambda row: (row[0], -row[1])):
        found[name] = Target(url=Article(slug=slug).get_absolute_url(), title=title)
    return found


def fragment(source: str) -> str:
    """One piece of Markdown as it will look on a page; every source that it cites counts as known."""
    parsed = parse(source)
    targets = find_articles(link.title for link in parsed.links)
    return parsed.html(
        find_article=lambda title: targets.get(fold(title)),
        citations=Numbering(dict.fromkeys(citation.key for citation in parsed.citations)),
        contents=Contents(ANCHORS),
    )
