"""What commands that take in files have in common."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from encyclopedia.transfer import Import

OUTCOMES = ("created", "updated", "unchanged", "refused")
CLEAR_LINE = "\r\033[K"


class ImportCommand(BaseCommand):
    """Takes in files one by one: shows on a terminal how far it is, names what is refused, ends with counts."""

    def take_in(self, importer: Import, files: Sequence[Path], take: Callable[[Path], None]) -> None:
        """Call `take` with each file; exit with status 1 if any was refused, 130 if a person stopped it."""
        status = 0
        try:
            for number, file in enumerate(files, 1):
                self._show_progress(number, len(files))
                take(file)
                self._say_new(importer)
        except KeyboardInterrupt:
            status = 130
        except DatabaseError as error:
            self._say_new(importer)
            hint = "`python manage.py migrate` makes a new one ready."
            raise CommandError(f"The database refused, and the rest was left: {error}\n{hint}") from error
        self._say_new(importer)
        counts = importer.report.counts
        if importer.dry_run:
            self.stdout.write("Nothing was written. It would be:")
        self.stdout.write(", ".join(f"{outcome} {counts[outcome]}" for outcome in OUTCOMES))
        if status:
            self.stderr.write("Interrupted; what is counted is in. Run again for the rest.")
        elif counts["refused"]:
            status = 1
        if status:
            sys.exit(status)

    def _show_progress(self, number: int, of: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"{CLEAR_LINE}{number} of {of}")
            sys.stderr.flush()

    def _say_new(self, importer: Import) -> None:
        """Print what the report has gained, and forget it."""
        if sys.stderr.isatty():
            sys.stderr.write(CLEAR_LINE)
        report = importer.report
        for line in report.refused:
            self.stderr.write(line)
        for line in report.remarks:
            self.stdout.write(line)
        report.refused.clear()
        report.remarks.clear()
