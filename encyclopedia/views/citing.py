"""How to cite an article: its newest revision, at the address where it stays as it is."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from encyclopedia import csl, history
from encyclopedia.models import Article, Revision
from encyclopedia.site.caching import public
from encyclopedia.site.methods import require_safe
from encyclopedia.snapshots import references_of

from .addresses import of_article

#: As text, by the name of the style. Their manuals treat an encyclopedia that changes as a website.
STYLES = {
    "APA": "apa",
    "MLA": "modern-language-association",
    "Chicago": "chicago-notes-bibliography",
}
#: As files: what makes one of a citation, and one of sources; the type of its contents, and the end of its name.
FORMATS = {
    "bibtex": ("BibTeX", csl.bibtex, csl.sources_bibtex, "application/x-bibtex", "bib"),
    "ris": ("RIS", csl.ris, csl.sources_ris, "application/x-research-info-systems", "ris"),
    "csl-json": ("CSL-JSON", csl.csl_json, csl.sources_csl_json, "application/vnd.citationstyles.csl+json", "json"),
}


@require_safe
@public
@of_article()
def cite(request: HttpRequest, article: Article) -> HttpResponseBase:
    """The page with all forms, or with `format` one of them as a file; with `sources` the article's own sources so."""
    asked, of_sources = request.GET.get("format"), request.GET.get("sources")
    if any(each is not None and each not in FORMATS for each in (asked, of_sources)):
        raise Http404("There is no such format.")
    if of_sources:
        _, _, write, *kind = FORMATS[of_sources]
        return _file(f"{article.slug}-sources", write(references_of(article)), *kind)
    revision = history.revisions_of(article).filter(hidden=False).listed().first()
    if revision is None:
        raise Http404("There is no revision to cite yet.")
    citation = _citation(article, revision)
    if asked:
        _, cite, _, *kind = FORMATS[asked]
        return _file(article.slug, cite(citation), *kind)
    item = citation.item | {"type": "webpage"}
    context = {
        "article": article,
        "revision": revision,
        "address": citation.url,
        "texts": [(name, csl.text(style, item)) for name, style in STYLES.items()],
        "files": [(key, name, write(citation)) for key, (name, write, *_) in FORMATS.items()],
        "sources": [(key, name) for key, (name, *_) in FORMATS.items()] if article.references.exists() else [],
    }
    return render(request, "encyclopedia/cite.html", context)


def _citation(article: Article, revision: Revision) -> Any:
    stem = re.sub(r"[^a-z0-9]+", "-", article.slug).strip("-")
    return csl.Citation(
        key=f"{stem or 'article'}-{revision.number}",
        title=article.title,
        site=settings.SITE_NAME,
        revision=revision.number,
        day=timezone.localdate(revision.public_from),
        url=settings.SITE_URL + reverse("article-revision", args=[article.slug, revision.number]),
    )


def _file(name: str, text: str, kind: Any, suffix: Any) -> HttpResponseBase:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{suffix}")
    response["X-Robots-Tag"] = "noindex"
    return response
