"""What both parts of the desk have in common: for whom they are."""

from django.contrib import admin

from comments.moderation import PERMISSION


class ForModerators(admin.ModelAdmin):
    """Open to those who may moderate; for other staff it is not there."""

    def has_module_permission(self, request):
        return self.has_moderate_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.has_moderate_permission(request)

    def has_moderate_permission(self, request):
        return request.user.has_perm(PERMISSION)
