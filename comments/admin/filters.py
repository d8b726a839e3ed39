"""Which comments the queue shows."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Count

from comments.models import Comment, State

ARTICLES_LISTED = 20


def is_number(text: str) -> bool:
    """Whether this can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


class StateFilter(SimpleListFilter):
    """What waits, unless another state is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*State.choices, ("all", "all")]

    def choices(self, changelist):
        chosen = self.value() or State.PENDING
        for value, name in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": address, "display": name}

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() if self.value() in State.values else State.PENDING)


class ArticleFilter(SimpleListFilter):
    """The articles on which most comments wait, and the one that is chosen."""

    title = "article"
    parameter_name = "article"

    def lookups(self, request, model_admin):
        waiting = Comment.objects.filter(state=State.PENDING).order_by().values_list("article", "article__title")
        busiest = waiting.annotate(count=Count("pk")).order_by("-count", "article__title")[:ARTICLES_LISTED]
        found = {str(pk): f"{title} ({count})" for pk, title, count in busiest}
        chosen = self._chosen()
        if chosen and chosen not in found:
            titles = Comment.objects.filter(article=chosen).order_by().values_list("article__title", flat=True)
            found[chosen] = titles.first() or "–"
        return list(found.items())

    def queryset(self, request, queryset):
        return queryset.filter(article=self._chosen()) if self._chosen() else queryset

    def _chosen(self):
        value = self.value() or ""
        return value if is_number(value) else ""
