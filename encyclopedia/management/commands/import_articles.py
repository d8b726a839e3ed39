"""`manage.py import_articles`: files as articles."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from encyclopedia.document.codec import KEYS
from encyclopedia.site.imports.command import ImportCommand
from encyclopedia.transfer import Import


class Command(ImportCommand):
    help = (
        "Reads article documents, and exports with all that is in them. An article that has the slug of a document is "
        "replaced by it; a new one is a draft unless the document has a status or --publish is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="A file, a folder with files in it, or a .zip of one."
        )
        parser.add_argument("--publish", action="store_true", help="Publish new articles that have no status.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="THEIR_KEY=OUR_KEY",
            help="Read a key of the front matter as another one; may be given several times.",
        )
        parser.add_argument(
            "--ignore-unknown",
            action="store_true",
            help="Leave out keys of the front matter that are not known, and count them.",
        )
        parser.add_argument(
            "--number",
            action="store_true",
            help="Give a document whose slug is taken the next free number; the same file stays the same article.",
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="Write what was taken in, changed on the way, left out and refused to a file, as JSON.",
        )

    def handle(
        self,
        *,
        paths: Any,
        publish: bool,
        dry_run: bool,
        map: Any,
        ignore_unknown: Any,
        number: bool,
        report: Any,
        **options: Any,
    ) -> None:
        importer = Import(
            publish=publish,
            dry_run=dry_run,
            renamed=renamed(map),
            ignore_unknown=ignore_unknown,
            number=number,
        )
        with written_report(report, importer):
            self.take_in(importer, importer.take_in(paths))


@contextmanager
def written_report(path: Path | None, importer: Import) -> Iterator[None]:
    """Write what became of the import, be it whole or broken off. Raises CommandError before it begins."""
    if path is None:
        yield
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--report {path}: {error.strerror}.") from None
    importer.report.is_kept = True
    with file:
        try:
            yield
        finally:
            json.dump(importer.report.as_data(), file, ensure_ascii=False, indent=1)
            file.write("\n")


def renamed(pairs: list[str]) -> dict[str, str]:
    """What each foreign key is called here. Raises CommandError."""
    keys: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = (part.strip() for part in pair.partition("="))
        if not (theirs and equals and ours):
            raise CommandError(f"--map {pair}: write their_key=our_key, for instance --map description=summary.")
        if ours not in KEYS:
            raise CommandError(f"--map {pair}: there is no key “{ours}” here; there are {', '.join(KEYS)}.")
        if theirs in keys:
            raise CommandError(f"--map {pair}: “{theirs}” is read as “{keys[theirs]}” already.")
        keys[theirs] = ours
    return keys
