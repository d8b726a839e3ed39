"""Writes a document as text, in one style: equal documents are equal texts."""

from dataclasses import fields

from .dates import Moment, write_moment
from .schema import Document, Infobox, Reference
from .yaml_text import entries, entry

INFOBOX_KEYS = [key.name for key in fields(Infobox)]
REFERENCE_KEYS = [key.name for key in fields(Reference)]


def dumps(document: Document) -> str:
    """Write a document that keeps to `rules`."""
    front = "".join(_front(document))
    body = f"\n{document.body}\n" if document.body else ""
    return f"---\n{front}---\n{body}"


def _front(document: Document) -> list[str]:
    written = [
        entry("title", document.title),
        entry("slug", document.slug),
        _text("category", " / ".join(document.category)),
        _texts("tags", document.tags),
        _text("status", document.status),
        _moment("published", document.published),
        _moment("updated", document.updated),
        _texts("aliases", document.aliases),
        _texts("former", document.former),
        _text("language", document.language),
        _text("summary", document.summary),
        _text("short_answer", document.short_answer),
    ]
    if infobox := "".join(_infobox(document.infobox)):
        written += ["infobox:\n", infobox]
    if document.timeline:
        written.append("timeline:\n")
        for event in document.timeline:
            written += [entry("date", str(event.date), indent=4, dash=True), entry("event", event.event, indent=4)]
    if document.faq:
        written.append("faq:\n")
        for pair in document.faq:
            written += [entry("question", pair.question, indent=4, dash=True), _text("answer", pair.answer, indent=4)]
    if document.references:
        written.append("references:\n")
        for reference in document.references:
            written += _reference(reference)
    return written


def _text(key: str, text: str, *, indent: int = 0) -> str:
    return entry(key, text, indent=indent) if text else ""


def _texts(key: str, texts: tuple[str, ...], *, indent: int = 0) -> str:
    return entries(key, list(texts), indent=indent) if texts else ""


def _moment(key: str, moment: Moment | None) -> str:
    return entry(key, write_moment(moment)) if moment else ""


def _infobox(box: Infobox) -> list[str]:
    written = [_text(key, getattr(box, key), indent=2) for key in INFOBOX_KEYS[:-1]]
    if box.fields:
        written.append("  fields:\n")
        values: dict[str, list[str]] = {}
        for field in box.fields:
            values.setdefault(field.label, []).append(field.value)
        for label, texts in values.items():
            one = len(texts) == 1
            written.append(entry(label, texts[0], indent=4) if one else entries(label, texts, indent=4))
    return written


def _reference(reference: Reference) -> list[str]:
    written = [entry("key", reference.key, indent=4, dash=True)]
    for key in REFERENCE_KEYS[1:]:
        value = getattr(reference, key)
        if key in ("authors", "editors"):
            written.append(_texts(key, tuple(name.written for name in value), indent=4))
        elif value:
            written.append(entry(key, str(value), indent=4))
    return written
