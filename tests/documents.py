"""Generated documents: every document that keeps to the rules can come out of `documents()`."""

import unicodedata
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from encyclopedia.document.dates import EventDate, PartialDate
from encyclopedia.document.names import fold, slugify
from encyclopedia.document.schema import (
    REFERENCE_TYPES,
    STATUSES,
    Document,
    Faq,
    Infobox,
    InfoboxField,
    Name,
    Reference,
    TimelineEvent,
    together,
)
from encyclopedia.document.text import without_blank_ends
from encyclopedia.site.characters import REFUSED

# What YAML and Markdown give a meaning to stands in texts far more often than chance would put it there.
TRICKY = [
    ": ", " #", "- ", "? ", "---", "...", "'", '"', "\\", "[", "]", "{", "}", ",", "&a", "*a", "!t", "|", ">",
    "%", "@", "`", "no", "1.10", "12:30:45", "=", "~", "null", "0x1f", "\t", "\u00a0", "\ufeff", "\u200f", "é",
    "ß", "漢", "🜚",
]  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")


def texts(longest, *, lines=False):
    """Text of up to `longest` characters, of one line without spaces at its ends or of several as they come."""
    pieces = [*TRICKY, "\n", "\n\n", "\n  ", "  \n"] if lines else TRICKY
    tricky = st.lists(st.sampled_from(pieces), max_size=6).map("".join)

    def tidy(text):
        text = REFUSED.sub("", unicodedata.normalize("NFC", text))[:longest]
        return text if lines else text.strip()

    return (st.text(CHARACTERS, max_size=12) | tricky).map(tidy)


def names(longest):
    return texts(longest).map(lambda text: text or "x")


def points():
    def build(year, month, day, circa):
        try:
            return PartialDate(year, month, day if month else None, circa)
        except ValueError:
            return PartialDate(year, month, None, circa)

    none = st.none()
    return st.builds(
        build, st.integers(-999_999, 999_999), none | st.integers(1, 12), none | st.integers(1, 31), st.booleans()
    )


@st.composite
def event_dates(draw):
    start, end = draw(points()), draw(points())
    match draw(st.sampled_from(["point", "span", "goes on", "unknown start"])):
        case "span" if start != end and start.first <= end.last:
            return EventDate(start, end)
        case "goes on":
            return EventDate(start, None)
        case "unknown start":
            return EventDate(None, end)
    return EventDate(start, start)


def moments():
    days = st.dates(date(1000, 1, 1), date(9998, 12, 31))
    times = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))
    return days | times.map(lambda moment: moment.replace(microsecond=0))


def slugs():
    return st.text(CHARACTERS, max_size=12).map(lambda text: slugify(text) or "x")


def unique(strategy, key=lambda thing: thing, most=3):
    return st.lists(strategy, max_size=most, unique_by=key).map(tuple)


def infoboxes():
    labels = names(80).map(lambda label: label.replace("/", "|"))
    fields = unique(st.builds(InfoboxField, labels, names(300)), lambda field: (fold(field.label), fold(field.value)))
    images = st.sampled_from(["", "images/a.png", "images/Ünï-1.webp"])
    return st.builds(Infobox, texts(200), texts(200, lines=True), images, texts(200), texts(200), fields.map(together))


def people():
    return unique(names(200).map(Name), most=2)


def references():
    keys = st.lists(st.sampled_from(["a", "Ünï", "漢", "1950", "_"]), min_size=1, max_size=3).map(":".join)
    urls = st.sampled_from(["", "https://example.org/a?b=c#d", "http://example.org/", "https://例え.jp/ü"])
    one = st.builds(
        Reference,
        key=keys,
        type=st.sampled_from(sorted(REFERENCE_TYPES)),
        title=texts(300),
        authors=people(),
        editors=people(),
        container=texts(100),
        publisher=texts(100),
        volume=texts(20),
        issue=texts(20),
        pages=texts(20),
        date=st.none() | event_dates(),
        doi=st.sampled_from(["", "10.1093/mind/LIX.236.433"]),
        isbn=st.sampled_from(["", "978-3-16-148410-0", "316148410X"]),
        url=urls,
        accessed=st.none() | points(),
        archive_url=urls,
        archived=st.none() | points(),
    )
    return unique(one, lambda reference: reference.key, most=2)


def documents(**chosen):
    """Documents; what is given by name replaces the strategy of that key."""
    parts = {
        "title": names(200),
        "slug": slugs(),
        "category": st.lists(names(80).map(lambda name: name.replace("/", "|")), max_size=3).map(tuple),
        "tags": unique(names(80), fold),
        "status": st.sampled_from(["", *STATUSES]),
        "published": st.none() | moments(),
        "updated": st.none() | moments(),
        "aliases": unique(names(200), fold),
        "former": unique(slugs().map("former-{}".format), fold),
        "language": st.sampled_from(["", "en", "pt-BR", "zh-Hant"]),
        "summary": texts(1000, lines=True),
        "short_answer": texts(1000, lines=True),
        "infobox": infoboxes(),
        "timeline": unique(
            st.builds(
                TimelineEvent, event_dates(), texts(500, lines=True).map(lambda text: text if text.strip() else "x")
            )
        ),
        "faq": unique(st.builds(Faq, names(300), texts(500, lines=True))),
        "references": references(),
        "body": texts(1000, lines=True).map(without_blank_ends),
    }
    return st.builds(Document, **(parts | chosen))
