"""A subject as a table: its articles as rows, what the boxes beside them tell as columns; also as CSV."""

import csv
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Value
from django.db.models.functions import Coalesce
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.utils.http import content_disposition_header

from encyclopedia.browsing.facts import plain
from encyclopedia.browsing.lists import public_articles
from encyclopedia.document.names import fold
from encyclopedia.models import Article, Category, FactLabel, InfoboxField
from encyclopedia.site.caching import public
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import page_or_404, typed

from .addresses import of_category
from .categories import among_all
from .due import up_to_date

#: A page counts labels and sorts among so many articles, the first by title; a CSV file holds all.
MOST_ROWS = 1_000
#: So many articles are put into order; the first of more are found faster by going through all titles.
MOST_SORTED = 12_000
MOST_COLUMNS = 8
#: Columns where none are asked for.
FEW_COLUMNS = 4
MOST_OFFERED = 40
#: Lines of a CSV file that are read at once.
BATCH = 500

#: A number within a value, also with commas between its thousands.
NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)")
#: A date in words, `11 October 2018`, `October 11, 2018` or `October 2018`, where the second group is a month.
DATE = re.compile(r"(?:(\d{1,2})\.? )?([^\W\d]+) (?:(\d{1,2}), )?(\d{4})")
#: What a spreadsheet takes for the beginning of a formula.
FORMULA = re.compile("[=+\\-@\t\r＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Order:
    """By what the rows are sorted: a label, or the title where it is None."""

    label: FactLabel | None = None
    descending: bool = False

    @property
    def name(self):
        """As addresses write it. A label that is called `title` is another spelling of itself there."""
        name = self.label.label if self.label else "title"
        return f"{'-' if self.descending else ''}{name.upper() if self.label and name == 'title' else name}"


@require_safe
@public
@up_to_date
@of_category
def table(request, category):
    articles = Article.objects.published().within(category)
    count = articles.order_by().count()
    rows = list(_by_title(category, articles, count).values_list("pk", flat=True)[:MOST_ROWS])
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    names = [name.replace("\x00", "\ufffd") for name in request.GET.getlist("label")]
    sort = typed(request, "sort") or "title"
    used, known = _labels(rows, [*names, sort, sort.removeprefix("-")])

    asked = {fold(name): name for name in names if fold(name)}
    keys = list(asked)[:MOST_COLUMNS]
    columns = [known[key] for key in keys if key in known] if keys else used[:FEW_COLUMNS]
    order = _order(sort, known)
    problems = [f"No article has a label “{asked[key][:80]}”." for key in keys if key not in known]
    if order is None:
        problems.append("A table is sorted by title, or by one of the labels.")
    if request.GET.get("format", "csv") != "csv":
        problems.append("Besides this page there is a table as CSV, and no other form.")
    if problems:
        rows, order = [], Order()
    elif order.label in (None, *columns):
        rows = _sorted(rows, order)
    else:
        order = Order()  # the column that it was sorted by has been left out

    if "format" in request.GET and not problems:
        return _file(category, columns, rows if count <= MOST_ROWS else None)
    page = page_or_404(rows, request.GET.get("page", "1"), 50)
    page.object_list = _with_cells(page.object_list, columns)
    context = {
        "category": category,
        "trail": [*Category.objects.above(category), category],
        "count": count,
        "most": MOST_ROWS,
        "page": page,
        "columns": columns,
        "heads": _heads(columns, order),
        "offered": list(dict.fromkeys([*columns, *used]))[:MOST_OFFERED],
        "order": order,
        "too_many": len(asked) > MOST_COLUMNS,
        "most_columns": MOST_COLUMNS,
        "problems": problems,
        "file": f"?{_query(columns, order)}&format=csv",
    }
    return render(request, "encyclopedia/table.html", context, status=404 if problems else 200)


def _by_title(category, articles, count):
    """The articles of the category, in the order of their titles."""
    if count > MOST_SORTED:
        return _among_titles(category)
    # An expression is in no index, so that the articles of the category are looked for, and then put into order.
    return articles.order_by(Coalesce("title_key", Value("")), "pk")


def _among_titles(category):
    """The same, found by going through the titles of all."""
    return among_all(list(Category.objects.within(category).values_list("pk", flat=True))).by_title()


def _labels(rows, names):
    """The labels that articles of these rows have, the most used first, and by key also those of these names."""
    fields = InfoboxField.objects.filter(article__in=rows).order_by().values("label_key")
    counted = fields.annotate(articles=Count("article", distinct=True)).order_by("-articles", "label_key")
    keys = list(counted.values_list("label_key", flat=True)[:MOST_OFFERED])
    labels = FactLabel.objects.filter(key__in={*keys, *map(fold, names)}, articles__gt=0)
    known = {label.key: label for label in labels}
    return [known[key] for key in keys if key in known], known


def _order(sort, known):
    """What `sort` asks for: a label's name, one with a minus for downwards, `title` or `-title`; None for all else."""
    for name, descending in ((sort, False), (sort.removeprefix("-"), sort.startswith("-"))):
        if name == "title":
            return Order(None, descending)
        if label := known.get(fold(name)):
            return Order(label, descending)
    return None


def _sorted(rows, order):
    """The rows, which are in the order of their titles, in another one; last those without the value, either way."""
    if order.label is None:
        return rows[::-1] if order.descending else rows
    places = {}
    months = {fold(str(name)): number for number, name in MONTHS.items()}
    fields = InfoboxField.objects.filter(article__in=rows, label_key=order.label.key)
    for article, value in fields.values_list("article", "value_key"):
        if words := plain(value):
            places.setdefault(article, []).append(_place(words, months))
    placed = [pk for pk in rows if pk in places]
    placed.sort(key=lambda pk: sorted(places[pk]), reverse=order.descending)
    return placed + [pk for pk in rows if pk not in places]


def _place(value, months):
    """Words and numbers in turn, so that 2 stands before 10; of a date the year, the month and the day."""
    date = DATE.fullmatch(value)
    if date and (month := months.get(date[2])):
        value = f"{date[4]} {month} {date[1] or date[3] or 0}"
    parts = NUMBER.split(value)
    return [int(part.replace(",", "")) if at % 2 else part for at, part in enumerate(parts)]


def _with_cells(rows, columns):
    """The articles of these rows, each with the values of each column."""
    cells = _cells(rows, columns)
    articles = public_articles(rows)
    return [(article, [cells.get((article.pk, label.key), []) for label in columns]) for article in articles]


def _cells(rows, columns):
    """The values of the columns, by article and label, in the order of the articles' boxes."""
    fields = InfoboxField.objects.filter(article__in=rows, label_key__in=[label.key for label in columns])
    cells = {}
    for article, label, value in fields.order_by("article", "position").values_list("article", "label_key", "value"):
        if words := plain(value):
            cells.setdefault((article, label), []).append(words)
    return cells


def _heads(columns, order):
    """For each column, the title's first: its label, how it is sorted, and the address that sorts by it."""
    heads = []
    for label in (None, *columns):
        is_sorted = label == order.label
        now = ("descending" if order.descending else "ascending") if is_sorted else ""
        then = Order(label, is_sorted and not order.descending)
        heads.append((label, now, f"?{_query(columns, then)}"))
    return heads


def _query(columns, order):
    return urlencode([*(("label", label.label) for label in columns), ("sort", order.name)])


def _file(category, columns, rows):
    """The table as CSV: these rows, or where they are None all articles of the category by title."""
    response = StreamingHttpResponse(_lines(category, columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{category.slug}.csv")
    response["X-Robots-Tag"] = "noindex"
    return response


class _Echo:
    """Gives back what is written to it: a line that `csv` has made."""

    def write(self, line):
        return line


def _lines(category, columns, rows):
    write = csv.writer(_Echo()).writerow
    yield write(["title", "address", *(_cell(label.label) for label in columns)])
    for some in _all_rows(category) if rows is None else _some(rows):
        yield "".join(
            write(
                [_cell(article.title), settings.SITE_URL + article.get_absolute_url()]
                + [_cell("; ".join(values)) for values in cells]
            )
            for article, cells in _with_cells(some, columns)
        )


def _cell(text):
    """The text, with an apostrophe before what a spreadsheet would reckon out."""
    return f"'{text}" if FORMULA.match(text) else text


def _some(rows):
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _all_rows(category):
    """All articles of the category by title, so many at once that memory does not grow with them."""
    articles = _among_titles(category).values_list("title_key", "pk")
    found = list(articles[:BATCH])
    while found:
        yield [pk for _, pk in found]
        title, last = found[-1]
        # Said twice: an index leads to the first, and the second leaves out what has been.
        found = list(articles.filter(title_key__gte=title).exclude(title_key=title, pk__lte=last)[:BATCH])
