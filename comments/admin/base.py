"""What both parts of the desk have in common: for whom they are."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from comments.moderation import PERMISSION


class Filtered(ChangeList):
    """A list that is narrowed by its filters alone.

    By itself Django lets an address ask about every column: with which letter an email begins, for one.
    """

    def get_filters_params(self, params=None):
        asked = super().get_filters_params(params)
        known = {f"{each}__exact" if isinstance(each, str) else each.parameter_name for each in self.list_filter}
        return {name: values for name, values in asked.items() if name in known}


class ForModerators(admin.ModelAdmin):
    """Open to those who may moderate; for other staff it is not there."""

    def get_changelist(self, request, **options):
        return Filtered

    def has_module_permission(self, request):
        return self.has_moderate_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.has_moderate_permission(request)

    def has_moderate_permission(self, request):
        return request.user.has_perm(PERMISSION)


class ReadByModerators(ForModerators):
    """A list of what comes about elsewhere."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
