"""An article's text as HTML; it knows all that the page of an article shows."""

from .html import ANCHORS, find_articles, fragment, render_lines
from .infobox import plain
from .page import Rendered, render, render_article
from .pictures import find_picture

__all__ = [
    "ANCHORS",
    "Rendered",
    "find_articles",
    "find_picture",
    "fragment",
    "plain",
    "render",
    "render_article",
    "render_lines",
]
