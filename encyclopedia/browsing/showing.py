"""Which pages show an article, as the names of the versions that they are made from."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from encyclopedia.document.folding import loosely
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Fact, Holding, Link

#: Whatever lists articles, or counts them.
LISTS = "lists"
#: How many of one kind a fact or a label has when a page begins to lead to the others, and ends to.
FIRST_SHARED = 2


def page_of(slug: str) -> str:
    """All that stands below the address of an article but its discussion."""
    return f"page:{fold(slug)}"


def names_of(document: Document | None) -> set[str]:
    """The folded names by which texts lead to the article; none where readers do not see it."""
    if document is None:
        return set()
    return {fold(name) for name in (document.title, document.slug, *document.aliases, *document.former)}


def linking(names: Collection[str]) -> Iterable[int]:
    """The articles whose texts hold one of these names as a link, which changes its look with them."""
    if not names:
        return []
    links = Link.objects.filter(Q(key__in=names) | Q(loose__in={loosely(name) for name in names}))
    return links.order_by().values_list("article", flat=True).distinct()


def named(names: Collection[str]) -> Iterable[int]:
    """The articles that have one of these names: what links to them may mean another one with it, or them again."""
    if not names:
        return []
    articles = Article.objects.order_by().values_list("pk", flat=True)
    loose = {loosely(name) for name in names}
    # A query for each kind of name: over all at once, databases look at every article.
    kinds = {"title_loose": loose, "aliases__loose": loose, "slug_key": names, "former_addresses__slug_key": names}
    first, *others = (articles.filter(**{f"{kind}__in": some}) for kind, some in kinds.items())
    return first.union(*others)


def sharing(facts: Collection[int]) -> Iterable[int]:
    """The articles whose infoboxes look otherwise when these facts have come or gone elsewhere."""
    if not facts:
        return []
    few = Fact.objects.filter(pk__in=facts, articles__lte=FIRST_SHARED).values("pk")
    labels = Fact.objects.filter(pk__in=facts, label__articles__lte=FIRST_SHARED).values("label")
    holdings = Holding.objects.filter(Q(fact__in=few) | Q(fact__label__in=labels))
    return holdings.order_by().values_list("article", flat=True).distinct()


def pages_of(articles: Collection[int]) -> Iterable[str]:
    """The names for the pages of these articles."""
    slugs = Article.objects.filter(pk__in=articles).order_by().values_list("slug", flat=True)
    return map(page_of, slugs)
