"""Generated documents that look like articles: about 8 kB each, with every part."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent

SYLLABLES = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "ion", "ing", "ous")]
FIRST_DAY = date(2015, 1, 1)


def documents(number: int) -> Iterator[Document]:
    """So many documents, the same ones each time."""
    chance = random.Random(20)  # noqa: S311
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    # As in every language, few words make most of the text.
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    words = iter(())

    def word() -> str:
        nonlocal words
        found = next(words, None)
        if found is None:
            words = iter(chance.choices(vocabulary, weights, k=10_000))
            found = next(words)
        return found

    def text(length: int) -> str:
        return " ".join(word() for _ in range(length)).capitalize() + "."

    for at in range(number):
        day = FIRST_DAY + timedelta(days=chance.randrange(4_000))
        scale = chance.lognormvariate(0, 0.5)
        paragraphs = max(1, round(4 * scale))
        body = "\n\n".join(
            f"## {word().capitalize()} {part}\n\n{text(70)} [[Article {chance.randrange(number)}]]"
            f" {text(10)}[@ref-{1 + part % 4}]"
            for part in range(paragraphs)
        )
        yield Document(
            title=f"Article {at} {word()}",
            slug=f"article-{at}",
            category=("Subjects", f"Subject {chance.randrange(40)}"),
            tags=tuple(dict.fromkeys(f"Tag {chance.randrange(200)}" for _ in range(3))),
            status="published",
            published=day,
            updated=day,
            language="en",
            summary=text(20),
            short_answer=text(40),
            infobox=Infobox(
                title=f"Article {at}",
                caption=text(15),
                fields=tuple(InfoboxField(f"Label {n}", f"{word()} {chance.randrange(900)}") for n in range(8)),
            ),
            timeline=tuple(
                TimelineEvent(parse_event_date(str(1900 + 9 * n + chance.randrange(9))), text(14)) for n in range(10)
            ),
            faq=tuple(Faq(f"{text(8)[:-1]}?", text(40)) for _ in range(4)),
            references=tuple(
                Reference(
                    key=f"ref-{n}",
                    type="article-journal",
                    title=text(8),
                    authors=(Name(f"{word().capitalize()} {word().capitalize()}"),),
                    container=text(3),
                    date=parse_event_date(f"{chance.randrange(1950, 2026)}"),
                    url=f"https://example.org/{at}/{n}",
                )
                for n in range(1, 9)
            ),
            body=body,
        )
