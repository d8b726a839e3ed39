"""Lists in pages."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404


def is_number(text: str) -> bool:
    """Whether the text is a number in ASCII digits, of a size that something here could have."""
    return text.isascii() and text.isdigit() and len(text) < 10


def page_or_404(things, number: str, size: int):
    """Page `number` of `things`; raises Http404 for anything but ASCII digits from 1 to the last page."""
    if not is_number(number):
        raise Http404("There is no such page.")
    try:
        return Paginator(things, size).page(int(number))
    except EmptyPage:
        raise Http404("There is no such page.") from None


def article_page(articles, number: str, size: int):
    """A page of articles as lists show them.

    Only ids are counted and skipped, which an index alone can tell; the rows of the page itself are read by id.
    """
    page = page_or_404(articles.values_list("pk", flat=True), number, size)
    rows = articles.model.objects.listed().in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list]
    return page
