"""What superusers see of readers' accounts: that there is a second factor, and nothing that would sign them in."""

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)
# Mails that wait hold links that are somebody's alone.
admin.site.unregister(DBTaskResult)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """For readers who have lost both the app and their recovery codes: deleting it lets them in again."""

    list_display: Any = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    fields: ClassVar[Any] = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
