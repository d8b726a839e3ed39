"""How articles hang together: what links here, what a name may mean, and what is still to be written."""

from urllib.parse import quote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import Truncator

from encyclopedia import search
from encyclopedia.document.names import fold
from encyclopedia.document.rules import LIMITS
from encyclopedia.links import links
from encyclopedia.links import wanted as unwritten
from encyclopedia.markup import parse
from encyclopedia.models import Article
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, page_number, page_or_404
from encyclopedia.site.prefixes import UPLOADS

from .addresses import of_article
from .due import of_lists

#: Characters of a short answer.
MAX_PREVIEW_LENGTH = 320
PREVIEWED = ("title", "slug", "summary", "short_answer", "infobox_image", "infobox_image_alt")
WITH_NAMES = Article.objects.only("title", "slug", "title_key", "slug_key").prefetch_related(
    "aliases", "former_addresses"
)


@require_safe
@public
@kept("page")
@of_article(WITH_NAMES)
def backlinks(request: HttpRequest, article: Article) -> HttpResponseBase:
    page = page_or_404(links.backlinks(article), page_number(request), PER_PAGE["backlinks"])
    return render(request, "encyclopedia/backlinks.html", {"article": article, "page": page})


@require_safe
@public
@kept()
@of_article(Article.objects.only(*PREVIEWED))
def preview(request: HttpRequest, article: Article) -> HttpResponseBase:
    """What a link to the article shows before it is followed: plain texts, for a script to put in place."""
    text = " ".join(parse(article.short_answer).text.split()) or article.summary
    image = f"{UPLOADS}{quote(article.infobox_image)}" if article.infobox_image else ""
    shown = {"title": article.title, "text": Truncator(text).chars(MAX_PREVIEW_LENGTH), "image": image}
    return JsonResponse(shown | {"alt": article.infobox_image_alt})


@require_safe
@public
@kept("name")
@of_lists
def choice(request: HttpRequest) -> HttpResponseBase:
    """The articles that one name may mean; where it means only one, that one."""
    name = " ".join(request.GET.get("name", "").split())
    if not name or "\x00" in name or len(name) > LIMITS["title"]:
        raise BadRequest
    found = Article.objects.named([fold(name)]).get(fold(name), [])
    if len(found) == 1:
        return redirect(found[0].address)
    if not found:
        near = search.suggest(name) or search.similar(name)
        return render(request, "encyclopedia/no_article.html", {"words": name, "near": near}, status=404)
    articles = Article.objects.published().filter(pk__in=[each.pk for each in found]).by_title().listed()
    return render(request, "encyclopedia/choice.html", {"name": name, "articles": articles})


@require_safe
@public
@kept("page")
@of_lists
def wanted(request: HttpRequest) -> HttpResponseBase:
    page = page_or_404(unwritten.wanted(), page_number(request), PER_PAGE["wanted articles"])
    return render(request, "encyclopedia/wanted.html", {"page": page, "most": unwritten.MOST})
