"""Subjects: categories and tags."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from encyclopedia.browsing import categories as subjects
from encyclopedia.browsing import tags as tags_of_articles
from encyclopedia.browsing.lists import public_articles
from encyclopedia.models import Category, Tag, Tagging
from encyclopedia.site.caching import public
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.methods import require_safe
from encyclopedia.site.pages import PER_PAGE, Counted, page_number, page_or_404, typed

from .addresses import of_category
from .due import of_lists


@require_safe
@public
@kept()
@of_lists
def categories(request: HttpRequest) -> HttpResponseBase:
    return render(request, "encyclopedia/categories.html", {"tree": subjects.tree()})


@require_safe
@public
@kept("order", "page")
@of_lists
@of_category
def category(request: HttpRequest, category: Category) -> HttpResponseBase:
    branch = subjects.tree(below=category)
    count = branch[0][1] if branch else 0
    asked = typed(request, "order") or "newest"
    order = asked if asked in subjects.ORDERS else ""
    context = {
        "category": category,
        "trail": Category.objects.above(category),
        "children": subjects.narrower(branch[0][2]) if branch else [],
        "count": count,
        "orders": subjects.ORDERS,
        "order": order,
        "most_linked": subjects.MAX_LINKED,
        "page": subjects.page_of(category, count, order, page_number(request)) if order else None,
    }
    return render(request, "encyclopedia/category.html", context, status=200 if order else 404)


@require_safe
@public
@kept("page")
@of_lists
def tags(request: HttpRequest) -> HttpResponseBase:
    """All tags that articles have, in the order of their names."""
    used = Tag.objects.filter(count__gt=0).order_by("key", "pk")
    page = page_or_404(Counted(used, used.order_by().count()), page_number(request), PER_PAGE["tags"])
    return render(request, "encyclopedia/tags.html", {"page": page})


@require_safe
@public
@kept("page")
@of_lists
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    tag = Tag.objects.filter(slug=slug, count__gt=0).first()
    if tag is None:
        if alike := tags_of_articles.alike(slug):
            return redirect(alike)
        raise Http404("There is no such tag.")
    newest = Tagging.objects.filter(tag=tag).order_by("-updated_at", "-article").values_list("article", flat=True)
    page = page_or_404(Counted(newest, tag.count), page_number(request), PER_PAGE["articles of a tag"])
    page.object_list = public_articles(page.object_list, "summary", "updated_at")
    return render(request, "encyclopedia/tag.html", {"tag": tag, "page": page})
