"""How to cite an article: its newest revision, at the address where it stays as it is."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from encyclopedia import csl, history
from encyclopedia.caching import public
from encyclopedia.methods import require_safe

from .addresses import of_article

#: As text, by the name of the style. Their manuals treat an encyclopedia that changes as a website.
STYLES = {
    "APA": "apa",
    "MLA": "modern-language-association",
    "Chicago": "chicago-notes-bibliography",
}
#: As files: what makes one, the type of its contents, and the end of its name.
FORMATS = {
    "bibtex": ("BibTeX", csl.bibtex, "application/x-bibtex", "bib"),
    "ris": ("RIS", csl.ris, "application/x-research-info-systems", "ris"),
    "csl-json": ("CSL-JSON", csl.csl_json, "application/vnd.citationstyles.csl+json", "json"),
}


@require_safe
@public
@of_article()
def cite(request, article):
    """The page with all forms, or with `format` one of them as a file."""
    asked = request.GET.get("format")
    if asked is not None and asked not in FORMATS:
        raise Http404("There is no such format.")
    revision = history.revisions_of(article).filter(hidden=False).listed().first()
    if revision is None:
        raise Http404("There is no revision to cite yet.")
    citation = _citation(article, revision)
    if asked:
        return _file(article, citation, asked)
    item = citation.item | {"type": "webpage"}
    context = {
        "article": article,
        "revision": revision,
        "address": citation.url,
        "texts": [(name, csl.text(style, item)) for name, style in STYLES.items()],
        "files": [(key, name, write(citation)) for key, (name, write, _, _) in FORMATS.items()],
    }
    return render(request, "encyclopedia/cite.html", context)


def _citation(article, revision):
    stem = re.sub(r"[^a-z0-9]+", "-", article.slug).strip("-")
    return csl.Citation(
        key=f"{stem or 'article'}-{revision.number}",
        title=article.title,
        site=settings.SITE_NAME,
        revision=revision.number,
        day=timezone.localdate(revision.public_from),
        url=settings.SITE_URL + reverse("article-revision", args=[article.slug, revision.number]),
    )


def _file(article, citation, asked):
    _, write, kind, suffix = FORMATS[asked]
    response = HttpResponse(write(citation), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{article.slug}.{suffix}")
    response["X-Robots-Tag"] = "noindex"
    return response
