"""How lists at the desk are searched by name: alike on every database, without regard to case and accents."""

from encyclopedia.document.names import fold


class SearchByKey:
    """For lists whose `search_fields` are keys."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))
