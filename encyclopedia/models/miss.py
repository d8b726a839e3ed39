"""What readers looked for and did not find, counted without a word about who asked."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from encyclopedia.document.names import fold
from encyclopedia.site.address_secret import AddressSecret

#: What fewer readers have looked for is shown to nobody, and forgotten after a while.
SEVERAL = 3
KEPT = timedelta(days=30)
#: New names a day; what is typed into a search can be anything.
MAX_A_DAY = 2_000
LONGEST = 60
MAX_WORDS = 4
#: Addresses of mail, and numbers that may be somebody's.
PERSONAL = re.compile(r"@|\d[\d\s./-]{4,}\d|://")


class MissManager(models.Manager["Miss"]):
    def count(self, typed: str, address: str) -> None:
        """Count one who searches from this network address without result; what is long or looks personal is not kept.

        However often somebody asks for the same, it counts once. Until several have, nobody can read what it was: only
        a keyed hash of it is counted.
        """
        name, today = " ".join(typed.split()), timezone.now().date()
        if not fold(name) or len(name) > LONGEST or len(name.split()) > MAX_WORDS or PERSONAL.search(name):
            return
        key = fold(name)
        # A `#` is part of no folded word that was typed alone.
        hidden = f"#{salted_hmac('encyclopedia.miss', key, algorithm='sha256').hexdigest()}"
        keys = AddressSecret.objects.keys_of(address, about=hidden)
        miss = self.filter(key__in=[key, hidden]).first()
        if miss and miss.seekers.filter(key__in=keys).exists():
            return
        with transaction.atomic():
            if miss is None:
                if self.filter(first_day=today).count() >= MAX_A_DAY:
                    return
                new = {"times": 0, "first_day": today, "last_day": today}
                miss, _ = self.get_or_create(key=hidden, defaults=new)
            if not Seeker.objects.get_or_create(miss=miss, key=keys[0], defaults={"day": today})[1]:
                return
            self.filter(pk=miss.pk).update(times=F("times") + 1, last_day=today)
            if not miss.name and miss.seekers.count() >= SEVERAL:
                # Two who come third at once write the same.
                self.filter(pk=miss.pk).update(key=key, name=name)

    def of_several(self) -> Any:
        """What several have looked for, what most have first."""
        return self.exclude(name="").order_by("-times", "key")

    def outdated(self, now: datetime) -> Any:
        """What only a few have looked for, long ago."""
        return self.filter(name="", last_day__lt=(now - KEPT).date())


class Miss(models.Model):
    key = models.CharField(max_length=180, unique=True)
    name = models.CharField(
        max_length=LONGEST, blank=True, help_text="As it was typed; empty until several have looked for it."
    )
    times = models.PositiveIntegerField(help_text="How many have looked for it.")
    first_day = models.DateField(db_index=True)
    last_day = models.DateField(db_index=True)

    objects = MissManager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-times", "key"], name="miss_often")]

    def __str__(self) -> str:
        return f"{self.name}: {self.times}"


class SeekerManager(models.Manager["Seeker"]):
    def outdated(self, now: datetime) -> Any:
        """Those that need not be told from others any more."""
        return self.filter(day__lt=(now - KEPT).date())


class Seeker(models.Model):
    """That somebody has looked for it, known by a key that says nothing of who it was or what else they look for."""

    miss = models.ForeignKey(Miss, models.CASCADE, related_name="seekers", db_index=False)
    key = models.CharField(max_length=64, help_text="A keyed hash of a network address; see AddressSecret.")
    day = models.DateField(db_index=True)

    objects = SeekerManager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["miss", "key"], name="seeker_once")]

    def __str__(self) -> str:
        return f"One who looked for {self.miss_id}"
