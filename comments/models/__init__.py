"""What is stored of a discussion. Only `moderation` changes the state of a comment."""

from .comment import (
    AVATARS,
    BESIDE,
    DEEPEST,
    NAME_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    Comment,
    CommentRevision,
    State,
    new_public_id,
)
from .discussion import Discussion, Mode, Rules
from .filter import BlockEntry, BlockKind
from .mail import Digest, Subscription
from .opinion import NOTE_LENGTH, Complaint, Report, Vote
from .passage import CONTEXT_LENGTH, QUOTATION_LENGTH, Passage
from .person import Person
from .sender import Charge, UsedNonce
from .transition import Transition

__all__ = [
    "AVATARS",
    "BESIDE",
    "CONTEXT_LENGTH",
    "DEEPEST",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "QUOTATION_LENGTH",
    "REASON_LENGTH",
    "TEXT_LENGTH",
    "BlockEntry",
    "BlockKind",
    "Charge",
    "Comment",
    "CommentRevision",
    "Complaint",
    "Digest",
    "Discussion",
    "Mode",
    "Passage",
    "Person",
    "Report",
    "Rules",
    "State",
    "Subscription",
    "Transition",
    "UsedNonce",
    "Vote",
    "new_public_id",
]
