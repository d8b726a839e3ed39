"""What can be wrong with a document."""

from encyclopedia.site.imports.report import Refusal


class DocumentError(Refusal):
    """The text is not an article document.

    `line` (counted from 1) says where reading stopped; None when the fault has no place in a text, as when a
    document was put together in a form. `path` names the part, for instance `("timeline", 2, "event")`; `file` is set
    where the fault is in a file beside the document.
    """

    def __init__(
        self, problem: str, *, line: int | None = None, path: tuple[str | int, ...] = (), file: str | None = None
    ) -> None:
        super().__init__(problem, line=line, file=file)
        self.path = path
