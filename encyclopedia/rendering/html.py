"""Markdown as HTML that templates may trust, with where its links lead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe

from encyclopedia.document.names import fold
from encyclopedia.markup import Contents, Numbering, Page, Parsed, Target, parse
from encyclopedia.models import Article
from encyclopedia.models.article import Named

from .pictures import find_picture

#: Anchors of the page itself, which no heading of a body may take.
ANCHORS = frozenset(
    {"content", "menu", "search", "top", "short-answer", "contents", "infobox", "timeline", "questions", "references"}
    | {"linked-from", "comments", "about-article", "preview-card"}
)

#: A page with more names than these shows the others as unwritten; databases limit what one question may hold.
MAX_LINKS = 5_000


def as_html(
    part: Parsed,
    targets: Mapping[str, Target],
    numbering: Numbering,
    contents: Contents | None = None,
    sections: Collection[str] | None = None,
) -> str:
    """A text as its page shows it; `sections` are the anchors that it may lead to, where they are known."""
    # The one place that trusts HTML: `markup` has just cleaned it.
    cleaned = part.html(
        find_article=lambda title: targets.get(fold(title)),
        citations=numbering,
        contents=contents,
        page=Page(settings.IMAGE_HOSTS, find_picture, sections),
    )
    return mark_safe(cleaned)  # noqa: S308


def render_lines(sources: Iterable[str]) -> list[str]:
    """Lines of Markdown from several articles, as safe HTML. Away from the sources of their article they cite none."""
    lines = [parse(source, is_line=True) for source in sources]
    targets = find_articles(link.title for line in lines for link in line.links)
    return [as_html(line, targets, Numbering(())) for line in lines]


def find_articles(titles: Iterable[str]) -> Mapping[str, Target]:
    """Where each name leads, by folded name, in one query: to the published article that it means, or to a choice."""
    names = {fold(title): title for title in titles}
    found = Article.objects.named(list(names)[:MAX_LINKS])
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
