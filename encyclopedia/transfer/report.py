"""What became of an import, in words and numbers."""

from collections import Counter
from dataclasses import dataclass, field

from encyclopedia.document.errors import DocumentError


class FileRefused(DocumentError):
    """A file that belongs to an article cannot be taken in; `file` is its name as a person knows it."""

    def __init__(self, problem: str, *, file: str, line: int | None = None) -> None:
        super().__init__(problem, line=line)
        self.file = file


@dataclass
class Report:
    """What became of each input: counts by outcome, and a line for everything that a person should read."""

    counts: Counter[str] = field(default_factory=Counter)
    """Articles, by what became of them."""
    beside: Counter[str] = field(default_factory=Counter)
    """What came in beside articles, by what it is."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Keys that are not known here and were left out."""
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, source: str, error: DocumentError) -> None:
        source = error.file if isinstance(error, FileRefused) else source
        line = f":{error.line}" if error.line else ""
        self.counts["refused"] += 1
        self.refused.append(f"{source}{line}: {error.problem}")
