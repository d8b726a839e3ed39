"""The form of an article: it edits a document, part by part, and saves nothing itself."""

from .document import DocumentForm
from .fields import Line, Prose, sentence

__all__ = ["DocumentForm", "Line", "Prose", "sentence"]
