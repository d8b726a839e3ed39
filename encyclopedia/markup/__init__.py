"""Markdown as safe HTML. Plain Python: it looks nothing up and knows nothing of Django.

    parsed = parse("Alan Turing asked in [[1950]] whether machines can think.[@turing1950]")
    parsed.links                 # which articles it wants: ask for all of them at once
    parsed.html(find_article=found.get, citations=Numbering(["turing1950"]), contents=Contents(["references"]))

An article page has one `Numbering` and one `Contents`. Its parts are rendered in the order in which they are read, and
only the body is given the contents. `renderer.py` shows the pipeline; whatever leaves the package has gone through
`cleaning.py`.
"""

from .citations import Citation, Numbering
from .contents import Contents, Heading
from .links import find_addresses
from .mentions import Mention, mentions
from .page import Page
from .renderer import RENDERER_VERSION, MarkupError, Parsed, parse, render_comment, searchable
from .wikilinks import Target, WikiLink
from .wording import Wording

__all__ = [
    "RENDERER_VERSION",
    "Citation",
    "Contents",
    "Heading",
    "MarkupError",
    "Mention",
    "Numbering",
    "Page",
    "Parsed",
    "Target",
    "WikiLink",
    "Wording",
    "find_addresses",
    "mentions",
    "parse",
    "render_comment",
    "searchable",
]
