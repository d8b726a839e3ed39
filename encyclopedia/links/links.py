"""Who links to whom: the links of a text, what links to an article, and what is wrong with links."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from encyclopedia.document import rules
from encyclopedia.document.folding import loosely
from encyclopedia.document.names import fold
from encyclopedia.document.parts import texts
from encyclopedia.document.schema import Document
from encyclopedia.markup import Contents, Mention, Numbering, mentions, parse
from encyclopedia.models import Alias, Article, Link, NameCount
from encyclopedia.models.article import ArticleQuerySet, Named

#: Characters; no heading has a longer anchor.
MAX_SECTION_LENGTH = 300
#: Lists for editors end here.
MAX_LISTED = 500
#: Anchors of single events, answers and sources, which are numbered.
NUMBERED = re.compile(r"(?:event|question|ref|cite|note)-[0-9-]+")


def index(article: Article, document: Document) -> None:
    """Write the links of the article's text anew."""
    Link.objects.filter(article=article).delete()
    Link.objects.bulk_create(rows(article, document))


def rows(article: Article, document: Document) -> list[Link]:
    """The links of a document, in reading order."""
    return [
        Link(
            article=article,
            position=position,
            name=mention.name,
            key=fold(mention.name),
            loose=loosely(mention.name),
            by_address=mention.by_address,
            section=mention.section,
            sentence=mention.sentence,
        )
        for position, mention in enumerate(mentions_of(document))
    ]


def mentions_of(document: Document) -> Iterator[Mention]:
    """The links of a document, in reading order; those that could be no article's name are left out."""
    # Most short texts hold no link to an article, and need not be read.
    linking = (text for text in texts(document) if "[[" in text.source or "/wiki/" in text.source)
    for text in linking:
        part = parse(text.source, is_line=text.is_line)
        for mention in mentions(part, settings.SITE_URL):
            if fold(mention.name) and len(mention.name) <= rules.LIMITS["title"]:
                yield replace(mention, section=mention.section[:MAX_SECTION_LENGTH])


def backlinks(article: Article) -> QuerySet[Link]:
    """The links by which other published articles lead to this one, the first of each article, by its title."""
    firsts = _leading_to(article).order_by().values("article").annotate(first=Min("pk")).values("first")
    return Link.objects.filter(pk__in=firsts).select_related("article").order_by("article__title_key", "article")


def some_backlinks(article: Article, most: int) -> list[Link]:
    """So many of them at most, those that an index gives first: to put 100,000 into an order takes long."""
    leading = _leading_to(article).select_related("article").order_by()
    found: dict[int, Link] = {}
    for link in leading[: most * 10]:
        found.setdefault(link.article_id, link)
    return sorted(list(found.values())[:most], key=lambda link: link.article.title_key)


def _leading_to(article: Article) -> QuerySet[Link]:
    slugs = [article.slug_key, *(former.slug_key for former in article.former_addresses.all())]
    names = [article.title_key, *slugs, *(alias.key for alias in article.aliases.all())]
    loose = [article.title_loose, *(alias.loose for alias in article.aliases.all())]
    # Other spellings that mean it where they mean nothing else.
    names += Link.objects.filter(loose__in=loose, by_address=False).order_by().values_list("key", flat=True).distinct()
    found = Article.objects.named(names)
    own = [key for key, articles in found.items() if [each.pk for each in articles] == [article.pk]]
    by_name = Link.objects.filter(Q(key__in=own, by_address=False) | Q(key__in=slugs, by_address=True))
    return _of_published(by_name).exclude(article=article)


def _of_published(links: QuerySet[Link]) -> QuerySet[Link]:
    # Asked for each link: as a list, databases would put together all articles first.
    return links.filter(Exists(Article.objects.published().filter(pk=OuterRef("article"))))


def orphans() -> ArticleQuerySet:
    """Published articles that no other links to by any of its names, be it by way of a choice."""
    published = Article.objects.published()
    elsewhere = Link.objects.filter(article__in=published).exclude(article=OuterRef("pk"))
    names = Q(loose=OuterRef("title_loose"), by_address=False) | Q(key=OuterRef("slug_key"))
    named = Alias.objects.filter(
        Exists(Link.objects.filter(article__in=published, loose=OuterRef("loose"), by_address=False)),
        article=OuterRef("pk"),
    )
    return published.exclude(Exists(elsewhere.filter(names))).exclude(Exists(named)).by_title()


def ambiguous() -> dict[str, list[str]]:
    """Names that published articles link to and that mean several articles: the titles of each, by the name."""
    shared = NameCount.objects.filter(named__gt=1, linking__gt=0).order_by("key")
    # A name that one has as title and another as alias means the first alone.
    names = dict(shared.values_list("key", "name")[: MAX_LISTED * 4])
    found = Article.objects.named(names)
    meanings = {names[key]: [each.title for each in articles] for key, articles in found.items() if len(articles) > 1}
    return dict(list(meanings.items())[:MAX_LISTED])


def lost_sections(known: Collection[str]) -> list[tuple[Link, Named]]:
    """Links to a section that its article does not have, among the newest that name one.

    `known` are anchors that every page may have, besides those of its headings.
    """
    asked = _of_published(Link.objects.exclude(section__in=["", *known]))
    newest = list(asked.select_related("article").order_by("-pk")[:MAX_LISTED])
    found = Article.objects.named(link.key for link in newest)
    targets = {key: articles[0] for key, articles in found.items() if len(articles) == 1}
    bodies = dict(Article.objects.filter(pk__in={each.pk for each in targets.values()}).values_list("pk", "body"))
    anchors = {pk: _anchors(body) for pk, body in bodies.items()}
    leading = [(link, targets[link.key]) for link in newest if link.key in targets]
    return [
        (link, target)
        for link, target in leading
        if link.section not in anchors[target.pk] and not NUMBERED.fullmatch(link.section)
    ]


def _anchors(body: str) -> set[str]:
    contents = Contents(())
    parse(body).html(find_article=lambda title: None, citations=Numbering(()), contents=contents)
    found, waiting = set(), list(contents.entries)
    while waiting:
        heading = waiting.pop()
        found.add(heading.anchor)
        waiting += heading.children
    return found
