"""The editors' desk. Saving an article ends in `editing.record`."""

from . import articles, categories, synonyms

__all__ = ["articles", "categories", "synonyms"]
