"""Names of the same thing, for the search."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from encyclopedia import search
from encyclopedia.models import SynonymGroup
from encyclopedia.site.annotations import SignedInRequest

MAX_LINES = 30
MAX_LINE_LENGTH = 200


class SynonymForm(ModelForm):
    class Meta:
        model = SynonymGroup
        fields = ["words"]

    def clean_words(self) -> Any:
        lines = [" ".join(line.split()) for line in self.cleaned_data["words"].splitlines()]
        lines = [line for line in dict.fromkeys(lines) if line]
        if len({search.synonym_key(line) for line in lines}) < 2:
            raise ValidationError(_("Write at least two names that differ, each on a line of its own."))
        if len(lines) > MAX_LINES:
            raise ValidationError(_("A group has at most %d lines.") % MAX_LINES)
        for line in lines:
            if not search.synonym_key(line):
                raise ValidationError(_("“%s” has no word in it.") % line)
            if len(line) > MAX_LINE_LENGTH or len(search.synonym_key(line).split()) > search.MAX_SYNONYM_WORDS:
                raise ValidationError(
                    _("“%(line)s” is too long: a name has at most %(most)d words.")
                    % {"line": line[:60], "most": search.MAX_SYNONYM_WORDS}
                )
        return "\n".join(lines)


@admin.register(SynonymGroup)
class SynonymAdmin(admin.ModelAdmin):
    form = SynonymForm
    search_fields = ["words"]

    @transaction.atomic
    def save_model(self, request: SignedInRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the group, and what a question finds it by."""
        super().save_model(request, obj, form, change)
        search.index_synonyms(obj)
