"""What tells a person from a program, without asking anybody to prove it: traps, links and rates."""

from datetime import datetime, timedelta

from .models import Comment, State
from .refusals import Paused, TooFast

LEAST_AGE = 3  # seconds; nobody reads a form, writes and posts in less
MOST_LINKS = 10
#: How many comments one sender may post within how long.
RATES = (
    (1, timedelta(seconds=30)),
    (5, timedelta(minutes=10)),
    (20, timedelta(days=1)),
)
#: More comments than this in a minute, from all senders together, and the site is being flooded.
FLOOD = 60
#: More comments than this waiting for a moderator, and no more are taken.
MOST_PENDING = 500


def judge(html: str, *, trapped: bool, age: float, now: datetime) -> tuple[State, str]:
    """Where a new comment from a stranger goes, and why: never straight to the page."""
    if trapped:
        return State.SPAM, "honeypot"
    if html.count("<a ") > MOST_LINKS:
        return State.SPAM, "many links"
    if age < LEAST_AGE:
        return State.PENDING, "posted at once"
    minute = Comment.objects.filter(account=None, created_at__gt=now - timedelta(minutes=1))
    if minute.count() > FLOOD:
        return State.PENDING, "flood"
    return State.PENDING, ""


def check_rate(ip_keys: list[str], *, now: datetime) -> None:
    """Raise TooFast when this sender has posted as much as one may for now. What was refused does not count."""
    most, longest = RATES[-1]
    sent = Comment.objects.filter(account=None, ip_key__in=ip_keys, created_at__gt=now - longest)
    times = list(sent.order_by("-created_at").values_list("created_at", flat=True)[:most])
    waits = [
        times[number - 1] + window - now
        for number, window in RATES
        if len(times) >= number and times[number - 1] + window > now
    ]
    if waits:
        raise TooFast(int(max(waits).total_seconds()) + 1)


def check_queue() -> None:
    """Raise Paused when too many comments of strangers wait already."""
    waiting = Comment.objects.filter(state=State.PENDING, account=None)[: MOST_PENDING + 1]
    if waiting.count() > MOST_PENDING:
        raise Paused
