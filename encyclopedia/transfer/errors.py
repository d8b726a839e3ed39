"""What can be wrong with a file beside a document."""

from encyclopedia.document.errors import DocumentError


class FileRefused(DocumentError):
    """A file that belongs to an article cannot be taken in; `file` is its name as a person knows it."""

    def __init__(self, problem: str, *, file: str, line: int | None = None) -> None:
        super().__init__(problem, line=line, file=file)
