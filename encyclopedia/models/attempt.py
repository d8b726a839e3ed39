"""How often something was tried, counted in the database so that every process counts together."""

import time

from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac

KEPT = 86_400  # seconds
COUNT = """INSERT INTO encyclopedia_attempt ("key", "window", tries) VALUES (%s, %s, 1)
    ON CONFLICT ("key", "window") DO UPDATE SET tries = encyclopedia_attempt.tries + 1"""


class AttemptManager(models.Manager):
    def count(self, *party, window):
        """Count one more try by `party` in the current window of `window` seconds; answers how many there were."""
        key, began = self._place(party, window)
        with transaction.atomic():
            # Made or moved in one statement, the row is ours until the end: nobody can `forget` it before it is read.
            with connection.cursor() as cursor:
                cursor.execute(COUNT, [key, began])
            tries = self.get(key=key, window=began).tries
        if tries == 1:
            self.filter(window__lt=began - KEPT).delete()
        return tries

    def forget(self, *party, window):
        """Count from nothing again."""
        key, began = self._place(party, window)
        self.filter(key=key, window=began).delete()

    @staticmethod
    def _place(party, window):
        key = salted_hmac("encyclopedia.attempt", "\x00".join(party), algorithm="sha256").hexdigest()
        return key, int(time.time()) // window * window


class Attempt(models.Model):
    """Tries of one kind by one party within one window of time. The key is a keyed hash and tells nobody who it was."""

    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField(db_index=True, help_text="Seconds since 1970 at which the window began.")
    tries = models.PositiveIntegerField(default=0)

    objects = AttemptManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="attempt_window_once")]

    def __str__(self):
        return f"{self.tries} in {self.window}"
