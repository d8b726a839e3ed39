"""How often something was tried of late, kept in the database so that every process counts together."""

import time
from typing import Any

from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac

KEPT = 86_400  # seconds; longer than any window
HOLD = """INSERT INTO encyclopedia_attempt ("key", times, newest) VALUES (%s, '[]', %s)
    ON CONFLICT ("key") DO UPDATE SET newest = excluded.newest"""


class AttemptManager(models.Manager["Attempt"]):
    def admit(self, *party: Any, window: Any, most: Any) -> Any:
        """Count one more try by `party`, unless there were `most` within the last `window` seconds; whether it was.

        The window ends now and moves on with every moment: there is no border at which the count begins anew. What
        was not admitted is not counted, so whoever goes on trying gets in again as the first ones leave the window.
        """
        key, now = self._key(party), time.time()
        with transaction.atomic():
            # Made or moved in one statement, the row is ours until the end: nobody counts beside us or forgets it.
            with connection.cursor() as cursor:
                cursor.execute(HOLD, [key, int(now)])
            held = self.get(key=key)
            is_new = not held.times
            # A clock that once was far ahead must not keep anybody out.
            held.times = [tried for tried in held.times if abs(now - tried) < window]
            admitted = len(held.times) < most
            if admitted:
                held.times.append(now)
            held.save(update_fields=["times"])
        if is_new:
            self.filter(newest__lt=now - KEPT).delete()
        return admitted

    def forget(self, *party: Any) -> None:
        """Count from nothing again."""
        self.filter(key=self._key(party)).delete()

    @staticmethod
    def _key(party: Any) -> Any:
        return salted_hmac("encyclopedia.attempt", "\x00".join(party), algorithm="sha256").hexdigest()


class Attempt(models.Model):
    """When one party has tried one kind of thing of late. The key is a keyed hash and tells nobody who it was."""

    key = models.CharField(max_length=64, unique=True)
    times = models.JSONField(default=list, help_text="Seconds since 1970, as many as may count.")
    newest = models.PositiveBigIntegerField(db_index=True, help_text="The second of the last try.")

    objects = AttemptManager()

    def __str__(self) -> str:
        return f"{len(self.times)} until {self.newest}"
