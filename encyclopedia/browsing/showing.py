"""Which pages show an article, as the names of the versions that they are made from."""

from collections.abc import Collection, Iterable

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


def showing(names: Collection[str], facts: Collection[int], most: int) -> set[int]:
    """The articles that look otherwise with these names and facts, in one question; of very many one more than `most`.

    Texts hold a name as a link, which means the article that has it, or another one that has it, too; infoboxes lead to
    others that say the same when its count passes one.
    """
    articles = Article.objects.order_by().values_list("pk", flat=True)
    loose = {loosely(name) for name in names}
    links = Link.objects.order_by().values_list("article", flat=True)
    few = Fact.objects.filter(pk__in=facts, articles__lte=FIRST_SHARED).values("pk")
    labels = Fact.objects.filter(pk__in=facts, label__articles__lte=FIRST_SHARED).values("label")
    holdings = Holding.objects.order_by().values_list("article", flat=True)
    # A query for each kind of name: over all at once, databases look at every article.
    first, *others = (
        links.filter(key__in=names),
        links.filter(loose__in=loose),
        articles.filter(title_loose__in=loose),
        articles.filter(aliases__loose__in=loose),
        articles.filter(slug_key__in=names),
        articles.filter(former_addresses__slug_key__in=names),
        holdings.filter(fact__in=few),
        holdings.filter(fact__label__in=labels),
    )
    # No name and no fact would be no question at all.
    return set(first.union(*others)[: most + 1]) if names or facts else set()


def pages_of(articles: Collection[int]) -> Iterable[str]:
    """The names for the pages of these articles."""
    slugs = Article.objects.filter(pk__in=articles).order_by().values_list("slug", flat=True)
    return map(page_of, slugs)
