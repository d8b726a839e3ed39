"""The box beside an article: a definition, then a title and labels with their values."""

from collections.abc import Sequence

from ..names import fold
from ..rules import COUNTS, LIMITS
from ..schema import Infobox, InfoboxField, together
from . import escaping, prose, values
from .box_line import BoxLine, Pair, divide
from .layout import Line, in_order, joined, paragraphs
from .report import Report, quoted
from .vocabulary import Labels

#: More characters than this are no box; their words are not looked up one by one.
MAX_BOX_LENGTH = 100_000
SENTENCE_WORDS = 5
SENTENCE_ENDS = (".", "!", "?", "…", "。")


def read(lines: Sequence[Line], *, page_title: str, labels: Labels, report: Report) -> tuple[Infobox, list[Line]]:
    """The infobox, and the lines that have no place in it."""
    reader = _Reader(page_title, labels, report)
    reader.read(lines)
    return (
        Infobox(title=reader.title, caption=reader.caption, fields=together(reader.fields)),
        in_order(reader.left),
    )


class _Reader:
    def __init__(self, page_title: str, labels: Labels, report: Report) -> None:
        self.title = ""
        self.caption = ""
        self.fields: list[InfoboxField] = []
        self.left: list[Line] = []
        self._page_title = page_title
        self._labels = labels
        self._report = report
        self._taken: set[tuple[str, str]] = set()

    def read(self, lines: Sequence[Line]) -> None:
        if sum(len(line.text) for line in lines) > MAX_BOX_LENGTH:
            self.left += lines
            self._report.add(lines[0].number, "the infobox is too long for one; it stays in the body")
            return
        begins = self._start_of_box(lines)
        box = self._put_together(lines[begins:])
        head = list(lines[:begins])
        if head and box and self._is_title(head[-1], box):
            last = head.pop()
            self._set_title(last, joined([last]))
        self._read_head(head)
        self._read_box(box)

    def _leave(self, line: Line, problem: str) -> None:
        self.left.append(line)
        self._report.add(line.number, f"{quoted(line.text.strip())} {problem}; it stays in the body")

    def _box_line(self, line: Line) -> BoxLine:
        item = prose.item(line)
        return BoxLine(item.text if item else line.text, self._labels)

    def _start_of_box(self, lines: Sequence[Line]) -> int:
        """The first line with labels. The first of all is a definition if it is a sentence and another has labels."""
        with_labels = [number for number, line in enumerate(lines) if self._has_labels(line)]
        if with_labels[1:] and with_labels[0] == 0 and _is_sentence(lines[0].text):
            return with_labels[1]
        return with_labels[0] if with_labels else len(lines)

    def _has_labels(self, line: Line) -> bool:
        box_line = self._box_line(line)
        return box_line.has_known_label or (bool(box_line.colons) and not _is_sentence(line.text))

    def _is_title(self, line: Line, box: Sequence[Line]) -> bool:
        """Whether a line before the box is its title: no sentence, and the box begins with a label at once."""
        first = self._box_line(box[0])
        is_label = first.begins_with_known_label or (len(box) > 1 and not first.sizes[0] and first.first_label_size > 0)
        return is_label and not _is_sentence(line.text)

    def _read_head(self, head: Sequence[Line]) -> None:
        for number, paragraph in enumerate(paragraphs(head)):
            caption = escaping.inline(joined(paragraph))
            if not number and len(caption) <= LIMITS["caption"]:
                self.caption = caption
                continue
            self.left += paragraph
            problem = "has no label" if number else "is too long for a caption"
            self._report.add(paragraph[0].number, f"{quoted(joined(paragraph))} {problem}; it stays in the body")

    def _set_title(self, line: Line, title: str) -> None:
        if len(title) <= LIMITS["title"]:
            self.title = title
        else:
            self._leave(line._replace(text=title), "is too long for the title of the box")

    def _put_together(self, lines: Sequence[Line]) -> list[Line]:
        """The lines of the box, each with those that go on with its last value or list the values of its label."""
        whole: list[Line] = []
        in_list = False
        box_lines = [self._box_line(line) for line in lines]
        is_run_together = any(len(box_line.colons) > 1 for box_line in box_lines)
        for line, box_line in zip(lines, box_lines, strict=True):
            is_inside = not box_line.colons or (is_run_together and self._begins_inside_a_value(box_line))
            goes_on = is_inside and not line.opens
            if whole and not box_line.colons and (in_list or whole[-1].text.endswith(":")):
                comma = "," if in_list else ""
                whole[-1] = whole[-1]._replace(text=f"{whole[-1].text}{comma} {' '.join(box_line.words)}")
                in_list = True
            elif whole and goes_on:
                whole[-1] = whole[-1]._replace(text=f"{whole[-1].text} {' '.join(box_line.words)}")
            elif not box_line.colons:
                self._leave(line, "has no label")
                in_list = False
            else:
                whole.append(line._replace(text=" ".join(box_line.words)))
                in_list = False
        return whole

    def _begins_inside_a_value(self, line: BoxLine) -> bool:
        """Whether words stand before the first label of a line, which is then the middle of a box that was wrapped."""
        return bool(line.sizes and line.sizes[0]) and not line.begins_with_known_label

    def _read_box(self, lines: Sequence[Line]) -> None:
        box_lines = [BoxLine(line.text, self._labels) for line in lines]
        for number, (line, box_line) in enumerate(zip(lines, box_lines, strict=True)):
            if not number and not self.title and self._is_title_with_colon(box_lines):
                self._set_title(line, line.text)
                self._report.add(line.number, f"{quoted(line.text)} is taken for the title of the box, with its colon")
                continue
            has_title = not number and not self.title and self._has_title(box_lines)
            size = 0 if has_title else box_line.first_label_size
            if size and self._begins_inside_a_value(box_line):
                label = quoted(" ".join(box_line.words[:size]).removesuffix(":"))
                self._report.add(line.number, f"{label} is taken for a label, since a line begins with it")
            title, pairs = divide(
                box_line, line.number, page_title=self._page_title, first_label=size, report=self._report
            )
            if title and not number and not self.title:
                self._set_title(line, title)
            elif title:
                self._leave(line._replace(text=title), "has no label")
            for pair in pairs:
                self._add(pair)

    def _has_title(self, lines: Sequence[BoxLine]) -> bool:
        """Whether the first line may begin with the title: it is the only one, or more than a label and its value."""
        return len(lines) == 1 or len(lines[0].colons) > 1 or self._begins_inside_a_value(lines[0])

    def _is_title_with_colon(self, lines: Sequence[BoxLine]) -> bool:
        """Whether the first line is a title such as "Open source: an overview": only others have known labels."""
        return not lines[0].has_known_label and any(line.has_known_label for line in lines[1:])

    def _add(self, pair: Pair) -> None:
        line = Line(pair.line, f"{pair.label}: {pair.value}".rstrip())
        found, is_closed = values.split(pair.value)
        if not found:
            self._leave(line, "has no value")
        elif "/" in pair.label or len(pair.label) > LIMITS["label"]:
            self._leave(line, "has a slash in its label" if "/" in pair.label else "is too long for a label")
        else:
            if not is_closed:
                self._report.add(pair.line, f"a bracket or quotation mark is not closed in {quoted(line.text)}")
            for value in found:
                self._add_value(pair, value)

    def _add_value(self, pair: Pair, written: str) -> None:
        value = escaping.inline(written)
        line = Line(pair.line, f"{pair.label}: {written}")
        key = (fold(pair.label), fold(value[: LIMITS["value"]]))
        if len(value) > LIMITS["value"]:
            self._leave(line, "is too long for a value")
        elif len(self.fields) == COUNTS["infobox"]:
            self._leave(line, "is one too many")
        elif key in self._taken:
            self._report.add(pair.line, f"{quoted(line.text)} stands there twice; it is kept once")
        else:
            if written.casefold().startswith("and "):
                self._report.add(pair.line, f"the value {quoted(written)} begins with “and”")
            self._taken.add(key)
            self.fields.append(InfoboxField(pair.label, value))


def _is_sentence(text: str) -> bool:
    return text.endswith(SENTENCE_ENDS) and len(text.split(maxsplit=SENTENCE_WORDS)) >= SENTENCE_WORDS
