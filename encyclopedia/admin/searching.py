"""How lists at the desk are searched by name: alike on every database, without regard to case and accents."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from encyclopedia.document.names import fold
from encyclopedia.site.annotations import SignedInRequest

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Base
else:
    _Base = object


class SearchByKey(_Base):
    """For lists whose `search_fields` are keys."""

    def get_search_results(self, request: SignedInRequest, queryset: QuerySet[Any], search_term: Any) -> Any:
        return super().get_search_results(request, queryset, fold(search_term))
