"""What holds for the comments of all articles: one form, for superusers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from comments.models import Rules
from encyclopedia.site.annotations import SignedInRequest


@admin.register(Rules)
class RulesAdmin(admin.ModelAdmin):
    actions = None

    def has_module_permission(self, request: SignedInRequest) -> bool:
        return self._is_superuser(request)

    def has_view_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return False

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: SignedInRequest, object_id: str | None, from_field: Any = None) -> Any:
        # Without a row, the form shows the rules that hold by default; saving it makes the row.
        return Rules.current() if object_id == "1" else None

    def changelist_view(
        self, request: SignedInRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:comments_rules_change", 1)

    def _is_superuser(self, request: SignedInRequest) -> bool:
        return request.user.is_active and request.user.is_superuser
