"""The editors' desk. Saving an article ends in `editing.record`."""

from . import articles, categories

__all__ = ["articles", "categories"]
