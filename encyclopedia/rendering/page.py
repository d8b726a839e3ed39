"""An article's text as HTML: every part in the order in which it is read, the links of all of them in one query."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from encyclopedia import csl
from encyclopedia.document.dates import EventDate
from encyclopedia.document.parts import texts
from encyclopedia.document.schema import Document
from encyclopedia.document.schema import Reference as Source
from encyclopedia.markup import Contents, Heading, Numbering, Parsed, parse
from encyclopedia.models import Article
from encyclopedia.snapshots import document_of

from .html import ANCHORS, as_html, find_articles
from .infobox import Facts, Row, facts_of, infobox

#: An article with more sources than these has them formatted in one plain way: a style takes milliseconds for each.
MAX_STYLED = 100


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
    infobox: list[Row]
    body: str
    contents: tuple[Heading, ...]
    timeline: list[Event]
    faq: list[Question]
    references: list[Reference]


def render_article(article: Article) -> Rendered:
    """An article that was read `with_parts`, as readers see it."""
    return render(document_of(article), facts=facts_of(article))


def render(document: Document, *, facts: Facts | None = None, for_editors: bool = False) -> Rendered:
    """Render a document that keeps to `rules`, whether or not it is stored.

    What its infobox has in common with other articles is linked as far as `facts` has it. Editors see citations of
    unknown keys.
    """
    parts = [(text, parse(text.source, is_line=text.is_line)) for text in texts(document)]
    targets = find_articles(link.title for text, part in parts for link in part.links)
    unknown = _("No reference has this key; readers do not see this.") if for_editors else ""
    numbering = Numbering((reference.key for reference in document.references), unknown=unknown)
    contents = Contents(ANCHORS)
    sections = _sections(document, next(part for text, part in parts if text.part == "body"))
    shown: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    # In reading order, because sources are numbered as they are met.
    for text, part in parts:
        html = as_html(part, targets, numbering, contents if text.part == "body" else None, sections)
        shown[text.part].append((text.item, html))
    return Rendered(
        document=document,
        short_answer=shown["short_answer"][0][1],
        image_credit=shown["image_credit"][0][1],
        caption=shown["caption"][0][1],
        infobox=list(infobox(shown["value"], facts or {})),
        body=shown["body"][0][1],
        timeline=[Event(event.date, html) for event, html in shown["event"]],
        faq=[Question(pair.question, html) for pair, html in shown["answer"]],
        references=_references(document, numbering),
        contents=contents.entries,
    )


def _sections(document: Document, body: Parsed) -> Collection[str] | None:
    """The anchors of a page's sections; None for a part that is shown without its body."""
    if not document.body:
        return None
    parts = {"timeline": document.timeline, "questions": document.faq, "references": document.references}
    return {*body.anchors(ANCHORS), *(name for name, rows in parts.items() if rows)}


def _references(document: Document, numbering: Numbering) -> list[Reference]:
    sources = {reference.key: reference for reference in document.references}
    styled = len(sources) <= MAX_STYLED
    return [
        Reference(
            number=number,
            source=sources[key],
            uses=numbering.uses(key),
            entry=csl.entry(settings.CITATION_STYLE, sources[key]) if styled else (),
        )
        for number, key in enumerate(numbering.order, start=1)
    ]
