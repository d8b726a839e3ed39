"""What reading had to guess, and what it could not place: the lines of a report that a person checks."""

from dataclasses import dataclass

EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Guess:
    """One line of the report: what was guessed or could not be placed, and the line of the page that it is about."""

    line: int
    what: str


class Report:
    """Collects guesses while a page is read."""

    def __init__(self) -> None:
        self._guesses: list[Guess] = []

    def add(self, line: int, what: str) -> None:
        self._guesses.append(Guess(line, what))

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """Every guess, in the order of the page."""
        return tuple(sorted(self._guesses, key=lambda guess: guess.line))


def quoted(text: str) -> str:
    """The text in quotation marks, cut where a line of a report would grow too long."""
    return f"“{text}”" if len(text) <= EXCERPT else f"“{text[:EXCERPT].rstrip()}…”"
