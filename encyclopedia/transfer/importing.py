"""Documents in: files, folders and archives, and captured pages."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from encyclopedia import editing, snapshots
from encyclopedia.document import captured_page
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.editing.batches import Recorded, record_all
from encyclopedia.models import Article, Origin, Status
from encyclopedia.site.imports.interrupts import Interrupts
from encyclopedia.site.imports.report import Entry, Report

from .claims import Claims, origin_key
from .exports import take_in as take_in_export
from .incoming import Arrivals, How, Incoming, Reading, is_picture
from .pictures import Beside
from .places import Place, place_of
from .restoring import restore
from .sources import Source, read
from .spellings import Spellings

#: How much is taken in with one transaction: documents, and characters of their files.
BATCH = 100
BATCH_LENGTH = 4_000_000
#: Names the lock that makes imports wait for each other where the database does not do so by itself.
LOCK = 0x656E6379
#: Files beside documents that people take for articles: each is named, where others are counted.
NEARLY_DOCUMENTS = (".txt", ".mdx")


class DryRun(Exception):
    """Undoes what a transaction did."""


class Import:
    """One run of an import. Documents are taken in by batches, each of them whole or not at all.

    What is refused leaves nothing behind; a run that was broken off is completed by another one.
    """

    def __init__(
        self, *, publish: bool = False, dry_run: bool = False, note: str = "Imported", **how: Unpack[Reading]
    ) -> None:
        self.publish = publish
        self.dry_run = dry_run
        self.note = note
        self.how = How(**how)
        self.report = Report()
        self.claims = Claims(self.how.number)
        self.spellings = Spellings()
        self.pictures: set[str] = set()

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
            together = self._arrivals(places)
            total = sum(map(len, set(together.values())))
            done = 0
            for place in places:
                for step in self._take_place(place, together[place.path]):
                    done += step
                    yield done, total

    def _arrivals(self, places: list[Place]) -> dict[Path, Arrivals]:
        """What is taken in together with each place: a folder by itself, single files with those beside them."""
        found: dict[Path, list[tuple[Source, Place]]] = {}
        for place in places:
            listed = [(source, place) for source in place.sources(lambda path, error: None)]
            found.setdefault(_top(place), []).extend(listed)
        arrivals = {top: Arrivals(top, sources, self.claims, self.how) for top, sources in found.items()}
        return {place.path: arrivals[_top(place)] for place in places}

    def _take_place(self, place: Place, arrivals: Arrivals) -> Iterator[int]:
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
            if incoming := self._read(source, place, arrivals):
                batch.append(incoming)
            if len(batch) == BATCH or sum(incoming.length for incoming in batch) > BATCH_LENGTH:
                self._take(batch)
                batch = []
            yield 1
        self._take(batch)
        if place.is_folder:
            self._tell_of_others(place, arrivals)
        if nothing:
            self.report.refuse(str(place.path), DocumentError("there is no document in this folder"))

    def _tell_of_others(self, place: Place, arrivals: Arrivals) -> None:
        for path in arrivals.left():
            ending = path.suffix.lower()
            if ending in NEARLY_DOCUMENTS:
                what, counted = "the name of a document ends in .md or .markdown; this file is left out", ""
            elif is_picture(path):
                what, counted = "no article shows this picture; it is left out", ""
            else:
                what, counted = "this file is neither document nor picture", f"files {ending}".strip()
            self.report.leave_out(Entry(place.name(path), None, what), counted=counted)

    def article_file(self, path: Path) -> None:
        """Take in one document file by itself."""
        place = Place(path, path)
        source = Source(path, str(path))
        if incoming := self._read(source, place, Arrivals(_top(place), [(source, place)], self.claims, self.how)):
            self._take([incoming])

    def captured_file(
        self, path: Path, *, category: str, labels: list[str], sections: list[str], replace_existing: bool
    ) -> None:
        """Take in a captured page; an article that has its slug is refused unless `replace_existing`."""
        try:
            page = captured_page.read(read(path), category=category, labels=labels, sections=sections)
            self.claims.claim(page.document, str(path))
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

    def _read(self, source: Source, place: Place, arrivals: Arrivals) -> Incoming | None:
        """The document of a file, None where it is refused."""
        try:
            incoming = arrivals.read(source, place)
        except DocumentError as error:
            self.report.refuse(source.name, error)
            return None
        for key, line in incoming.changes.unknown:
            self.report.leave_out(Entry(source.name, line, f"the key “{key}” is not known here"), counted=key)
        return incoming

    def _take(self, batch: list[Incoming]) -> None:
        """Take in a batch; where something in it stands in the way, each document by itself."""
        with Interrupts() as interrupts:
            try:
                self._record(batch, interrupts)
            except (DocumentError, DatabaseError) as error:
                if len(batch) == 1:
                    self._take_alone(batch[0], error, interrupts)
                    self._tell(batch[0])
                    return
            else:
                for incoming in batch:
                    self._tell(incoming)
                return
        for incoming in batch:
            self._take([incoming])

    def _take_alone(self, incoming: Incoming, error: DocumentError | DatabaseError, interrupts: Interrupts) -> None:
        if isinstance(error, (IntegrityError, OperationalError)):
            # Somebody has just taken the slug, or locked what we needed: what they left can be looked at now.
            try:
                self._record([incoming], interrupts)
            except DocumentError as refusal:
                error = refusal
            else:
                return
        if not isinstance(error, DocumentError):
            raise error
        incoming.refusal = error

    def _record(self, batch: list[Incoming], interrupts: Interrupts) -> None:
        """Record a batch in one transaction. Raises DocumentError when what belongs to an article is refused."""
        try:
            with transaction.atomic():
                self._wait_for_others()
                self._record_each(batch, interrupts)
                if self.dry_run:
                    raise DryRun
        except DryRun:
            pass

    def _wait_for_others(self) -> None:
        """Let two imports at once take turns, or each would find what the other has only half written."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def _record_each(self, batch: list[Incoming], interrupts: Interrupts) -> None:
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
                interrupts.obey()
                self._complete(incoming, answer)
        for incoming in batch:
            if incoming.key in stored:
                interrupts.obey()
                self._replace(incoming, stored[incoming.key])
        self._remember(batch)

    def _remember(self, batch: list[Incoming]) -> None:
        """Keep which file became which article, where files and not only slugs say so."""
        came = {incoming.key: incoming for incoming in batch if incoming.origin and not incoming.refusal}
        if not came:
            return
        Origin.objects.bulk_create(
            (
                Origin(key=origin_key(came[slug_key].origin), article_id=article)
                for article, slug_key in Article.objects.filter(slug_key__in=came).values_list("pk", "slug_key")
            ),
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["article"],
        )

    def _with_status(self, document: Document) -> Document:
        return replace(document, status=Status.PUBLISHED.value) if self.publish and not document.status else document

    def _complete(self, incoming: Incoming, recorded: Recorded) -> None:
        incoming.outcome = "created"
        incoming.remarks = self.spellings.remarks(incoming.document, recorded.document)
        incoming.beside = restore(recorded.article, recorded.document, incoming.source, incoming.place.name)

    def _replace(self, incoming: Incoming, article: Article) -> None:
        """Make an article what the document says; status and dates that it leaves out stay."""
        old = snapshots.document_of(article)
        kept = {
            name: getattr(old, name)
            for name in ("status", "published", "updated")
            if not getattr(incoming.document, name)
        }
        if incoming.is_numbered:
            # Its slug is not the file's affair, and so neither are those that it had.
            kept["former"] = tuple(dict.fromkeys((*incoming.document.former, *old.former)))
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
        incoming.remarks = self.spellings.remarks(incoming.document, editing.current(article))

    def _tell(self, incoming: Incoming) -> None:
        if incoming.refusal:
            self.report.refuse(incoming.source.name, incoming.refusal)
            return
        file, report = incoming.source.name, self.report
        report.take(file, incoming.document.slug, incoming.outcome)
        report.beside += incoming.beside
        for change in incoming.changes.changed:
            report.change(Entry(file, *change))
        for remark in incoming.remarks:
            report.change(Entry(file, None, remark))
        for change in incoming.changes.left_out:
            report.leave_out(Entry(file, *change))
        for picture in incoming.pictures:
            report.beside["pictures"] += self._keep(picture)

    def _keep(self, picture: Beside) -> bool:
        if picture.data is None or picture.name in self.pictures:
            return False
        self.pictures.add(picture.name)
        return self.dry_run or picture.keep()


def _top(place: Place) -> Path:
    return place.found if place.is_folder else place.found.parent
