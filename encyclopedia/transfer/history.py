"""The history of an article as a file: a line for each revision, the oldest first."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as time_of_day
from itertools import islice

from encyclopedia.browsing.showing import LISTS, page_of
from encyclopedia.document.codec import LONGEST as MAX_TEXT_LENGTH
from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Revision, Status, Version
from encyclopedia.models.revision import NOTE_LENGTH
from encyclopedia.site.json_values import number, refuse_others, text, time, written_time

from .json_lines import JsonLines

KEYS = {"number", "hidden", "time", "author", "note", "text"}
AUTHOR_LENGTH = 150
#: Revisions that are held in memory: each has a whole text.
AT_ONCE = 20


def written(revision: Revision) -> dict[str, object]:
    """What an export tells of a revision; of a hidden one nothing but that it was there."""
    if revision.hidden:
        return {"number": revision.number, "hidden": True}
    return {
        "number": revision.number,
        "time": written_time(revision.created_at),
        "author": revision.author_name,
        "note": revision.note,
        "text": revision.text,
    }


def restore(article: Article, document: Document, lines: JsonLines) -> int:
    """Give the new article the revisions of a file in place of the one that it has; answers how many.

    The article keeps that one, as the last, where the file ends with another text. Raises DocumentError; the article is
    then to be made again without.
    """
    made = article.revisions.get()
    article.revisions.all().delete()
    restored = _Restored(article, lines, made.created_at)
    revisions = iter(restored)
    while some := list(islice(revisions, AT_ONCE)):
        Revision.objects.bulk_create(some)
    article.revision_number = restored.number
    if restored.last is None or _content(restored.last) != _content(document):
        article.revision_number += 1
        made.pk, made.number = None, article.revision_number
        made.save(force_insert=True)
    Article.objects.filter(pk=article.pk).update(revision_number=article.revision_number)
    Version.objects.move([page_of(article.slug), LISTS])
    return restored.count


class _Restored:
    """The revisions of a file. Once they were all taken, `number` and `last` tell of the last one."""

    def __init__(self, article: Article, lines: JsonLines, otherwise: datetime) -> None:
        self.article = article
        self.lines = lines
        self.otherwise = otherwise
        """The time of hidden revisions where no other is known."""
        self.count = self.number = 0
        self.last: Document | None = None

    def __iter__(self) -> Iterator[Revision]:
        # Whether a text was ever public, and when a hidden one was made, shows when the next one is known.
        held: list[Revision] = []
        for values in self.lines:
            try:
                revision = self._revision(values)
            except ValueError as error:
                raise self.lines.refusal(getattr(error, "problem", error)) from None
            self.count += 1
            if not revision.hidden:
                _end(held, revision.created_at)
                yield from held
                held.clear()
            held.append(revision)
        _end(held, None)
        for revision in held:
            revision.created_at = revision.created_at or self.otherwise
        yield from held

    def _revision(self, values: dict[str, object]) -> Revision:
        refuse_others(values, KEYS)
        rising = number(values, "number")
        if rising <= self.number:
            raise ValueError("the numbers of revisions do not rise")
        self.number = rising
        if values.get("hidden") is True:
            refuse_others(values, {"number", "hidden"})
            self.last = None
            return Revision(article=self.article, number=rising, hidden=True)
        if "hidden" in values:
            raise ValueError("hidden: only true can stand here")
        made = time(values, "time")
        author, note = text(values, "author", AUTHOR_LENGTH), text(values, "note", NOTE_LENGTH, lines=True)
        # Kept to the letter, however documents are written now.
        source = text(values, "text", MAX_TEXT_LENGTH, lines=True)
        try:
            self.last = loads(source)
        except DocumentError as error:
            raise ValueError(f"the text of this revision is no document: {error}") from None
        return Revision(
            article=self.article,
            number=rising,
            text=source,
            author_name=author,
            note=note,
            created_at=made,
            public_from=_public_from(self.last, made),
        )


def _public_from(document: Document, made: datetime) -> datetime | None:
    """When readers could first see this text, if they could before the next one came."""
    if document.status != Status.PUBLISHED:
        return None
    published = document.published
    if published is None:
        return made
    if not isinstance(published, datetime):
        published = datetime.combine(published, time_of_day(), UTC)
    return max(made, published)


def _end(held: Iterable[Revision], next_one: datetime | None) -> None:
    """Settle a revision and the hidden ones after it, now that the time of the next one is known."""
    before: Revision | None = None
    for revision in held:
        if revision.hidden:
            # Its place in the public history, of which it shows its number, is that of the one before it.
            revision.created_at = before.created_at if before else next_one
            revision.public_from = before.public_from if before else None
        elif next_one and revision.public_from and revision.public_from > next_one:
            revision.public_from = None
        before = revision


def _content(document: Document) -> Document:
    """What makes a revision of its own: not the time of the change, nor under what name others now know a subject."""
    return replace(document, updated=None, category=(), tags=tuple(map(fold, document.tags)))
