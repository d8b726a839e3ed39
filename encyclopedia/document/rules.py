"""What a document must keep to, wherever it comes from: a file, a form or the API."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from encyclopedia.site.characters import REFUSED
from encyclopedia.site.picture_kinds import ANY_ENDING, ENDINGS

from .errors import DocumentError
from .names import SLUG_LENGTH, fold, is_former_slug, is_slug
from .schema import REFERENCE_TYPES, STATUSES, Document, Reference, together
from .text import without_blank_ends

#: The longest that each text may be, in characters.
LIMITS = {
    "title": 200,
    "slug": SLUG_LENGTH,
    "category": 80,
    "tag": 80,
    "alias": 200,
    "language": 35,
    "summary": 1_000,
    "short_answer": 10_000,
    "body": 1_000_000,
    "caption": 1_000,
    "image": 200,
    "image_alt": 1_000,
    "image_credit": 1_000,
    "label": 80,
    "value": 300,
    "event": 5_000,
    "question": 300,
    "answer": 20_000,
    "key": 80,
    "reference_title": 500,
    "name": 200,
    "container": 300,
    "publisher": 300,
    "number": 80,
    "doi": 300,
    "isbn": 20,
    "url": 2_000,
}
#: How many of a kind an article may have, so that no document can be made of parts alone.
COUNTS = {
    "tags": 100,
    "aliases": 100,
    "former": 1_000,
    "infobox": 500,
    "timeline": 2_000,
    "faq": 500,
    "references": 2_000,
    "names": 500,
}
CATEGORY_DEPTH = 8

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
REFERENCE_KEY = re.compile(r"\w[\w:.+/-]*")
DOI = re.compile(r"10\.\d{4,9}/\S+")
ISBN = re.compile(r"(?=(?:[- ]*[0-9X]){10}(?:(?:[- ]*[0-9]){3})?$)[0-9][0-9 -]*[0-9X]")
URL = re.compile(r"https?://[^\s/?#<>\"\\]+[^\s<>\"\\]*", re.IGNORECASE)
IMAGE = re.compile(rf"images/[\w.-]+(/[\w.-]+)*\.({ANY_ENDING})", re.IGNORECASE)

Path = tuple[str | int, ...]


def problems(document: Document) -> Iterator[DocumentError]:
    """Everything that is wrong with the document, each with the path of the part that it is about."""
    for path, problem in _problems(document):
        yield DocumentError(problem, path=path)


def check(document: Document) -> None:
    """Raise DocumentError for the first thing that is wrong."""
    for problem in problems(document):
        raise problem


def _problems(document: Document) -> Iterator[tuple[Path, str]]:
    yield from _line(("title",), document.title, "title", needed=True)
    yield from _slug(("slug",), document.slug)
    yield from _category(document.category)
    yield from _names(("tags",), document.tags, "tag")
    yield from _names(("aliases",), document.aliases, "alias")
    yield from _count(("former",), document.former)
    for number, slug in enumerate(document.former):
        yield from _slug(("former", number), slug, is_form=is_former_slug)
    for number in _repeated(map(fold, (document.slug, *document.former))):
        yield ("former", number - 1), f"the slug “{document.former[number - 1]}” stands there twice"
    if document.status and document.status not in STATUSES:
        yield ("status",), f"“{document.status}” is no status; write {', '.join(STATUSES)}"
    yield from _line(("language",), document.language, "language")
    if document.language and not LANGUAGE.fullmatch(document.language):
        yield ("language",), f"“{document.language}” is no language tag such as en or pt-BR"
    yield from _prose(("summary",), document.summary, "summary")
    yield from _prose(("short_answer",), document.short_answer, "short_answer")
    yield from _infobox(document)
    yield from _timeline(document)
    yield from _faq(document)
    yield from _references(document.references)
    yield from _prose(("body",), document.body, "body")
    if document.body != without_blank_ends(document.body):
        yield ("body",), "the body begins or ends with a blank line"


def _characters(path: Path, text: str) -> Iterator[tuple[Path, str]]:
    if found := REFUSED.search(text):
        yield path, f"the character U+{ord(found[0]):04X} is not allowed here"
    elif not unicodedata.is_normalized("NFC", text):
        yield path, "the text is not in Unicode’s normal form NFC"


def _prose(path: Path, text: str, kind: str) -> Iterator[tuple[Path, str]]:
    """Text that may have several lines."""
    if len(text) > LIMITS[kind]:
        yield path, f"{_spoken(kind)} is longer than {LIMITS[kind]:,} characters"
    else:
        yield from _characters(path, text)


def _line(path: Path, text: str, kind: str, *, needed: bool = False) -> Iterator[tuple[Path, str]]:
    """Text that stands on one line, without spaces at its ends."""
    yield from _prose(path, text, kind)
    if "\n" in text:
        yield path, f"{_spoken(kind)} has several lines; write it on one"
    elif text != text.strip():
        yield path, f"{_spoken(kind)} begins or ends with a space"
    elif needed and not text:
        yield path, f"{_spoken(kind)} is missing"


def _spoken(kind: str) -> str:
    return f"the {kind.replace('_', ' ')}"


def _slug(path: Path, slug: str, *, is_form: Callable[[str], bool] = is_slug) -> Iterator[tuple[Path, str]]:
    if not slug:
        yield path, "the title gives no slug; add slug:"
    elif len(slug) > SLUG_LENGTH:
        yield path, f"the slug is longer than {SLUG_LENGTH} characters"
    elif not is_form(slug):
        yield path, f"“{slug}” is no slug: lower-case letters, digits and single hyphens between them"


def _count(path: Path, things: tuple[object, ...], kind: str = "") -> Iterator[tuple[Path, str]]:
    most = COUNTS[kind or str(path[0])]
    if len(things) > most:
        yield path, f"there are {len(things):,}; {most:,} at most"


def _names(path: Path, names: tuple[str, ...], kind: str) -> Iterator[tuple[Path, str]]:
    yield from _count(path, names)
    for number, name in enumerate(names):
        yield from _line((*path, number), name, kind, needed=True)
    for number in _repeated(map(fold, names)):
        yield (*path, number), f"the {kind} “{names[number]}” stands there twice"


def _repeated(keys: Iterable[object]) -> Iterator[int]:
    """The positions at which a key stands that stood earlier."""
    seen = set()
    for number, key in enumerate(keys):
        if key in seen:
            yield number
        seen.add(key)


def _category(category: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    if len(category) > CATEGORY_DEPTH:
        yield ("category",), f"the category is nested more than {CATEGORY_DEPTH} deep"
    for name in category:
        yield from _line(("category",), name, "category", needed=True)
        if " / " in f" {name} ":
            yield ("category",), "the name of a category may not hold a slash between spaces"


def _infobox(document: Document) -> Iterator[tuple[Path, str]]:
    box = document.infobox
    yield from _line(("infobox", "title"), box.title, "title")
    yield from _prose(("infobox", "caption"), box.caption, "caption")
    yield from _line(("infobox", "image"), box.image, "image")
    if box.image and not IMAGE.fullmatch(box.image):
        yield ("infobox", "image"), f"“{box.image}” is no image of ours; write images/name.png ({ENDINGS})"
    yield from _line(("infobox", "image_alt"), box.image_alt, "image_alt")
    yield from _line(("infobox", "image_credit"), box.image_credit, "image_credit")
    yield from _count(("infobox", "fields"), box.fields, "infobox")
    for number, field in enumerate(box.fields):
        path = ("infobox", "fields", number)
        yield from _line((*path, "label"), field.label, "label", needed=True)
        if "/" in field.label:
            yield (*path, "label"), f"the label “{field.label}” holds a slash, which no label may"
        yield from _line((*path, "value"), field.value, "value", needed=True)
    if box.fields != together(box.fields):
        yield ("infobox", "fields"), "the values of one label do not stand together"
    for number in _repeated((fold(field.label), fold(field.value)) for field in box.fields):
        field = box.fields[number]
        yield ("infobox", "fields", number, "value"), f"“{field.label}” has the value “{field.value}” twice"


def _timeline(document: Document) -> Iterator[tuple[Path, str]]:
    yield from _count(("timeline",), document.timeline)
    for number, event in enumerate(document.timeline):
        yield from _prose(("timeline", number, "event"), event.event, "event")
        if not event.event.strip():
            yield ("timeline", number, "event"), "the event is missing"


def _faq(document: Document) -> Iterator[tuple[Path, str]]:
    yield from _count(("faq",), document.faq)
    for number, pair in enumerate(document.faq):
        yield from _line(("faq", number, "question"), pair.question, "question", needed=True)
        yield from _prose(("faq", number, "answer"), pair.answer, "answer")


def _references(references: tuple[Reference, ...]) -> Iterator[tuple[Path, str]]:
    yield from _count(("references",), references)
    for number, reference in enumerate(references):
        for name, problem in _reference(reference):
            yield ("references", number, name), problem
    for number in _repeated(reference.key for reference in references):
        yield ("references", number, "key"), f"the key “{references[number].key}” stands there twice"


def _reference(reference: Reference) -> Iterator[tuple[str, str]]:
    lines = {"title": "reference_title", "container": "container", "publisher": "publisher", "volume": "number"}
    lines |= {"issue": "number", "pages": "number", "doi": "doi", "isbn": "isbn", "url": "url", "archive_url": "url"}
    for name, kind in lines.items():
        for _, problem in _line((), getattr(reference, name), kind):
            yield name, problem
    for name in ("authors", "editors"):
        names = getattr(reference, name)
        for _, problem in _count((), names, "names"):
            yield name, problem
        for person in names:
            for _, problem in _line((), person.written, "name", needed=True):
                yield name, problem
    for name, text, form, example in (
        ("key", reference.key, REFERENCE_KEY, "a key such as turing1950"),
        ("doi", reference.doi, DOI, "a DOI such as 10.1093/mind/LIX.236.433"),
        ("isbn", reference.isbn, ISBN, "an ISBN of 10 or 13 digits"),
        ("url", reference.url, URL, "an address that begins with https:// or http://"),
        ("archive_url", reference.archive_url, URL, "an address that begins with https:// or http://"),
    ):
        if (text or name == "key") and not form.fullmatch(text):
            yield name, f"“{text}” is not {example}"
    if len(reference.key) > LIMITS["key"]:
        yield "key", f"the key is longer than {LIMITS['key']} characters"
    if reference.type not in REFERENCE_TYPES:
        yield "type", f"“{reference.type}” is no type of the Citation Style Language, such as book or article-journal"
