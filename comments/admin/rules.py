"""What holds for the comments of all articles: one form, for superusers."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from comments.models import Rules


@admin.register(Rules)
class RulesAdmin(admin.ModelAdmin):
    actions = None

    def has_module_permission(self, request):
        return self._is_superuser(request)

    def has_view_permission(self, request, obj=None):
        return self._is_superuser(request)

    def has_change_permission(self, request, obj=None):
        return self._is_superuser(request)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        # Without a row, the form shows the rules that hold by default; saving it makes the row.
        return Rules.current() if object_id == "1" else None

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:comments_rules_change", 1)

    def _is_superuser(self, request):
        return request.user.is_active and request.user.is_superuser
