"""What both parts of the desk have in common: for whom they are."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from comments.moderation import PERMISSION
from encyclopedia.site.annotations import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence


class Filtered(ChangeList):
    """A list that is narrowed by its filters alone.

    By itself Django lets an address ask about every column: with which letter an email begins, for one.
    """

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        asked = super().get_filters_params(params)
        filters: Sequence[Any] = self.list_filter
        known = {f"{each}__exact" if isinstance(each, str) else each.parameter_name for each in filters}
        return {name: values for name, values in asked.items() if name in known}


class ForModerators(admin.ModelAdmin):
    """Open to those who may moderate; for other staff it is not there."""

    def get_changelist(self, request: SignedInRequest, **options: Any) -> Any:
        return Filtered

    def has_module_permission(self, request: SignedInRequest) -> bool:
        return self.has_moderate_permission(request)

    def has_view_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self.has_moderate_permission(request)

    def has_moderate_permission(self, request: SignedInRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class ReadByModerators(ForModerators):
    """A list of what comes about elsewhere."""

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return False

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return False
