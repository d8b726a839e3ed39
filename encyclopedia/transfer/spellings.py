"""Which spelling of a category or a tag a run has met first."""

from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models.category import SEPARATOR


class Spellings:
    """Tells where a name is known under another spelling, which stays.

    What a dry run writes is forgotten with each batch; what it has met tells as much.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], str] = {}

    def remarks(self, written: Document, recorded: Document) -> list[str]:
        """A sentence for each name of the document that was recorded under another spelling."""
        paths = [SEPARATOR.join(written.category[: depth + 1]) for depth in range(len(written.category))]
        names = [
            *(("category", *each) for each in zip(paths, written.category, recorded.category, strict=False)),
            *(("tag", *each) for each in zip(written.tags, written.tags, recorded.tags, strict=False)),
        ]
        remarks = []
        for kind, key, name, kept in names:
            first = self._first.setdefault((kind, fold(key)), kept)
            if name != first:
                remarks.append(f"“{name}” is known as “{first}”, which stays")
        return remarks
