"""Facts: the labels of infoboxes, the values of one label, and the articles that hold one value."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from encyclopedia.browsing import facts as finding
from encyclopedia.browsing.lists import public_articles
from encyclopedia.document.names import fold
from encyclopedia.models import Fact, FactLabel, Holding
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, Counted, page_number, page_or_404, typed

from .due import of_lists


@require_safe
@public
@kept("label", "page", "value")
@of_lists
def labels(request: HttpRequest) -> HttpResponseBase:
    """All labels; with a label, or a label and a value, in the query that one: see `models.fact.address`."""
    label, value = (typed(request, name) for name in ("label", "value"))
    if label:
        return _fact(request, label, value) if value else _label(request, label)
    rows = FactLabel.objects.filter(articles__gt=0)
    page = _page(request, rows.order_by("-articles", "key", "pk"), rows.count(), PER_PAGE["labels"])
    return render(request, "encyclopedia/facts.html", {"page": page})


@require_safe
@public
@kept("page")
@of_lists
def label(request: HttpRequest, label: str) -> HttpResponseBase:
    return _label(request, label)


@require_safe
@public
@kept("page")
@of_lists
def fact(request: HttpRequest, label: str, value: Any) -> HttpResponseBase:
    return _fact(request, label, value)


def _label(request: HttpRequest, written: Any) -> HttpResponseBase:
    label = FactLabel.objects.filter(key=fold(written), articles__gt=0).first()
    if label is None:
        return _unknown_label(request, written)
    if written != label.label or not _is_at(request, label):
        return _elsewhere(request, label)
    rows = Fact.objects.filter(label=label, articles__gt=0)
    page = _page(request, rows.order_by("-articles", "key", "pk"), label.values, PER_PAGE["values"])
    for each in page.object_list:
        each.label = label
    return render(request, "encyclopedia/fact_label.html", {"label": label, "page": page})


def _fact(request: HttpRequest, label: str, value: Any) -> HttpResponseBase:
    found = Fact.objects.filter(label__key=fold(label), key=fold(value), articles__gt=0).select_related("label").first()
    if found is None:
        return _unknown_value(request, label, value)
    if (label, value) != (found.label.label, found.value) or not _is_at(request, found):
        return _elsewhere(request, found)
    rows = Holding.objects.filter(fact=found).order_by("title_key", "article")
    page = page_or_404(
        Counted(rows.values_list("article", flat=True), found.articles),
        page_number(request),
        PER_PAGE["articles of a fact"],
    )
    page.object_list = public_articles(page.object_list, "summary")
    return render(request, "encyclopedia/fact.html", {"fact": found, "page": page})


def _page(request: HttpRequest, rows: Any, number: int, size: Any) -> Any:
    """A page of labels or facts: only ids are skipped, which an index alone can tell."""
    page = page_or_404(Counted(rows.values_list("pk", flat=True), number), page_number(request), size)
    found = rows.model.objects.in_bulk(page.object_list)
    page.object_list = [found[pk] for pk in page.object_list]
    return page


def _is_at(request: HttpRequest, thing: Any) -> bool:
    """Whether the request has come to the path at which the label or fact stands; it may also be in the query."""
    return unquote(urlsplit(thing.get_absolute_url()).path) == request.path


def _elsewhere(request: HttpRequest, thing: Any, *, permanent: Any = True) -> HttpResponseBase:
    """To the address of the label or fact, with what else was asked; not for ever, where it is only like what was."""
    query = request.GET.copy()
    for name in ("label", "value"):
        query.pop(name, None)
    address = thing.get_absolute_url()
    if query:
        address += f"{'&' if '?' in address else '?'}{query.urlencode()}"
    return redirect(address, permanent=permanent)


def _unknown_label(request: HttpRequest, label: str) -> HttpResponseBase:
    if known := finding.alike(FactLabel.objects.all(), label):
        return _elsewhere(request, known, permanent=False)
    near = finding.near(FactLabel.objects.all(), label)
    return render(request, "encyclopedia/fact_unknown.html", {"name": label, "near": near}, status=404)


def _unknown_value(request: HttpRequest, label: str, value: Any) -> HttpResponseBase:
    known = FactLabel.objects.filter(key=fold(label), articles__gt=0).first()
    known = known or finding.alike(FactLabel.objects.all(), label)
    if known is None:
        return _unknown_label(request, label)
    facts = Fact.objects.filter(label=known).select_related("label")
    if alike := finding.alike(facts, value):
        return _elsewhere(request, alike, permanent=False)
    near = finding.near(facts, value)
    context = {"label": known, "name": value, "near": near}
    return render(request, "encyclopedia/fact_unknown.html", context, status=404)
