"""Folders of documents in and out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from encyclopedia import editing
from encyclopedia.document import captured_page
from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Status

#: Bytes; a larger file is refused before it is read.
LARGEST = 5_000_000


class DryRun(Exception):
    """Undoes what a transaction did."""


@dataclass
class Report:
    """What became of each input: counts by outcome, and a line for everything that a person should read."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, source: str, error: DocumentError) -> None:
        line = f":{error.line}" if error.line else ""
        self.counts["refused"] += 1
        self.refused.append(f"{source}{line}: {error.problem}")


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The document files that the paths name: files as they are, folders with all that is in them, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*.md") if file.is_file())
        else:
            yield path


def read(path: Path) -> str:
    """The text of a file. Raises DocumentError when it is no text, too large or cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"the file is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes().decode()
    except OSError as error:
        raise DocumentError(f"the file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DocumentError("the file is not UTF-8 text", line=line) from None


class Import:
    """One run of an import: each document is one transaction, so that what is refused leaves nothing behind."""

    def __init__(self, *, publish: bool = False, dry_run: bool = False, note: str = "Imported") -> None:
        self.publish = publish
        self.dry_run = dry_run
        self.note = note
        self.report = Report()
        self.seen: dict[str, str] = {}

    def article_file(self, path: Path) -> None:
        """Take in a document file; an article that has its slug is replaced."""
        try:
            if path.suffix.lower() != ".md":
                raise DocumentError("the name of a document ends in .md")
            document = loads(read(path), name=path.stem)
            self._take(str(path), document, replace_existing=True)
        except DocumentError as error:
            self.report.refuse(str(path), error)

    def captured_file(
        self, path: Path, *, category: str, labels: list[str], sections: list[str], replace_existing: bool
    ) -> None:
        """Take in a captured page; an article that has its slug is refused unless `replace_existing`."""
        try:
            page = captured_page.read(read(path), category=category, labels=labels, sections=sections)
            self._take(str(path), page.document, replace_existing=replace_existing)
        except DocumentError as error:
            self.report.refuse(str(path), error)
            return
        self.report.remarks += [f"{path}:{guess.line}: {guess.what}" for guess in page.guesses]

    def _take(self, source: str, document: Document, *, replace_existing: bool) -> None:
        key = fold(document.slug)
        if key in self.seen:
            raise DocumentError(f"the slug “{document.slug}” stands in {self.seen[key]} already")
        self.seen[key] = source
        article = Article.objects.filter(slug_key=key).first()
        if article and not replace_existing:
            raise DocumentError(f"there is an article with the slug “{document.slug}”; use --replace to replace it")
        outcome = self._record(article, document)
        self.report.counts[outcome] += 1
        self._remark_on_spellings(source, document, key)

    def _record(self, article: Article | None, document: Document) -> str:
        if article:
            old = editing.current(article)
            kept = {
                name: getattr(old, name) for name in ("status", "published", "updated") if not getattr(document, name)
            }
            document = replace(document, **kept)
        elif self.publish and not document.status:
            document = replace(document, status=Status.PUBLISHED.value)
        outcome = "updated" if article else "created"
        try:
            with transaction.atomic():
                revision = editing.record(article or Article(), document, by=None, note=self.note)
                if self.dry_run:
                    raise DryRun
        except DryRun:
            pass
        return outcome if revision else "unchanged"

    def _remark_on_spellings(self, source: str, document: Document, key: str) -> None:
        """Say where a category or a tag was known under another spelling, which stays."""
        article = Article.objects.filter(slug_key=key).with_parts().first()
        if not article:
            return
        path = article.category.names if article.category else ()
        tags = [row.tag.name for row in article.article_tags.all()]
        for written, kept in [*zip(document.category, path, strict=False), *zip(document.tags, tags, strict=False)]:
            if written != kept:
                self.report.remarks.append(f"{source}: “{written}” is known as “{kept}”, which stays")
