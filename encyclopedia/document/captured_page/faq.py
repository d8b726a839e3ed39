"""Questions and their answers."""

from collections.abc import Sequence

from ..rules import COUNTS, LIMITS
from ..schema import Faq
from . import prose
from .layout import Line, joined, paragraphs
from .report import Report, quoted

CLOSING = "\"'”’»)"
QUESTION_MARKS = ("?", "？", "؟")
SENTENCE_ENDS = (*QUESTION_MARKS, ".", "!", ":", ";", "…")


def read(lines: Sequence[Line], report: Report) -> tuple[tuple[Faq, ...], list[Line]]:
    """The questions with all that stands up to the next, and the lines that belong to none."""
    reader = _Reader(report)
    for paragraph in paragraphs(lines):
        whole = _wrapped_question(paragraph)
        if whole:
            report.add(whole.number, f"{quoted(whole.text)} is taken for one question on several lines")
        for line in [whole] if whole else paragraph:
            reader.add(line)
    reader.end_answer()
    return tuple(reader.questions), reader.left


def _ends_like_a_question(text: str) -> bool:
    return text.rstrip(CLOSING).endswith(QUESTION_MARKS)


def _wrapped_question(paragraph: list[Line]) -> Line | None:
    """A paragraph of several lines as one line, if it is one sentence that asks."""
    *before, last = paragraph
    if not before or len(paragraph) > LIMITS["question"] or not _ends_like_a_question(last.text):
        return None
    if any(line.text.rstrip(CLOSING).endswith(SENTENCE_ENDS) or prose.item(line) for line in before):
        return None
    text = joined(paragraph)
    return before[0]._replace(text=text) if len(text) <= LIMITS["question"] else None


class _Reader:
    def __init__(self, report: Report) -> None:
        self.questions: list[Faq] = []
        self.left: list[Line] = []
        self._report = report
        self._question: Line | None = None
        self._answer: list[Line] = []
        self._in_list: bool | None = None

    def add(self, line: Line) -> None:
        if self._is_question(line):
            self.end_answer()
            self._question = line
        elif self._question:
            self._answer.append(line)
        else:
            self._report.add(
                line.number, f"{quoted(line.text.strip())} stands before any question; it stays in the body"
            )
            self.left.append(line)

    def _is_question(self, line: Line) -> bool:
        """Whether a line asks, and looks like the first question: a list item or none."""
        if not _ends_like_a_question(line.text):
            return False
        item = prose.item(line)
        if self._in_list is None:
            self._in_list = item is not None
        problem = ""
        if self._in_list != (item is not None):
            problem = "is left in an answer, since it does not stand where the other questions do"
        elif len(_question(line)) > LIMITS["question"]:
            problem = "is too long for a question"
        if problem:
            self._report.add(line.number, f"{quoted(line.text.strip())} {problem}")
        return not problem

    def end_answer(self) -> None:
        """Keep the question that is open with its answer."""
        if not self._question:
            return
        question, answer = _question(self._question), prose.markdown(self._answer)
        if not answer:
            problem = "has no answer"
        elif len(answer) > LIMITS["answer"]:
            problem = "has too long an answer"
        elif len(self.questions) == COUNTS["faq"]:
            problem = "is one too many"
        else:
            problem = ""
            self.questions.append(Faq(question, answer))
        if problem:
            self._report.add(self._question.number, f"the question {quoted(question)} {problem}; it stays in the body")
            self.left += [self._question, *self._answer]
        self._question, self._answer = None, []


def _question(line: Line) -> str:
    item = prose.item(line)
    return " ".join((item.text if item else line.text).split())
