"""Which comments the queue shows."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet

from comments.articles import published_articles
from comments.models import Comment, Person, State
from comments.models.comment import CommentQuerySet
from encyclopedia.site.annotations import SignedInRequest

ARTICLES_LISTED = 20
WAITING = "waiting"


def is_number(text: str) -> bool:
    """Whether this can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


class StateFilter(SimpleListFilter):
    """What waits, unless a state is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> list[Any]:
        return [(WAITING, "waiting"), *State.choices, ("all", "all")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        chosen = self.value() or WAITING
        for value, name in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": address, "display": name}

    def queryset(self, request: SignedInRequest, queryset: CommentQuerySet) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset.waiting()


class WhyFilter(SimpleListFilter):
    """What is new, or was changed or reported while it is public."""

    title = "why it waits"
    parameter_name = "why"
    conditions = {"new": Q(state=State.PENDING), "edited": Q(edit_waits=True), "reported": Q(reports_open__gt=0)}

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> list[Any]:
        return [(name, name) for name in self.conditions]

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return queryset.filter(self.conditions.get(self.value(), Q()))


class ChosenFilter(SimpleListFilter):
    """One that is chosen by a link elsewhere, and can be left again here."""

    def name_of(self, chosen: str) -> str | None:
        """What is shown for the one that is chosen; None where there is no such one."""
        raise NotImplementedError

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> Any:
        name = self.name_of(self.chosen) if self.chosen else None
        return [(self.chosen, name)] if name else []

    @property
    def chosen(self) -> Any:
        value: Any = self.used_parameters.get(self.parameter_name) or ""
        return value if is_number(value) else ""


class ArticleFilter(ChosenFilter):
    """The articles on which most comments wait, and the one that is chosen."""

    title = "article"
    parameter_name = "article"

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> Any:
        waiting = Comment.objects.waiting().filter(article__in=published_articles())
        waiting = waiting.order_by().values_list("article", "article__title")
        busiest = waiting.annotate(count=Count("pk")).order_by("-count", "article__title")[:ARTICLES_LISTED]
        found = {str(pk): f"{title} ({count})" for pk, title, count in busiest}
        if self.chosen and self.chosen not in found:
            titles = published_articles().filter(pk=self.chosen).values_list("title", flat=True)
            found[self.chosen] = titles.first() or "–"
        return list(found.items())

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return queryset.filter(article=self.chosen) if self.chosen else queryset


class PersonFilter(ChosenFilter):
    """The comments of one account."""

    title = "person"
    parameter_name = "person"

    def name_of(self, account: User) -> Any:
        return Person.objects.filter(account=account).values_list("name", flat=True).first() or "–"

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        return queryset.filter(account=self.chosen) if self.chosen else queryset


class SenderFilter(ChosenFilter):
    """What came from where one comment came from: by the comment, as nobody need see the key of an address."""

    title = "sender"
    parameter_name = "sender"

    def name_of(self, comment: Comment) -> str:
        return "the same address within its month"

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        if not self.chosen:
            return queryset
        keys = Comment.objects.filter(pk=self.chosen, account=None).exclude(ip_key="").values("ip_key")
        return queryset.filter(ip_key__in=keys, account=None)
