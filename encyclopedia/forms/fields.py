"""Fields that read what browsers send as documents hold it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markdownx.widgets import AdminMarkdownxWidget

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.text import normalise

BYTE_ORDER_MARK = "\ufeff"


class Line(forms.CharField):
    """Text on one line."""

    def to_python(self, value: Any) -> Any:
        return _normalised(super().to_python(value))


class Prose(forms.CharField):
    """Text of several lines, kept as it was typed but for the line ends that browsers send."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> Any:
        return _normalised(super().to_python(value))


class Markdown(Prose):
    """Prose with a preview beside it and pictures that can be dropped into it."""

    def __init__(self, *, rows: Any, **options: Any) -> None:
        super().__init__(widget=AdminMarkdownxWidget(attrs={"rows": rows}), **options)


class Lines(forms.CharField):
    """A tuple of texts, one on a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, tuple):  # what a disabled field holds is never sent
            return value
        return tuple(line.strip() for line in _normalised(super().to_python(value)).split("\n") if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or (), data)


class Parsed(Line):
    """A value in a written form of its own."""

    def __init__(self, parse: Any, write: Any = str, **options: Any) -> None:
        self.parse, self.write = parse, write
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str | None):  # what a disabled field holds is never sent
            return value
        written = super().to_python(value)
        if not written:
            return None
        try:
            return self.parse(written)
        except ValueError as error:
            raise ValidationError(sentence(str(error))) from None

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.write(value)


def _normalised(text: str) -> Any:
    # A byte-order mark says something at the head of a file; in a field it is a character.
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    try:
        return mark + normalise(text)
    except DocumentError as error:
        raise ValidationError(sentence(error.problem)) from None


def sentence(problem: Any) -> str:
    """What is wrong, as a sentence of its own."""
    return f"{problem[:1].upper()}{problem[1:]}."
