"""What can be wrong with a document."""


class DocumentError(ValueError):
    """The text is not an article document.

    `line` (counted from 1) says where reading stopped; None when the fault has no place in a text, as when a
    document was put together in a form. `path` names the part, for instance `("timeline", 2, "event")`.
    """

    def __init__(self, problem: str, *, line: int | None = None, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem if line is None else f"Line {line}: {problem}")
        self.problem = problem
        self.line = line
        self.path = path
