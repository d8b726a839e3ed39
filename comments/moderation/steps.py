"""Which steps a comment can take, and who may take them."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from comments.models import State

PERMISSION = "comments.moderate_comment"


class Role(StrEnum):
    CHECKS = "checks"
    """The checks that a text runs through when it comes in."""
    AUTHOR = "author"
    """Who has written it; whether that is so, the caller has made sure of."""
    READERS = "readers"
    """Enough readers who have reported it."""
    MODERATOR = "moderator"
    KEEPER = "keeper"
    """The daily work that forgets what need not be kept."""


@dataclass(frozen=True, slots=True)
class Actor:
    """In which role somebody takes a step; the caller vouches for it."""

    role: Role
    account: User | None = None


CHECKS = Actor(Role.CHECKS)
DELETERS = {Role.AUTHOR, Role.MODERATOR, Role.KEEPER}
#: Every step there is, and whose it is. A comment that has just come in has no state yet. From a state to the same one
#: leads a step that approves a newer text, or has one wait.
STEPS: dict[tuple[State | None, State], set[Role]] = {
    (None, State.PENDING): {Role.CHECKS},
    (None, State.SPAM): {Role.CHECKS},
    (None, State.APPROVED): {Role.CHECKS},
    (State.PENDING, State.PENDING): {Role.CHECKS},
    (State.APPROVED, State.APPROVED): {Role.CHECKS, Role.MODERATOR},
    (State.PENDING, State.APPROVED): {Role.CHECKS, Role.MODERATOR},
    (State.REJECTED, State.APPROVED): {Role.MODERATOR},
    (State.SPAM, State.APPROVED): {Role.MODERATOR},
    (State.PENDING, State.REJECTED): {Role.MODERATOR},
    (State.APPROVED, State.REJECTED): {Role.MODERATOR},
    (State.PENDING, State.SPAM): {Role.CHECKS, Role.MODERATOR},
    (State.APPROVED, State.SPAM): {Role.MODERATOR},
    (State.APPROVED, State.PENDING): {Role.READERS},
    (State.PENDING, State.DELETED): DELETERS,
    (State.APPROVED, State.DELETED): DELETERS,
    (State.REJECTED, State.DELETED): DELETERS,
    (State.SPAM, State.DELETED): DELETERS,
}


class Stale(Exception):
    """The comment is not what it was when somebody opened it."""


class NoSuchStep(Exception):
    """From the state that the comment has, nobody takes it to the one that is asked for."""


def check_moderator(by: User | None) -> None:
    """Raise PermissionDenied for everybody but moderators."""
    if by is None or not by.has_perm(PERMISSION):
        raise PermissionDenied


def steps_from(state: str) -> set[State]:
    """Where a moderator can take a comment that has this state."""
    return {to for (before, to), roles in STEPS.items() if before == state != to and Role.MODERATOR in roles}
