"""Subjects: categories and tags."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from encyclopedia.caching import public
from encyclopedia.models import Article, Category, Tag

from .pages import article_page


@require_safe
@public
def categories(request):
    return render(request, "encyclopedia/categories.html", {"tree": tree()})


def tree(below=None):
    """Categories as nested (category, number of articles in it and below, children), empty ones left out."""
    rows = Category.objects.within(below) if below else Category.objects.all()
    own = dict(
        Article.objects.published()
        .filter(category__isnull=False)
        .order_by()
        .values_list("category")
        .annotate(Count("pk"))
    )
    children = {}
    for category in rows.order_by("-depth", "order", "name"):
        nested = children.pop(category.pk, [])
        count = own.get(category.pk, 0) + sum(number for _, number, _ in nested)
        if count:
            children.setdefault(category.parent_id, []).append((category, count, nested))
    return children.get(below.parent_id if below else None, [])


@require_safe
@public
def category(request, slug):
    category = get_object_or_404(Category.objects.select_related("parent"), slug=slug)
    page = article_page(Article.objects.published().within(category).newest_first(), request.GET.get("page", "1"), 30)
    branch = tree(below=category)
    context = {
        "category": category,
        "trail": Category.objects.above(category),
        "page": page,
        "children": branch[0][2] if branch else [],
    }
    return render(request, "encyclopedia/category.html", context)


@require_safe
@public
def tag(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    page = article_page(Article.objects.published().filter(tags=tag).newest_first(), request.GET.get("page", "1"), 30)
    return render(request, "encyclopedia/tag.html", {"tag": tag, "page": page})
