"""`manage.py reindex`: the index made anew."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from encyclopedia import editing
from encyclopedia.site.imports.progress import Progress


class Command(BaseCommand):
    help = "Makes the index of search, facts and timeline anew, and counts all links. The site can be used meanwhile."

    def handle(self, **options: Any) -> None:
        done = 0
        try:
            with Progress() as progress:
                for done, total in editing.reindex():
                    progress.show(done, total)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted; run again to complete it.")
            sys.exit(130)
        except DatabaseError as error:
            raise CommandError(f"The database refused: {error}") from error
        self.stdout.write(f"indexed {done}")
