"""A captured encyclopedia page -> Document: what can be told from its lines, with a report of every guess.

A page is read in this order, each step in a module of its own:

    layout        lines into the head and the sections `#Name`, up to the comments
    head          category, date, title, summary
    infobox       definition, title, labels and values (box_line, values, vocabulary)
    timeline      events (written_dates)
    faq           questions and answers
    references    sources
    outline       how the headings of the body nest
    prose         paragraphs and lists as Markdown (escaping)

Each part gives back the lines that it cannot place; they stay in the body, under the name of the part.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..errors import DocumentError
from ..names import slugify
from ..rules import LIMITS
from ..schema import Document
from ..text import normalise
from . import escaping, faq, head, infobox, outline, prose, references, timeline
from .layout import Line, Section, lay_out
from .report import Guess, Report, quoted
from .vocabulary import FAQ, INFOBOX, PARTS, REFERENCES, SHORT_ANSWER, TIMELINE, Labels, common_sections

__all__ = ["CapturedPage", "Guess", "read"]

#: A part with more lines is none: it may have some thousand items.
MAX_LINES = 20_000
#: The longest page that is read, in bytes of UTF-8.
LONGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """The document that a page became, and what was guessed on the way or could not be placed."""

    document: Document
    guesses: tuple[Guess, ...]


def read(
    text: str, *, category: str = "", labels: Collection[str] = (), sections: Collection[str] = ()
) -> CapturedPage:
    """Read a captured page.

    `category` is a path such as `Technology / Artificial intelligence` and replaces the page's own; `labels` are more
    labels of infoboxes, `sections` more names of sections that stand at the top. The slug comes from the title and is
    empty when that gives none; the status is left to the caller. Raises DocumentError with the line.
    """
    if len(text) > LONGEST or len(text.encode(errors="surrogatepass")) > LONGEST:
        raise DocumentError("the page is larger than 5 MB")
    report = Report()
    reader = _Reader(Labels(labels), common_sections(sections), report)
    document = reader.read(normalise(text), category)
    return CapturedPage(document, report.guesses)


class _Reader:
    """Reads the parts and keeps, for the body, the lines that each gives back."""

    def __init__(self, labels: Labels, common: frozenset[str], report: Report) -> None:
        self._labels = labels
        self._common = common
        self._report = report
        self._parts: dict[str, Section] = {}
        self._left: dict[str, list[Line]] = {}

    def read(self, text: str, category: str) -> Document:
        page = lay_out(text, known={*PARTS, *self._common}, report=self._report)
        top = head.read(page.head, category=category, report=self._report)
        self._find_parts(page.sections)
        short_answer = self._short_answer()
        box, self._left[INFOBOX] = infobox.read(
            self._lines(INFOBOX), page_title=top.title, labels=self._labels, report=self._report
        )
        events, self._left[TIMELINE] = timeline.read(self._lines(TIMELINE), self._report)
        questions, self._left[FAQ] = faq.read(self._lines(FAQ), self._report)
        sources, self._left[REFERENCES] = references.read(self._lines(REFERENCES), self._report)
        return Document(
            title=top.title,
            slug=slugify(top.title),
            category=top.category,
            updated=top.updated,
            summary=top.summary,
            short_answer=short_answer,
            infobox=box,
            timeline=events,
            faq=questions,
            references=sources,
            body=self._body(top.left, page.sections),
        )

    def _find_parts(self, sections: Sequence[Section]) -> None:
        for section in sections:
            if section.key not in PARTS:
                continue
            if _length(section.lines) > LIMITS["body"]:
                problem = f"{quoted(section.name)} is longer than {LIMITS['body']:,} characters"
                raise DocumentError(problem, line=section.line)
            if section.key in self._parts:
                problem = "stands there twice; this one stays in the body"
            elif len(section.lines) > MAX_LINES:
                problem = f"has more than {MAX_LINES:,} lines; it stays in the body"
            else:
                self._parts[section.key] = section
                problem = "" if section.lines else "has nothing under it"
            if problem:
                self._report.add(section.line, f"{quoted(section.name)} {problem}")

    def _lines(self, part: str) -> list[Line]:
        return self._parts[part].lines if part in self._parts else []

    def _short_answer(self) -> str:
        lines = self._lines(SHORT_ANSWER)
        if _length(lines) <= LIMITS["short_answer"]:
            answer = prose.markdown(lines)
            if len(answer) <= LIMITS["short_answer"]:
                return answer
        self._left[SHORT_ANSWER] = lines
        self._report.add(lines[0].number, "the short answer is too long for one; it stays in the body")
        return ""

    def _body(self, before: Sequence[Line], sections: Sequence[Section]) -> str:
        levels = outline.levels(sections, parts=PARTS, common=self._common, report=self._report)
        body = _Body()
        body.add_lines(before)
        for section, level in zip(sections, levels, strict=True):
            is_read = self._parts.get(section.key) is section
            lines = self._left.get(section.key, []) if is_read else section.lines
            if lines or not is_read:
                body.add(section.line, f"{'#' * level} {escaping.heading(section.name)}")
                body.add_lines(lines)
        return body.text()


class _Body:
    """The body as it grows, up to the length that it may have."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._length = 0

    def add_lines(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        self._check(_length(lines), lines[0].number)
        if written := prose.markdown(lines):
            self.add(lines[0].number, written)

    def add(self, line: int, block: str) -> None:
        self._check(len(block), line)
        self._length += len(block) + len("\n\n")
        self._blocks.append(block)

    def _check(self, more: int, line: int) -> None:
        if self._length + more > LIMITS["body"]:
            problem = f"the body is longer than {LIMITS['body']:,} characters from here on"
            raise DocumentError(problem, line=line, path=("body",))

    def text(self) -> str:
        return "\n\n".join(self._blocks)


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text.strip()) for line in lines)
