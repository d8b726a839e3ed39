"""An article's text as HTML: every part in the order in which it is read, the links of all of them in one query."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import mark_safe
from django.utils.translation import gettext as _

from encyclopedia import csl
from encyclopedia.document.dates import EventDate
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.document.schema import Reference as Source
from encyclopedia.markup import Contents, Heading, Numbering, Page, Parsed, Target, parse, parse_inline
from encyclopedia.models import Article
from encyclopedia.models.article import Named

#: Anchors of the page itself, which no heading of a body may take.
ANCHORS = frozenset(
    {"content", "menu", "search", "top", "short-answer", "contents", "infobox", "timeline", "questions", "references"}
    | {"linked-from", "comments", "about-article", "preview-card"}
)

#: An article with more sources than these has them formatted in one plain way: a style takes milliseconds for each.
MOST_STYLED = 100

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
    entry: tuple[csl.Piece, ...]
    """As the site's style has it; empty where the page is to write it in its own way."""


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


def render(document: Document, *, for_editors: bool = False) -> Rendered:
    """Render a document that keeps to `rules`, whether or not it is stored. Editors see citations of unknown keys."""
    box = document.infobox
    short_answer, body = parse(document.short_answer), parse(document.body)
    caption, credit = parse_inline(box.caption), parse_inline(box.image_credit)
    values = [parse_inline(field.value) for field in box.fields]
    events = sorted(document.timeline, key=lambda event: (event.date.starts, event.date.ends))
    told = [parse_inline(event.event) for event in events]
    answers = [parse(pair.answer) for pair in document.faq]

    parts = [short_answer, credit, caption, *values, body, *told, *answers]
    targets = find_articles(link.title for part in parts for link in part.links)
    unknown = _("No reference has this key; readers do not see this.") if for_editors else ""
    numbering = Numbering((reference.key for reference in document.references), unknown=unknown)
    contents = Contents(ANCHORS)
    sections = _sections(document, body)

    def html(part: Parsed, contents: Contents | None = None) -> str:
        return _html(part, targets, numbering, contents, sections)

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


def render_lines(sources: Iterable[str]) -> list[str]:
    """Lines of Markdown from several articles, as safe HTML. Away from the sources of their article they cite none."""
    lines = [parse_inline(source) for source in sources]
    targets = find_articles(link.title for line in lines for link in line.links)
    return [_html(line, targets, Numbering(())) for line in lines]


def _html(
    part: Parsed,
    targets: Mapping[str, Target],
    numbering: Numbering,
    contents: Contents | None = None,
    sections: Collection[str] | None = None,
) -> str:
    # The one place that trusts HTML: `markup` has just cleaned it.
    cleaned = part.html(
        find_article=lambda title: targets.get(fold(title)),
        citations=numbering,
        contents=contents,
        page=Page(settings.IMAGE_HOSTS, find_picture, sections),
    )
    return mark_safe(cleaned)  # noqa: S308


def _sections(document: Document, body: Parsed) -> Collection[str] | None:
    """The anchors of a page's sections; None for a part that is shown without its body."""
    if not document.body:
        return None
    parts = {"timeline": document.timeline, "questions": document.faq, "references": document.references}
    return {*body.anchors(ANCHORS), *(name for name, rows in parts.items() if rows)}


def find_picture(name: str) -> str | None:
    """The address of an upload by the name that a text gives it: its path, or that within the folder of pictures."""
    asked = PurePosixPath(name.removeprefix("/media/"))
    path = asked if asked.parts[:1] == ("images",) else "images" / asked
    if ".." in path.parts or not all(part.strip(".") for part in path.parts) or asked.is_absolute():
        return None
    try:
        is_there = (Path(settings.MEDIA_ROOT) / path).is_file()
    except OSError:  # a name that is too long for a file
        return None
    return f"/media/{quote(str(path))}" if is_there else None


def _by_label(document: Document, values: list[str]) -> Iterator[tuple[str, list[str]]]:
    rows = zip(document.infobox.fields, values, strict=True)
    for label, group in groupby(rows, key=lambda row: row[0].label):
        yield label, [value for _, value in group]


def _references(document: Document, numbering: Numbering) -> list[Reference]:
    sources = {reference.key: reference for reference in document.references}
    styled = len(sources) <= MOST_STYLED
    return [
        Reference(
            number=number,
            source=sources[key],
            uses=numbering.uses(key),
            entry=csl.entry(settings.CITATION_STYLE, sources[key]) if styled else (),
        )
        for number, key in enumerate(numbering.order, start=1)
    ]


def find_articles(titles: Iterable[str]) -> Mapping[str, Target]:
    """Where each name leads, by folded name, in one query: to the published article that it means, or to a choice."""
    names = {fold(title): title for title in titles}
    found = Article.objects.named(list(names)[:MOST_LINKS])
    return {key: _target(names[key], articles) for key, articles in found.items()}


def _target(name: str, articles: Sequence[Named]) -> Target:
    if len(articles) == 1:
        return Target(url=articles[0].address, title=articles[0].title)
    return Target(url=f"{reverse('choice')}?{urlencode({'name': name})}", title=name)


def fragment(source: str) -> str:
    """One piece of Markdown as it will look on a page; every source that it cites counts as known."""
    parsed = parse(source)
    targets = find_articles(link.title for link in parsed.links)
    return parsed.html(
        find_article=lambda title: targets.get(fold(title)),
        citations=Numbering(dict.fromkeys(citation.key for citation in parsed.citations)),
        contents=Contents(ANCHORS),
        page=Page(settings.IMAGE_HOSTS, find_picture),
    )
