"""The block list. What an entry may say, `comments.posting.blocklist` knows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from comments.models import BlockEntry
from comments.posting import blocklist
from encyclopedia.site.annotations import SignedInRequest

from .base import ForModerators


class BlockEntryForm(forms.ModelForm):
    class Meta:
        model = BlockEntry
        fields = ["kind", "pattern", "note"]

    def clean(self) -> Any:
        values = super().clean()
        if "kind" in values and "pattern" in values:
            try:
                values["pattern"] = blocklist.clean(values["kind"], values["pattern"])
            except ValidationError as error:
                self.add_error("pattern", error)
        return values


@admin.register(BlockEntry)
class BlockEntryAdmin(ForModerators):
    form = BlockEntryForm
    list_display = ["pattern", "kind", "note", "created_at"]
    list_filter = ["kind"]
    list_per_page = list_max_show_all = 100
    search_fields = ["pattern", "note"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: SignedInRequest) -> bool:
        return self.has_moderate_permission(request)

    def has_change_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self.has_moderate_permission(request)

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        return self.has_moderate_permission(request)
