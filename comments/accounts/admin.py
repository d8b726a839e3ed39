"""What superusers see of readers' accounts: that there is a second factor, and nothing that would sign them in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)
# Mails that wait hold links that are somebody's alone.
admin.site.unregister(DBTaskResult)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """For readers who have lost both the app and their recovery codes: deleting it lets them in again."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
