"""Lists in pages, and what readers typed to choose them."""

import re
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest


def typed(request: HttpRequest, name: str) -> str:
    """A parameter of the address, without spaces at its ends."""
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    return request.GET.get(name, "").replace("\x00", "\ufffd").strip()


#: How many of each stand on a page.
PER_PAGE = {
    "articles": 100,
    "articles of a fact": 50,
    "articles of a subject": 30,
    "articles of a tag": 30,
    "backlinks": 50,
    "changes": 50,
    "comments": 50,
    "comments to approve": 50,
    "contributors": 100,
    "events": 100,
    "labels": 100,
    "results": 20,
    "revisions": 50,
    "rows of a table": 50,
    "tags": 200,
    "values": 100,
    "versions to review": 50,
    "wanted articles": 100,
}

#: A number from 1 in ASCII digits, no longer than databases can compare with.
NUMBER = "[1-9][0-9]{0,8}"


def page_number(request: HttpRequest) -> str:
    """The page that was asked for, as it was typed; the first where none was."""
    return request.GET.get("page", "1")


def is_number(text: str) -> bool:
    """Whether the text is the number of something that is counted from 1, such as a page or a revision."""
    return re.fullmatch(NUMBER, text) is not None


def page_or_404(things: Any, number: str, size: int) -> Any:
    """Page `number` of `things`; raises Http404 for anything but ASCII digits from 1 to the last page."""
    if not is_number(number):
        raise Http404("There is no such page.")
    try:
        return Paginator(things, size).page(int(number))
    except EmptyPage:
        raise Http404("There is no such page.") from None


class Counted:
    """Rows in an order, of which it is known how many there are. They are read from the end that is nearer."""

    def __init__(self, rows: Any, number: int) -> None:
        self.rows = rows
        self.number = number

    def count(self) -> Any:
        return self.number

    def __getitem__(self, part: Any) -> Any:
        if part.start * 2 <= self.number:
            return list(self.rows[part])
        return list(self.rows.reverse()[self.number - part.stop : self.number - part.start])[::-1]
