"""A subject as a table of what its articles' infoboxes tell, also as CSV."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from encyclopedia.browsing import tables
from encyclopedia.document.names import fold
from encyclopedia.models import Article, Category, FactLabel
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, page_number, page_or_404, typed

from .addresses import of_category
from .due import of_lists


@require_safe
@public
@kept("format", "label", "page", "sort")
@of_lists
@of_category
def table(request: HttpRequest, category: Category) -> HttpResponseBase:
    articles = Article.objects.published().within(category)
    count = articles.order_by().count()
    rows = list(tables.by_title(category, articles, count).values_list("pk", flat=True)[: tables.MAX_ROWS])
    choice = _chosen(request, rows)
    if choice.problems:
        rows = []
    else:
        rows = tables.in_order(rows, choice.order)
        if "format" in request.GET:
            return _file(category, choice.columns, rows if count <= tables.MAX_ROWS else None)
    page = page_or_404(rows, page_number(request), PER_PAGE["rows of a table"])
    page.object_list = tables.with_cells(page.object_list, choice.columns)
    context = {
        "category": category,
        "trail": [*Category.objects.above(category), category],
        "count": count,
        "most": tables.MAX_ROWS,
        "page": page,
        "choice": choice,
        "heads": tables.heads(choice.columns, choice.order),
        "most_columns": tables.MAX_COLUMNS,
        "file": f"?{tables.query(choice.columns, choice.order)}&format=csv",
    }
    return render(request, "encyclopedia/table.html", context, status=404 if choice.problems else 200)


class Choice(NamedTuple):
    """What of a table was asked for."""

    columns: list[FactLabel]
    order: tables.Order
    offered: list[FactLabel]
    """Labels to choose columns from."""
    problems: list[str]
    """In sentences what of it there is not."""
    too_many: bool


def _chosen(request: HttpRequest, rows: Any) -> Any:
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    names = [name.replace("\x00", "\ufffd") for name in request.GET.getlist("label")]
    sort = typed(request, "sort") or "title"
    used, known = tables.labels(rows, [*names, sort, sort.removeprefix("-")])
    asked = {fold(name): name for name in names if fold(name)}
    keys = list(asked)[: tables.MAX_COLUMNS]
    columns = [known[key] for key in keys if key in known] if keys else used[: tables.FEW_COLUMNS]
    order = tables.order_of(sort, known)
    problems = [f"No article has a label “{asked[key][:80]}”." for key in keys if key not in known]
    if order is None:
        problems.append("A table is sorted by title, or by one of the labels.")
    if request.GET.get("format", "csv") != "csv":
        problems.append("Besides this page there is a table as CSV, and no other form.")
    if problems or order.label not in (None, *columns):
        order = tables.Order()  # the column that it was sorted by has been left out
    offered = list(dict.fromkeys([*columns, *used]))[: tables.MAX_OFFERED]
    return Choice(columns, order, offered, problems, too_many=len(asked) > tables.MAX_COLUMNS)


def _file(category: Category, columns: Sequence[FactLabel], rows: Any) -> HttpResponseBase:
    """The table as CSV: these rows, or where they are None all articles of the category by title."""
    response = StreamingHttpResponse(tables.lines(category, columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{category.slug}.csv")
    response["X-Robots-Tag"] = "noindex"
    return response
