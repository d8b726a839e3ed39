"""What tells a person from a program, and a note from an advertisement, without asking anybody to prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from comments.models import Comment, Mode, Rules, State
from comments.people import is_trusted
from comments.refusals import Paused

from . import blocklist
from .checker import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comments.posting.draft import Draft

LEAST_AGE = 3  # seconds; nobody reads a form, writes and posts in less
LINKS_OF_SPAM, LINKS_WITHOUT_WAITING = 10, 0
#: More comments than this in a minute, from all senders without account together, and the site is being flooded.
FLOOD = 60
#: More comments than this waiting for a moderator, and no more are taken.
MAX_PENDING = 500
#: What has waited longer was removed, or has come with an import.
WAITING_FOR = timedelta(days=60)
#: How the reasons of imported comments begin: however many they are, nobody has flooded the site with them.
IMPORTED = "imported from"


def recognise(draft: Draft) -> str:
    """Why the draft is spam as it stands; empty where nothing says so. One query, and no lock is needed."""
    if draft.trapped:
        return "honeypot"
    if kind := blocklist.hit(draft):
        return f"block list: {kind}"
    return "many links" if _links(draft) > LINKS_OF_SPAM else ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about a draft before any lock was taken."""

    recognised: str
    """What `recognise` has said."""
    verdict: Verdict
    """What the checker has said."""
    age: float | None = None
    """How old the form was, in seconds; None where that tells nothing."""


def judge(draft: Draft, findings: Findings, *, mode: Mode, now: datetime) -> tuple[State, str]:
    """Where a text goes, and why."""
    if findings.recognised:
        return State.SPAM, findings.recognised
    if findings.verdict == Verdict.SPAM:
        return State.SPAM, "Akismet"
    reasons = [reason for reason, holds in _reasons_to_hold(draft, findings, mode, now) if holds]
    return (State.PENDING, ", ".join(reasons)) if reasons else (State.APPROVED, "")


def _reasons_to_hold(draft: Any, findings: Any, mode: Any, now: datetime) -> Iterator[Any]:
    yield "posted at once", findings.age is not None and findings.age < LEAST_AGE
    yield "flood", is_flooded(now)
    yield "pre-moderated", mode == Mode.PRE_MODERATED
    yield "checker not reached", findings.verdict == Verdict.NOT_REACHED
    yield "link", _links(draft) > LINKS_WITHOUT_WAITING
    if draft.account is None:
        yield "no account", True
    else:
        yield "not trusted yet", not is_trusted(draft.account, now=now)


def _links(draft: Draft) -> int:
    return draft.html.count("<a ")


def is_flooded(now: datetime) -> bool:
    """Whether strangers send so much that everything is held."""
    minute = Comment.objects.filter(account=None, created_at__gt=now - timedelta(minutes=1))
    return minute[: FLOOD + 1].count() > FLOOD


def check_queue(now: datetime) -> None:
    """Raise Paused when moderators take no comments of strangers, or too many wait already."""
    if Rules.objects.filter(pk=1, paused=True).exists():
        raise Paused
    waiting = Comment.objects.filter(state=State.PENDING, account=None, created_at__gt=now - WAITING_FOR)
    if waiting.exclude(reason__startswith=IMPORTED)[: MAX_PENDING + 1].count() > MAX_PENDING:
        raise Paused
