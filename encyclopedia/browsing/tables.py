"""A subject as a table: its articles as rows, what the boxes beside them tell as columns."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.dates import MONTHS

from encyclopedia.document.names import fold
from encyclopedia.models import Article, Category, FactLabel, InfoboxField
from encyclopedia.rendering import plain

from .categories import among_all
from .lists import public_articles

#: A page counts labels and sorts among so many articles, the first by title; a CSV file holds all.
MAX_ROWS = 1_000
#: So many articles are put into order; the first of more are found faster by going through all titles.
MAX_SORTED = 12_000
MAX_COLUMNS = 8
#: Columns where none are asked for.
FEW_COLUMNS = 4
MAX_OFFERED = 40
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
    def name(self) -> str:
        """As addresses write it. A label that is called `title` is another spelling of itself there."""
        name = self.label.label if self.label else "title"
        return f"{'-' if self.descending else ''}{name.upper() if self.label and name == 'title' else name}"


def by_title(category: Category, articles: QuerySet[Article], count: int) -> Any:
    """The articles of the category, in the order of their titles."""
    if count > MAX_SORTED:
        return _among_titles(category)
    # An expression is in no index, so that the articles of the category are looked for, and then put into order.
    return articles.order_by(Coalesce("title_key", Value("")), "pk")


def _among_titles(category: Category) -> Any:
    """The same, found by going through the titles of all."""
    return among_all(list(Category.objects.within(category).values_list("pk", flat=True))).by_title()


def labels(rows: Any, names: Any) -> Any:
    """The labels that articles of these rows have, the most used first, and by key also those of these names."""
    fields = InfoboxField.objects.filter(article__in=rows).order_by().values("label_key")
    counted = fields.annotate(articles=Count("article", distinct=True)).order_by("-articles", "label_key")
    keys = list(counted.values_list("label_key", flat=True)[:MAX_OFFERED])
    labels = FactLabel.objects.filter(key__in={*keys, *map(fold, names)}, articles__gt=0)
    known = {label.key: label for label in labels}
    return [known[key] for key in keys if key in known], known


def order_of(sort: Any, known: Any) -> Any:
    """What `sort` asks for: a label's name, one with a minus for downwards, `title` or `-title`; None for all else."""
    for name, descending in ((sort, False), (sort.removeprefix("-"), sort.startswith("-"))):
        if name == "title":
            return Order(None, descending)
        if label := known.get(fold(name)):
            return Order(label, descending)
    return None


def in_order(rows: Any, order: Any) -> Any:
    """The rows, which are in the order of their titles, in another one; last those without the value, either way."""
    if order.label is None:
        return rows[::-1] if order.descending else rows
    places: dict[int, list[Any]] = {}
    months = {fold(str(name)): number for number, name in MONTHS.items()}
    fields = InfoboxField.objects.filter(article__in=rows, label_key=order.label.key)
    for article, value in fields.values_list("article", "value_key"):
        if words := plain(value):
            places.setdefault(article, []).append(_place(words, months))
    placed = [pk for pk in rows if pk in places]
    placed.sort(key=lambda pk: sorted(places[pk]), reverse=order.descending)
    return placed + [pk for pk in rows if pk not in places]


def _place(value: Any, months: Any) -> list[Any]:
    """Words and numbers in turn, so that 2 stands before 10; of a date the year, the month and the day."""
    date = DATE.fullmatch(value)
    if date and (month := months.get(date[2])):
        value = f"{date[4]} {month} {date[1] or date[3] or 0}"
    parts = NUMBER.split(value)
    return [int(part.replace(",", "")) if at % 2 else part for at, part in enumerate(parts)]


def with_cells(rows: Any, columns: Sequence[FactLabel]) -> list[Any]:
    """The articles of these rows, each with the values of each column."""
    cells = _cells(rows, columns)
    articles = public_articles(rows)
    return [(article, [cells.get((article.pk, label.key), []) for label in columns]) for article in articles]


def _cells(rows: Any, columns: Sequence[FactLabel]) -> Any:
    """The values of the columns, by article and label, in the order of the articles' boxes."""
    fields = InfoboxField.objects.filter(article__in=rows, label_key__in=[label.key for label in columns])
    cells: dict[tuple[int, str], list[str]] = {}
    for article, label, value in fields.order_by("article", "position").values_list("article", "label_key", "value"):
        if words := plain(value):
            cells.setdefault((article, label), []).append(words)
    return cells


def heads(columns: Sequence[FactLabel], order: Any) -> Any:
    """For each column, the title's first: its label, how it is sorted, and the address that sorts by it."""
    heads = []
    for label in (None, *columns):
        is_sorted = label == order.label
        now = ("descending" if order.descending else "ascending") if is_sorted else ""
        then = Order(label, is_sorted and not order.descending)
        heads.append((label, now, f"?{query(columns, then)}"))
    return heads


def query(columns: Sequence[FactLabel], order: Any) -> Any:
    return urlencode([*(("label", label.label) for label in columns), ("sort", order.name)])


class _Echo:
    """Gives back what is written to it: a line that `csv` has made."""

    def write(self, line: Any) -> Any:
        return line


def lines(category: Category, columns: Sequence[FactLabel], rows: Any) -> Iterator[Any]:
    write = csv.writer(_Echo()).writerow
    yield write(["title", "address", *(_cell(label.label) for label in columns)])
    for some in _all_rows(category) if rows is None else _some(rows):
        yield "".join(
            write(
                [_cell(article.title), settings.SITE_URL + article.get_absolute_url()]
                + [_cell("; ".join(values)) for values in cells]
            )
            for article, cells in with_cells(some, columns)
        )


def _cell(text: str) -> Any:
    """The text, with an apostrophe before what a spreadsheet would reckon out."""
    return f"'{text}" if FORMULA.match(text) else text


def _some(rows: Any) -> Iterator[Any]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _all_rows(category: Category) -> Iterator[Any]:
    """All articles of the category by title, so many at once that memory does not grow with them."""
    articles = _among_titles(category).values_list("title_key", "pk")
    found = list(articles[:BATCH])
    while found:
        yield [pk for _, pk in found]
        title, last = found[-1]
        # Said twice: an index leads to the first, and the second leaves out what has been.
        found = list(articles.filter(title_key__gte=title).exclude(title_key=title, pk__lte=last)[:BATCH])
