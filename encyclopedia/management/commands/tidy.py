"""`manage.py tidy`: what has been kept long enough is forgotten."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from encyclopedia.models import Miss, Seeker
from encyclopedia.site.address_secret import AddressSecret


class Command(BaseCommand):
    help = (
        "Forgets what few have looked for in vain, who looked for it, and the keys that tell network addresses apart. "
        "`manage.py serve` sees to it once a day; have it run daily beside any other server."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        for what, rows in (
            ("seekers forgotten", Seeker.objects.outdated(now)),
            ("searches forgotten", Miss.objects.outdated(now)),
            ("secrets destroyed", AddressSecret.objects.outdated(now)),
        ):
            self.stdout.write(f"{what} {rows.delete()[1].get(rows.model._meta.label, 0)}")
