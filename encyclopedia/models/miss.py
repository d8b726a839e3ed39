"""What readers looked for and did not find, counted without a word about who asked."""

import re
from datetime import timedelta

from django.db import connection, models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from encyclopedia.document.names import fold

#: What fewer have looked for is shown to nobody, and forgotten after a while.
SEVERAL = 3
KEPT = timedelta(days=30)
#: New names a day; what is typed into a search can be anything.
MOST_A_DAY = 2_000
LONGEST = 60
MOST_WORDS = 4
#: Addresses of mail, and numbers that may be somebody's.
PERSONAL = re.compile(r"@|\d[\d\s./-]{4,}\d|://")


class MissManager(models.Manager):
    def count(self, typed):
        """Count one more search without result; what is long or looks personal is not kept.

        Until several have looked for it, nobody can read what it was: only a keyed hash of it is counted.
        """
        name, today = " ".join(typed.split()), timezone.now().date()
        if not fold(name) or len(name) > LONGEST or len(name.split()) > MOST_WORDS or PERSONAL.search(name):
            return
        self.filter(times__lt=SEVERAL, last_day__lt=today - KEPT).delete()
        if self.filter(first_day=today).count() >= MOST_A_DAY:
            return
        key = fold(name)
        if self.filter(key=key).update(times=F("times") + 1, last_day=today):
            return
        hidden = f"#{salted_hmac('encyclopedia.miss', key, algorithm='sha256').hexdigest()}"
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO encyclopedia_miss (key, name, times, first_day, last_day) VALUES (%s, '', 1, %s, %s)"
                " ON CONFLICT (key) DO UPDATE SET times = encyclopedia_miss.times + 1, last_day = EXCLUDED.last_day",
                [hidden, today, today],
            )
        # A `#` is part of no folded word that was typed alone, and two who come third at once write the same.
        self.filter(key=hidden, times__gte=SEVERAL).update(key=key, name=name)

    def of_several(self):
        """What several searches have looked for, what most have first."""
        return self.filter(times__gte=SEVERAL).order_by("-times", "key")


class Miss(models.Model):
    key = models.CharField(max_length=180, unique=True)
    name = models.CharField(
        max_length=LONGEST, blank=True, help_text="As it was typed; empty until several have looked for it."
    )
    times = models.PositiveIntegerField()
    first_day = models.DateField(db_index=True)
    last_day = models.DateField(db_index=True)

    objects = MissManager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-times", "key"], name="miss_often")]

    def __str__(self):
        return f"{self.name}: {self.times}"
