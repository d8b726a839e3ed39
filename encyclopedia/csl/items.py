"""References as items of CSL-JSON.

The names and forms are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2). Years before
Christ are negative there and there is no year 0, so 44 BC is -44.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from encyclopedia.document.dates import EventDate, PartialDate
from encyclopedia.document.schema import Name, Reference
from encyclopedia.document.spoken_dates import spoken

Item = dict[str, Any]

#: The end of a span that goes on, as citeproc-js and pandoc write it.
_GOES_ON = [0]


def item(reference: Reference) -> Item:
    """A reference as an item of CSL-JSON; what is empty is left out."""
    values: Item = {
        "id": reference.key,
        "type": reference.type,
        "title": reference.title,
        "author": [person(name) for name in reference.authors],
        "editor": [person(name) for name in reference.editors],
        "container-title": reference.container,
        "publisher": reference.publisher,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "issued": _date(reference.date) if reference.date else None,
        "DOI": reference.doi,
        "ISBN": reference.isbn,
        "URL": reference.url,
        "accessed": _date(EventDate(reference.accessed, reference.accessed)) if reference.accessed else None,
        "archive_location": reference.archive_url,
        "custom": {"archived": str(reference.archived)} if reference.archived else None,
    }
    return {variable: value for variable, value in values.items() if value}


def person(name: Name) -> Item:
    """A name as a variable of CSL-JSON has it."""
    if name.is_organisation:
        return {"literal": name.family}
    words = name.given.split(" ")
    # "Oskar van der" ends in a particle, "danah" is a name.
    own = next((place for place in range(len(words), 1, -1) if not words[place - 1].islower()), 1)
    parts = {
        "family": name.family,
        "given": " ".join(words[:own]),
        "dropping-particle": " ".join(words[own:]),
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _date(moment: EventDate) -> Item:
    start, end = moment.start, moment.end
    if start is None:
        # CSL has no form for a span whose beginning is not known.
        return {"literal": spoken(moment)}
    parts = [_parts(start)]
    if moment.is_span:
        parts.append(_parts(end) if end else _GOES_ON)
    circa = start.circa or bool(end and end.circa)
    return {"date-parts": parts} | ({"circa": True} if circa else {})


def _parts(point: PartialDate) -> list[int]:
    year = point.year if point.year > 0 else point.year - 1
    return [part for part in (year, point.month, point.day) if part is not None]


@dataclass(frozen=True, slots=True)
class Citation:
    """One revision of an article, as something to cite.

    Its author is "<site> contributors", the convention of Wikipedia's own page of this kind: programs that keep
    references want an author, many people wrote the article, and the site itself is what it is part of.
    """

    key: str
    """In ASCII letters, digits and hyphens."""
    title: str
    site: str
    revision: int
    day: date
    url: str

    @property
    def author(self) -> str:
        return f"{self.site} contributors"

    @property
    def item(self) -> Item:
        """The citation as CSL-JSON."""
        return {
            "id": self.key,
            "type": "entry-encyclopedia",
            "title": self.title,
            "author": [{"literal": self.author}],
            "container-title": self.site,
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
            "note": f"Revision {self.revision}",
            "URL": self.url,
        }
