"""What a moderator can do to a comment, under the names that buttons, addresses and keys have for it."""

from collections.abc import Callable
from typing import NamedTuple

from comments import moderation
from comments.models import Comment, State
from comments.moderation import undoing


class Verb(NamedTuple):
    do: Callable[..., Comment]
    label: str
    key: str
    done: str
    """What is said once it was done."""


#: By the last part of the address. Keep and approve share a key: a comment offers one of them.
VERBS = {
    "approve": Verb(moderation.approve, "Approve", "a", "Approved"),
    "keep": Verb(moderation.keep, "Keep", "a", "Kept"),
    "drop": Verb(moderation.drop_edit, "Drop the edit", "d", "Edit dropped"),
    "reject": Verb(moderation.reject, "Reject", "r", "Rejected"),
    "spam": Verb(moderation.mark_as_spam, "Spam", "s", "Marked as spam"),
}
#: What takes one of them back. It is no button of the queue: what was decided has left it.
UNDO = "undo"
DECISIONS = VERBS | {UNDO: Verb(undoing.undo, "Undo", "u", "Undone")}


def possible(comment: Comment) -> dict[str, Verb]:
    """What can be done to the comment as it stands, in the order of the buttons."""
    steps = moderation.steps_from(comment.state)
    holds = {
        "approve": State.APPROVED in steps or comment.edit_waits,
        "keep": comment.is_approved and comment.reports_open and not comment.edit_waits,
        "drop": comment.edit_waits,
        "reject": State.REJECTED in steps,
        "spam": State.SPAM in steps,
    }
    return {name: verb for name, verb in VERBS.items() if holds[name]}
