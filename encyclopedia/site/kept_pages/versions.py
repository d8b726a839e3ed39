"""Versions of what pages are made from, as rows that move in the transaction of a change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.signals import post_delete, post_save

from .names import CLOCK, SITE

#: How many names one question holds.
ASKED_AT_ONCE = 500

MOVE = """INSERT INTO encyclopedia_version (name, number) VALUES {rows}
    ON CONFLICT (name) DO UPDATE SET number = encyclopedia_version.number + 1"""
HOLD = """INSERT INTO encyclopedia_version (name, number) VALUES (%s, 0)
    ON CONFLICT (name) DO UPDATE SET number = encyclopedia_version.number"""


Model = TypeVar("Model", bound=type[models.Model])


class VersionManager(models.Manager["Version"]):
    def move(self, names: Iterable[str]) -> None:
        """Tell that what bears these names is not what it was. Part of the transaction that changes it."""
        # In one order, so that of two who move the same ones one waits for the other, and never both.
        listed = sorted(set(names))
        with connection.cursor() as cursor:
            for start in range(0, len(listed), ASKED_AT_ONCE):
                some = listed[start : start + ASKED_AT_ONCE]
                cursor.execute(MOVE.format(rows=", ".join(["(%s, 1)"] * len(some))), some)

    def numbers(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of these versions; those that never moved are left out."""
        listed = list(names)
        question = f"SELECT name, number FROM encyclopedia_version WHERE name IN ({', '.join(['%s'] * len(listed))})"  # noqa: S608
        # Each page asks so, once or twice; to put it together by the ORM takes ten times as long as the answer.
        with connection.cursor() as cursor:
            cursor.execute(question, listed)
            return dict(cursor.fetchall())

    def hold_clock(self) -> None:
        """Keep the clock for this transaction: whoever wants to set it waits, and then sees what this one has done."""
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [CLOCK])

    def set_clock(self, moment: datetime | None) -> None:
        """Say when something becomes public next; part of a transaction that holds the clock."""
        self.filter(name=CLOCK).update(number=milliseconds(moment) if moment else 0)


class Version(models.Model):
    """How often something has changed that pages show, by its name; there is none where it never has."""

    name = models.CharField(max_length=320, primary_key=True)
    number = models.BigIntegerField()

    objects = VersionManager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def shown_everywhere(model: Model) -> Model:
    """Have all pages made anew when a row of the model is saved or deleted, which is to be done in a transaction."""

    def move(**_: Any) -> None:
        Version.objects.move([SITE])

    for signal in (post_save, post_delete):
        signal.connect(move, sender=model, weak=False)
    return model


def milliseconds(moment: datetime) -> int:
    """The moment as the clock's number, at its beginning."""
    return int(moment.timestamp() * 1000)
