"""`manage.py tidy_comments`: what has been kept long enough is forgotten."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from comments.keeping import retention


class Command(BaseCommand):
    help = (
        "Forgets what has been kept long enough: comments that nobody approved, addresses, keys, old texts, the log. "
        "`manage.py serve` sees to it once a day; have it run daily beside any other server."
    )

    def handle(self, **options: Any) -> None:
        try:
            for what, count in retention.tidy(timezone.now()):
                self.stdout.write(f"{what} {count}")
        except KeyboardInterrupt:
            self.stderr.write("Interrupted; run again to complete it.")
            sys.exit(130)
        except DatabaseError as error:
            raise CommandError(f"The database refused: {error}") from error
