"""What an export holds that belongs to no single article: its categories and its pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from encyclopedia.document.errors import DocumentError
from encyclopedia.site.imports.interrupts import Interrupts
from encyclopedia.site.imports.report import Report

from . import categories, pictures
from .layout import CATEGORIES, IMAGES, MANIFEST, manifest
from .sources import files, inside, read


def take_in(folder: Path, name: Callable[[Path], str], report: Report, *, dry_run: bool) -> Iterator[None]:
    """Take in categories and pictures; answers after each file."""
    missing = sorted(file for file in manifest(folder) if not (folder / file).is_file())
    if missing:
        report.remarks.append(f"{name(folder / MANIFEST)}: {len(missing)} files are not there, such as {missing[0]}")
    if not (folder / MANIFEST).exists():
        report.remarks.append(f"{name(folder)}: this export was broken off and may not be whole")
    _take_categories(folder, name, report, dry_run=dry_run)
    yield
    if not (folder / IMAGES).is_dir() or not inside(folder, folder / IMAGES):
        return

    def refuse(path: Path, error: DocumentError) -> None:
        report.refuse(name(path), error)

    for path in files(folder / IMAGES, refuse):
        with Interrupts():
            try:
                new = pictures.take(path, path.relative_to(folder).as_posix(), write=not dry_run)
                report.beside["pictures"] += new
            except DocumentError as error:
                refuse(path, error)
        yield


def _take_categories(folder: Path, name: Callable[[Path], str], report: Report, *, dry_run: bool) -> None:
    path = folder / CATEGORIES
    if not path.is_file() or not inside(folder, path):
        return
    with Interrupts():
        try:
            with transaction.atomic():
                outcomes = list(categories.take_in(read(path)))
                transaction.set_rollback(dry_run)
        except DocumentError as error:
            outcomes = [error]
        for outcome in outcomes:
            if isinstance(outcome, DocumentError):
                report.refuse(name(path), outcome)
            else:
                report.beside["categories"] += outcome
