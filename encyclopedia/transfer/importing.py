"""Documents in: files, folders and archives, and captured pages."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from encyclopedia import editing, snapshots
from encyclopedia.document import captured_page
from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.editing.batches import Recorded, record_all
from encyclopedia.models import Article, Status

from .exports import take_in as take_in_export
from .places import Place, place_of
from .report import Report
from .restoring import restore
from .sources import Source, read

#: How much is taken in with one transaction: documents, and characters of their files.
BATCH = 100
BATCH_LENGTH = 4_000_000
#: Names the lock that makes imports wait for each other where the database does not do so by itself.
LOCK = 0x656E6379
NO_KEYS: Mapping[str, str] = MappingProxyType({})


class DryRun(Exception):
    """Undoes what a transaction did."""


@dataclass(slots=True)
class Incoming:
    """A document that has been read, and what became of it."""

    source: Source
    document: Document
    place: Place
    length: int = 0
    outcome: str = ""
    refusal: DocumentError | None = None
    beside: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return fold(self.document.slug)


class Import:
    """One run of an import. Documents are taken in by batches, each of them whole or not at all.

    What is refused leaves nothing behind; a run that was broken off is completed by another one.
    """

    def __init__(
        self,
        *,
        publish: bool = False,
        dry_run: bool = False,
        note: str = "Imported",
        renamed: Mapping[str, str] = NO_KEYS,
        ignore_unknown: bool = False,
    ) -> None:
        self.publish = publish
        self.dry_run = dry_run
        self.note = note
        self.renamed = renamed
        self.ignore_unknown = ignore_unknown
        self.report = Report()
        self.seen: dict[str, str] = {}

    def take_in(self, paths: Sequence[Path]) -> Iterator[tuple[int, int]]:
        """Take in all documents that the paths name; an article that has the slug of one is replaced.

        Answers again and again how many of how many have been read.
        """
        with tempfile.TemporaryDirectory(prefix="encyclopedia-import-") as aside:
            places = []
            for number, path in enumerate(paths):
                try:
                    places.append(place_of(path, Path(aside, str(number))))
                except DocumentError as error:
                    self.report.refuse(str(path), error)
                yield 0, 0
            total = sum(1 for place in places for _ in place.sources(lambda path, error: None))
            done = 0
            for place in places:
                for step in self._take_place(place):
                    done += step
                    yield done, total

    def _take_place(self, place: Place) -> Iterator[int]:
        """Take in what is at one place; answers 1 for each document."""

        def refuse(path: Path, error: DocumentError) -> None:
            self.report.refuse(place.name(path), error)

        for folder in place.exports():
            for _ in take_in_export(folder, place.name, self.report, dry_run=self.dry_run):
                yield 0
        batch: list[Incoming] = []
        nothing = place.is_folder and not any(place.exports())
        for source in place.sources(refuse):
            nothing = False
            if incoming := self._read(source, place):
                batch.append(incoming)
            if len(batch) == BATCH or sum(incoming.length for incoming in batch) > BATCH_LENGTH:
                self._take(batch)
                batch = []
            yield 1
        self._take(batch)
        if nothing:
            self.report.refuse(str(place.path), DocumentError("there is no document in this folder"))

    def article_file(self, path: Path) -> None:
        """Take in one document file by itself."""
        place = Place(path, path)
        if incoming := self._read(Source(path, str(path)), place):
            self._take([incoming])

    def captured_file(
        self, path: Path, *, category: str, labels: list[str], sections: list[str], replace_existing: bool
    ) -> None:
        """Take in a captured page; an article that has its slug is refused unless `replace_existing`."""
        try:
            page = captured_page.read(read(path), category=category, labels=labels, sections=sections)
            self._claim(page.document, str(path))
            if not replace_existing and Article.objects.filter(slug_key=fold(page.document.slug)).exists():
                slug = page.document.slug
                raise DocumentError(f"there is an article with the slug “{slug}”; use --replace to replace it")
        except DocumentError as error:
            self.report.refuse(str(path), error)
            return
        incoming = Incoming(Source(path, str(path)), page.document, Place(path, path))
        self._take([incoming])
        if not incoming.refusal:
            self.report.remarks += [f"{path}:{guess.line}: {guess.what}" for guess in page.guesses]

    def _read(self, source: Source, place: Place) -> Incoming | None:
        """The document of a file, None where it is refused."""
        left_out: Counter[str] | None = Counter() if self.ignore_unknown else None
        try:
            if source.path.suffix.lower() != ".md":
                raise DocumentError("the name of a document ends in .md, that of an archive in .zip")
            text = read(source.path)
            document = loads(text, name=source.path.stem, renamed=self.renamed, left_out=left_out)
            self._claim(document, source.name)
        except DocumentError as error:
            self.report.refuse(source.name, error)
            return None
        self.report.left_out.update(left_out or {})
        return Incoming(source, document, place, len(text))

    def _claim(self, document: Document, name: str) -> None:
        """Keep the slug for this document. Raises DocumentError where another one of this run has it."""
        first = self.seen.setdefault(fold(document.slug), name)
        if first is not name:
            raise DocumentError(f"the slug “{document.slug}” stands in {first} already")

    def _take(self, batch: list[Incoming]) -> None:
        """Take in a batch; where something in it stands in the way, each document by itself."""
        try:
            self._record(batch)
        except (DocumentError, DatabaseError) as error:
            if len(batch) == 1:
                self._take_alone(batch[0], error)
            else:
                for incoming in batch:
                    self._take([incoming])
                return
        for incoming in batch:
            self._tell(incoming)

    def _take_alone(self, incoming: Incoming, error: DocumentError | DatabaseError) -> None:
        if isinstance(error, (IntegrityError, OperationalError)):
            # Somebody has just taken the slug, or locked what we needed: what they left can be looked at now.
            try:
                self._record([incoming])
            except DocumentError as refusal:
                error = refusal
            else:
                return
        if not isinstance(error, DocumentError):
            raise error
        incoming.refusal = error

    def _record(self, batch: list[Incoming]) -> None:
        """Record a batch in one transaction. Raises DocumentError when what belongs to an article is refused."""
        try:
            with transaction.atomic():
                self._wait_for_others()
                self._record_each(batch)
                if self.dry_run:
                    raise DryRun
        except DryRun:
            pass

    def _wait_for_others(self) -> None:
        """Let two imports at once take turns, or each would find what the other has only half written."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def _record_each(self, batch: list[Incoming]) -> None:
        for incoming in batch:
            incoming.refusal = None
        keys = [incoming.key for incoming in batch]
        stored = {article.slug_key: article for article in Article.objects.with_parts().filter(slug_key__in=keys)}
        new = [incoming for incoming in batch if incoming.key not in stored]
        documents = [self._with_status(incoming.document) for incoming in new]
        for incoming, answer in zip(new, record_all(documents, by=None, note=self.note), strict=True):
            if isinstance(answer, DocumentError):
                incoming.refusal = answer
            else:
                self._complete(incoming, answer)
        for incoming in batch:
            if incoming.key in stored:
                self._replace(incoming, stored[incoming.key])

    def _with_status(self, document: Document) -> Document:
        return replace(document, status=Status.PUBLISHED.value) if self.publish and not document.status else document

    def _complete(self, incoming: Incoming, recorded: Recorded) -> None:
        incoming.outcome = "created"
        incoming.remarks = _spellings(incoming, recorded.document)
        incoming.beside = restore(recorded.article, recorded.document, incoming.source, incoming.place.name)

    def _replace(self, incoming: Incoming, article: Article) -> None:
        """Make an article what the document says; status and dates that it leaves out stay."""
        old = snapshots.document_of(article)
        kept = {
            name: getattr(old, name)
            for name in ("status", "published", "updated")
            if not getattr(incoming.document, name)
        }
        document = replace(incoming.document, **kept)
        if document == old:
            incoming.outcome = "unchanged"
            return
        try:
            revision = editing.record(article, document, by=None, note=self.note)
        except DocumentError as error:
            incoming.refusal = error
            return
        incoming.outcome = "updated" if revision else "unchanged"
        incoming.remarks = _spellings(incoming, editing.current(article))

    def _tell(self, incoming: Incoming) -> None:
        if incoming.refusal:
            self.report.refuse(incoming.source.name, incoming.refusal)
            return
        self.report.counts[incoming.outcome] += 1
        self.report.beside += incoming.beside
        self.report.remarks += incoming.remarks


def _spellings(incoming: Incoming, recorded: Document) -> list[str]:
    """Where a category or a tag was known under another spelling, which stays."""
    document = incoming.document
    pairs = [*zip(document.category, recorded.category, strict=False), *zip(document.tags, recorded.tags, strict=False)]
    return [
        f"{incoming.source.name}: “{written}” is known as “{kept}”, which stays"
        for written, kept in pairs
        if written != kept
    ]
