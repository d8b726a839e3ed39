"""The sources of an article in the forms that programs which keep references read."""

import json
import re
from collections.abc import Iterable

from encyclopedia.document.dates import EventDate
from encyclopedia.document.schema import Name, Reference
from encyclopedia.document.spoken_dates import spoken

from .exports import one_line, tex
from .items import Item, item, person

#: Types that have a name of their own; all others are `misc` and GEN.
_BIBTEX = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "entry-dictionary": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
_RIS = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "legal_case": "CASE",
    "legislation": "STAT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "thesis": "THES",
    "webpage": "ELEC",
}
_CONTAINER = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHER = {"techreport": "institution", "phdthesis": "school"}
#: What parts a name of others for BibTeX.
_PARTING = re.compile(r",|\band\b", re.IGNORECASE)


def sources_bibtex(references: Iterable[Reference]) -> str:
    """The sources for BibTeX and biber, in UTF-8."""
    written: dict[str, str] = {}
    for reference in references:
        key = stem = re.sub(r"[^a-zA-Z0-9:_-]+", "-", reference.key).strip("-") or "source"
        number = 1
        while key in written:
            number += 1
            key = f"{stem}-{number}"
        fields = "".join(f",\n  {name} = {{{value}}}" for name, value in _fields(reference).items() if value)
        written[key] = f"@{_BIBTEX.get(reference.type, 'misc')}{{{key}{fields}\n}}\n"
    return "\n".join(written.values())


def _fields(reference: Reference) -> dict[str, str]:
    kind = _BIBTEX.get(reference.type, "misc")
    date = reference.date
    return {
        "author": " and ".join(map(_bibtex_name, reference.authors)),
        "editor": " and ".join(map(_bibtex_name, reference.editors)),
        # A second pair of braces keeps the case of the words.
        "title": f"{{{tex(reference.title)}}}" if reference.title else "",
        _CONTAINER.get(kind, "howpublished"): tex(reference.container),
        _PUBLISHER.get(kind, "publisher"): tex(reference.publisher),
        "volume": tex(reference.volume),
        "number": tex(reference.issue),
        "pages": tex(reference.pages),
        "year": tex(_year(date)) if date else "",
        "month": str(date.start.month or "") if date and date.start and not date.is_span else "",
        "doi": tex(reference.doi),
        "isbn": tex(reference.isbn),
        "url": tex(reference.url),
        "urldate": tex(str(reference.accessed)) if reference.accessed else "",
    }


def _year(date: EventDate) -> str:
    """A year in digits; whatever else is known of the time, in words."""
    start = date.start
    if start and not date.is_span and start.year > 0 and not start.circa:
        return str(start.year)
    return spoken(date)


def _bibtex_name(name: Name) -> str:
    """As BibTeX has it: `von Last, Jr, First`."""
    parts = person(name)
    if "literal" in parts:
        return f"{{{tex(parts['literal'])}}}"
    suffix, given = parts.get("suffix", ""), parts.get("given", "")
    names = [_family(parts), *([suffix] if suffix else []), *([given] if given or suffix else [])]
    return ", ".join(f"{{{tex(each)}}}" if _PARTING.search(each) else tex(each) for each in names)


def _family(parts: Item) -> str:
    return f"{parts.get('dropping-particle', '')} {parts.get('family', '')}".strip()


def sources_ris(references: Iterable[Reference]) -> str:
    """The sources in the format of Reference Manager, one field a line, lines ended by CR LF."""
    lines = [line for reference in references for line in _lines(reference)]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines)


def _lines(reference: Reference) -> list[tuple[str, str]]:
    date = reference.date
    first, _, last = reference.pages.partition("-" if reference.pages.count("-") == 1 else "–")
    lines = [
        ("TY", _RIS.get(reference.type, "GEN")),
        ("ID", reference.key),
        *(("AU", _ris_name(name)) for name in reference.authors),
        *(("ED", _ris_name(name)) for name in reference.editors),
        ("TI", reference.title),
        ("T2", reference.container),
        ("PB", reference.publisher),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first.strip()),
        ("EP", last.strip()),
        ("PY", _year(date) if date else ""),
        ("DO", reference.doi),
        ("SN", reference.isbn),
        ("UR", reference.url),
    ]
    return [(tag, value) for tag, value in lines if value] + [("ER", "")]


def _ris_name(name: Name) -> str:
    """As RIS has it: `Last,First,Suffix`."""
    parts = person(name)
    if "literal" in parts:
        return str(parts["literal"])
    return ",".join([_family(parts), parts.get("given", ""), parts.get("suffix", "")]).rstrip(",")


def sources_csl_json(references: Iterable[Reference]) -> str:
    """The sources as CSL-JSON."""
    return json.dumps(list(map(item, references)), ensure_ascii=False, indent=2) + "\n"
