"""Articles as pages list them: read by their ids, which an index alone can find, count and skip."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from encyclopedia.models import Article
from encyclopedia.site.pages import Counted, page_or_404


def article_page(articles: QuerySet[Article], number: str, size: int, count: int | None = None) -> Any:
    """A page of articles as lists show them; how many there are is counted where it is not known.

    Only ids are counted and skipped, which an index alone can tell; the rows of the page itself are read by id.
    """
    ids = articles.values_list("pk", flat=True)
    page = page_or_404(Counted(ids, ids.order_by().count() if count is None else count), number, size)
    rows = articles.model.objects.listed().in_bulk(page.object_list)
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    return page


def public_articles(ids: Iterable[int], *more: Any) -> list[Any]:
    """The articles of these ids that every reader may see, in their order, with title, slug and what else is named.

    They are asked for by id alone: with more in the question, SQLite goes through all that are published.
    """
    rows = Article.objects.only("title", "slug", "status", "published_at", *more).in_bulk(list(ids))
    return [rows[pk] for pk in ids if pk in rows and rows[pk].is_public]
