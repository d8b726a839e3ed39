"""What moderators and others do to comments: the verbs, and the steps that there are."""

from .changes import locked
from .steps import PERMISSION, STEPS, Actor, NoSuchStep, Role, Stale, check_moderator, steps_from
from .verbs import (
    REDACTED,
    approve,
    begin,
    delete,
    drop_edit,
    keep,
    keep_public_text,
    mark_as_spam,
    redact,
    reject,
    remove,
    revise,
    transition,
)

__all__ = [
    "PERMISSION",
    "REDACTED",
    "STEPS",
    "Actor",
    "NoSuchStep",
    "Role",
    "Stale",
    "approve",
    "begin",
    "check_moderator",
    "delete",
    "drop_edit",
    "keep",
    "keep_public_text",
    "locked",
    "mark_as_spam",
    "redact",
    "reject",
    "remove",
    "revise",
    "steps_from",
    "transition",
]
