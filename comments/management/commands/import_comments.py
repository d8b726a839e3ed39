"""`manage.py import_comments`: a discussion from another system."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from comments.exchange.imports.importing import FORMATS, Import, Options
from encyclopedia.site.imports.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Reads the comments in an export of another system. Each belongs to the article whose slug, present or former, "
        "is the last part of its address, or to the one that a mapping names. They wait for a moderator unless "
        "--approve is given. Email addresses, IP addresses and pictures of people are not taken. Run again, it takes "
        "in only what is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="The export; it may be packed with gzip.")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="Which system has written it.")
        parser.add_argument(
            "--approve", action="store_true", help="Show readers at once what was approved in the other system."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument(
            "--map",
            type=Path,
            metavar="FILE",
            help="A CSV file that says which article an address elsewhere belongs to, with rows of address,slug.",
        )

    def handle(self, *, file: Any, format: Any, approve: Any, dry_run: bool, map: Any, **options: Any) -> None:
        importer = Import(Options(format=format, approve=approve, dry_run=dry_run, map=map))
        self.take_in(importer, importer.take_in(file))
