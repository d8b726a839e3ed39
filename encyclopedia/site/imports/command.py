"""What commands that take in files have in common."""

import sys
from collections.abc import Iterable
from typing import Protocol

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, ProgrammingError

from .progress import Progress
from .report import Report

OUTCOMES = ("created", "updated", "unchanged", "refused")


class Importer(Protocol):
    """What takes files in, one step after the other."""

    report: Report

    @property
    def dry_run(self) -> bool:
        """Whether nothing is written."""


class ImportCommand(BaseCommand):
    """Takes in files: shows on a terminal how far it is, names what is refused, ends with counts."""

    def take_in(self, importer: Importer, steps: Iterable[tuple[int, int]]) -> None:
        """Take all steps, each of which says how many of how many files are read.

        Exits with status 1 if anything was refused, 130 if a person stopped it.
        """
        status = 0
        try:
            with Progress() as progress:
                for done, total in steps:
                    if total:
                        progress.show(done, total)
                    self._say_new(importer, progress)
        except KeyboardInterrupt:
            status = 130
        except DatabaseError as error:
            self._say_new(importer)
            hint = "\n`python manage.py migrate` makes a new one ready." if _lacks_a_table(error) else ""
            raise CommandError(f"The database refused, and the rest was left: {error}{hint}") from error
        except OSError as error:
            self._say_new(importer)
            raise CommandError(f"{error.filename or 'A file'}: {error.strerror}. The rest was left.") from None
        self._say_new(importer)
        self._say_counts(importer)
        if status:
            self.stderr.write("Interrupted; what is counted is in. Run again for the rest.")
        elif importer.report.counts["refused"]:
            status = 1
        if status:
            sys.exit(status)

    def _say_counts(self, importer: Importer) -> None:
        report = importer.report
        if importer.dry_run:
            self.stdout.write("Nothing was written. It would be:")
        self.stdout.write(", ".join(f"{outcome} {report.counts[outcome]}" for outcome in OUTCOMES))
        if beside := [f"{what} {number}" for what, number in sorted(report.beside.items()) if number]:
            self.stdout.write(f"with them: {', '.join(beside)}")
        if changed := report.changed:
            self.stdout.write(f"changed on the way: {changed}, each named above")
        if left_out := [f"{number} × {key}" for key, number in report.left_out.most_common()]:
            self.stdout.write(f"left out: {', '.join(left_out)}")

    def _say_new(self, importer: Importer, progress: Progress | None = None) -> None:
        """Print what the report has gained, and forget it."""
        report = importer.report
        if progress and (report.refused or report.remarks):
            progress.clear()
        for line in report.refused:
            self.stderr.write(line)
        for line in report.remarks:
            self.stdout.write(line)
        report.refused.clear()
        report.remarks.clear()


def _lacks_a_table(error: DatabaseError) -> bool:
    return isinstance(error, ProgrammingError) or "no such table" in str(error)
