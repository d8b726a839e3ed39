"""What an export holds beside the document of an article: its history, its next version, and what companions keep."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.schema import Document
from encyclopedia.models import Article

from . import drafts, history
from .companions import companions
from .json_lines import JsonLines
from .layout import DRAFTS, HISTORY
from .sources import Source, inside


def restore(article: Article, document: Document, source: Source, name: Callable[[Path], str]) -> Counter[str]:
    """Give a new article all that the export holds of it; answers how many of each. Raises DocumentError."""
    export, stem = source.export, source.path.stem
    restored: Counter[str] = Counter()
    if export is None:
        return restored

    def found(folder: str, ending: str) -> Path | None:
        path = export / folder / f"{stem}{ending}"
        return path if path.is_file() and inside(export, path) else None

    past = found(HISTORY, ".jsonl")
    if past:
        restored["revisions"] = history.restore(article, document, JsonLines(past, name(past)))
    if draft := found(DRAFTS, ".md"):
        beside = export / DRAFTS / f"{stem}.json"
        drafts.restore(article, draft, beside, names=(name(draft), name(beside)), with_history=past is not None)
        restored["drafts"] = 1
    for folder, module in companions():
        if path := found(folder, ".jsonl"):
            lines = JsonLines(path, name(path))
            try:
                restored[folder] = module.restore(article, iter(lines))
            except ValueError as error:
                raise error if isinstance(error, DocumentError) else lines.refusal(error) from None
    return restored
