"""Accounts at the desk: how their comments fared, and whether they are heard."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from comments import people
from comments.models import Comment, Person, State
from encyclopedia.site.annotations import SignedInRequest

from .base import Filtered, ReadByModerators
from .records import records_of_accounts


class BannedFilter(admin.SimpleListFilter):
    title = "ban"
    parameter_name = "banned"

    def lookups(self, request: SignedInRequest, model_admin: ModelAdmin[Any]) -> list[Any]:
        return [("yes", "banned"), ("no", "not banned")]

    def queryset(self, request: SignedInRequest, queryset: QuerySet[Any]) -> Any:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(Q(banned_at__isnull=self.value() == "no"))


class WithRecords(Filtered):
    def get_results(self, request: SignedInRequest) -> None:
        super().get_results(request)
        records = records_of_accounts({person.account_id for person in self.result_list})
        for person in self.result_list:
            person.record = records.get(person.account_id)


@admin.register(Person)
class PersonAdmin(ReadByModerators):
    list_display = ["name", "approved", "rejected", "spam", "standing", "banned_at"]
    list_filter = [BannedFilter]
    list_per_page = list_max_show_all = 50
    search_fields = ["name"]
    ordering = ["name", "pk"]
    sortable_by = ["name", "banned_at"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    fields = ["name"]
    readonly_fields = ["name"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        ban, name = view(self.ban), "comments_person_"
        return [
            path("account/<int:account>/ban/", ban, {"banned": True}, name=f"{name}ban"),
            path("account/<int:account>/unban/", ban, {"banned": False}, name=f"{name}unban"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: SignedInRequest, **options: Any) -> Any:
        return WithRecords

    @admin.display(description="Approved")
    def approved(self, person: Any) -> Any:
        return self._count(person, State.APPROVED)

    @admin.display(description="Rejected")
    def rejected(self, person: Any) -> Any:
        return self._count(person, State.REJECTED)

    @admin.display(description="Spam")
    def spam(self, person: Any) -> Any:
        return self._count(person, State.SPAM)

    @admin.display(description="Trusted", boolean=True)
    def standing(self, person: Any) -> Any:
        return bool(person.record and person.record.is_trusted)

    def render_change_form(self, request: SignedInRequest, context: Any, **options: Any) -> Any:
        person: Any = options["obj"]
        context |= {
            "title": person.name,
            "subtitle": None,
            "record": records_of_accounts({person.account_id}).get(person.account_id),
            "states": [state for state in State if state != State.DELETED],
        }
        return super().render_change_form(request, context, **options)

    def ban(self, request: SignedInRequest, account: User, banned: Any) -> HttpResponseBase:
        """Ask whether the account is to be heard no more, or again, and do so; Django's log keeps who did."""
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        found = get_object_or_404(get_user_model(), pk=account)
        if request.method != "POST":
            return self._ask(request, found, banned)
        person = people.person_of(found)
        (people.ban if banned else people.unban)(person, by=request.user)
        done = "Banned" if banned else "Ban lifted"
        self.log_change(request, person, done)
        waiting = f"{reverse('admin:comments_comment_changelist')}?person={account}"
        sentence = '{}: <bdi>{}</bdi>. <a href="{}">What waits from this account</a>.'
        said = format_html(sentence, done, person.name, waiting)
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:comments_person_change", person.pk)

    def _ask(self, request: SignedInRequest, account: User, banned: Any) -> HttpResponseBase:
        person = Person.objects.filter(account=account).first()
        context = self.admin_site.each_context(request) | {
            "title": "Ban this account" if banned else "Lift the ban",
            "opts": self.opts,
            "account": account,
            "person": person,
            "banned": banned,
            "waiting": Comment.objects.waiting().filter(account=account).count(),
        }
        return render(request, "admin/comments/ban.html", context)

    def _count(self, person: Any, state: Any) -> Any:
        return person.record.counts[state] if person.record else 0
