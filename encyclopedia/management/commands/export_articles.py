"""`manage.py export_articles`: the encyclopedia as files."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from encyclopedia.site.imports.progress import Progress
from encyclopedia.transfer import Export, FolderRefused

OUTCOMES = ("created", "updated", "unchanged", "removed")


class Command(BaseCommand):
    help = (
        "Writes the encyclopedia as files: articles of every status, next versions, categories and pictures. Files of "
        "an earlier export that no longer belong are removed, and others in the folder are left alone and named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="The folder to write to; it is made if need be.")
        parser.add_argument("--with-history", action="store_true", help="Write the revisions of each article, too.")
        parser.add_argument("--with-comments", action="store_true", help="Write the comments on each article, too.")

    def handle(self, *, folder: Any, with_history: Any, with_comments: Any, **options: Any) -> None:
        export = Export(folder, with_history=with_history, with_companions=with_comments)
        try:
            with Progress() as progress:
                for done, total in export.run():
                    progress.show(done, total)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted; the export is not whole. Run again to complete it.")
            sys.exit(130)
        except FolderRefused as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror or error}.") from None
        except DatabaseError as error:
            raise CommandError(f"The database refused, and the export is not whole: {error}") from error
        for name in export.unnamed:
            self.stderr.write(f"The picture {name} has a name that cannot stand in an export, and was left out.")
        for name in export.others:
            self.stdout.write(f"{folder / name} is not from an export and was left alone.")
        self.stdout.write(", ".join(f"{outcome} {export.counts[outcome]}" for outcome in OUTCOMES))
