"""Finding articles."""

import logging
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from lxml import etree
from lxml.builder import ElementMaker

from encyclopedia import search as finding
from encyclopedia.browsing.categories import public_category
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Fact, Miss, Tag
from encyclopedia.rendering import render as render_document
from encyclopedia.site.caching import public
from encyclopedia.site.methods import require_safe
from encyclopedia.site.outages import without_waiting
from encyclopedia.site.pages import PER_PAGE, page_number, page_or_404
from encyclopedia.snapshots import references_of

from .due import up_to_date

logger = logging.getLogger(__name__)

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
MOZILLA = "http://www.mozilla.org/2006/browser/search/"
#: Tags and facts that one question may be filtered by; more together leave nothing.
MAX_FILTERS = 10


@require_safe
@public
@up_to_date
def search(request: HttpRequest) -> HttpResponseBase:
    typed = _typed(request)
    chosen, problems = _filters(request)
    number = page_number(request)
    # Also for later pages, so that every page has the results in the same order.
    names = finding.names_in(typed)
    answer = finding.answer(typed, names) if not chosen and not problems else None
    results = finding.search("" if problems else typed, chosen.facets, answer.article_id if answer else None, names)
    page = page_or_404(results.ids, number, PER_PAGE["results"])
    rows = Article.objects.select_related("category").in_bulk(page.object_list)
    page.object_list = [finding.hit(rows[pk], results.query) for pk in page.object_list if pk in rows]
    in_vain = bool(results.query.wanted) and len(results.partial) == len(results.ids)
    if in_vain and not chosen and request.method == "GET":
        _count_miss(typed, request.META["REMOTE_ADDR"])
    context = {
        "typed": typed,
        "results": results,
        "answer": _answered(answer) if answer and number == "1" else None,
        # What is answered was meant as it was typed.
        "offered": "" if answer else results.offered,
        "page": page,
        "chosen": chosen,
        "problems": problems,
        "counted": finding.counted(results.facets, chosen),
        "most": finding.MOST,
        "near": finding.similar(typed) if in_vain and not results.ids else [],
    }
    response = render(request, "encyclopedia/search.html", context, status=404 if problems else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


def _answered(answer: Any) -> dict[str, Any] | None:
    """An answer as the page shows it: rendered, with the sources that it cites; None where an article has none."""
    article = Article.objects.prefetch_related("references").get(pk=answer.article_id)
    text = answer.question.answer if answer.question else article.short_answer or article.summary
    if not text:
        return None
    page = render_document(
        Document(title=article.title, slug=article.slug, short_answer=text, references=references_of(article))
    )
    sources = [reference for reference in page.references if reference.uses]
    return {"article": article, "question": answer.question, "text": page.short_answer, "sources": sources}


def _typed(request: HttpRequest) -> Any:
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    return request.GET.get("q", "").replace("\x00", " ").strip()[: finding.LONGEST]


def _filters(request: HttpRequest) -> Any:
    """What is filtered by, and what of it is not there."""
    problems = []
    category, tags, found = None, [], []
    if slug := request.GET.get("category", ""):
        category = public_category(slug)
        if category is None:
            problems.append("There is no subject of that name.")
    if slugs := {slug.replace("\x00", "") for slug in request.GET.getlist("tag") if slug}:
        tags = list(Tag.objects.filter(slug__in=list(slugs)[:MAX_FILTERS], count__gt=0))
        if len(tags) < len(slugs):
            problems.append("There is no tag of that name.")
    if asked := {text.replace("\x00", "") for text in request.GET.getlist("fact") if text}:
        found = _facts(list(asked)[:MAX_FILTERS])
        if len(found) < len(asked):
            problems.append("No article holds that fact.")
    changed = request.GET.get("changed", "")
    if changed and not finding.CHANGED.fullmatch(changed):
        problems.append("A change is looked for by its year, such as 2026, or by year and month, such as 2026-05.")
        changed = ""
    return finding.Filters(category, tuple(tags), tuple(found), changed), problems


def _facts(written: Any) -> Any:
    """The facts that are written as `label/value`; a label has no slash, a value may."""
    named = Q()
    for text in written:
        label, _, value = text.partition("/")
        named |= Q(label__key=fold(label), key=fold(value))
    return list(Fact.objects.filter(named, articles__gt=0).select_related("label"))


def _count_miss(typed: Any, address: str) -> None:
    # A count for editors, which no page that has been asked for depends on.
    try:
        with without_waiting():
            Miss.objects.count(typed, address)
    except Error:
        logger.warning("A search without result could not be counted.")


@require_safe
@public
@up_to_date
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Titles that hold what has been typed so far; for browsers in the form that they read (`format=opensearch`)."""
    kind = request.GET.get("format", "")
    if kind not in {"", "opensearch"}:
        return JsonResponse({"error": "unknown_format"}, status=400)
    found = finding.suggest(request.GET.get("q", ""))
    rows = [{"title": each.title, "url": each.get_absolute_url(), "summary": each.summary} for each in found]
    return _for_browsers(request.GET.get("q", ""), rows) if kind else JsonResponse(rows, safe=False)


def _for_browsers(typed: Any, rows: Any) -> HttpResponseBase:
    # Browsers drop an answer whose first part is not just what they asked.
    columns = [
        [row["title"] for row in rows],
        [row["summary"] for row in rows],
        [_absolute(row["url"]) for row in rows],
    ]
    return JsonResponse([typed, *columns], safe=False, content_type="application/x-suggestions+json")


@require_safe
@public
def opensearch(request: HttpRequest) -> HttpResponseBase:
    """What a browser needs to know to search here from its address bar."""
    make = ElementMaker(namespace=OPENSEARCH, nsmap={None: OPENSEARCH, "moz": MOZILLA})
    asked = f"{_absolute(reverse('search'))}?q={{searchTerms}}"
    begun = f"{_absolute(reverse('suggest'))}?q={{searchTerms}}&format=opensearch"
    description = make.OpenSearchDescription(
        # Lengths are the specification's.
        make.ShortName(_shown(settings.SITE_NAME, 16)),
        make.LongName(_shown(settings.SITE_NAME, 48)),
        make.Description(_shown(f"Search {settings.SITE_NAME}", 1_024)),
        make.InputEncoding("UTF-8"),
        make.Image(_absolute(static("img/icon.svg")), width="16", height="16", type="image/svg+xml"),
        make.Url(type="text/html", method="get", template=asked),
        make.Url(type="application/x-suggestions+json", method="get", template=begun),
        make.Url(type="application/opensearchdescription+xml", rel="self", template=_absolute(reverse("opensearch"))),
    )
    etree.SubElement(description, etree.QName(MOZILLA, "SearchForm")).text = _absolute(reverse("search"))
    written = etree.tostring(description, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return HttpResponse(written, content_type="application/opensearchdescription+xml; charset=utf-8")


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _shown(text: str, most: Any) -> Any:
    # What cannot be seen has no place in the menu of a browser, and some of it none in XML.
    text = "".join(character if character.isprintable() else " " for character in text)
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
