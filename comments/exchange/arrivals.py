"""Comments that arrive by the hundred, from an export of ours or of another system: how they are stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from comments.articles import RENDERER_VERSION, render_comment
from comments.models import DEEPEST, Comment, CommentRevision, State, Transition


@dataclass(slots=True)
class Arrival:
    """A comment that is not stored yet, in the place and the state that it is to have, with its text.

    What it hangs from and what it answers are set as objects. `text` is None where readers saw none.
    """

    comment: Comment
    text: str | None
    written: datetime
    """When the text was."""
    html: str | None = None
    """The text as `render_comment` gives it back, where that is known already."""

    @property
    def revision(self) -> CommentRevision:
        # What is not approved may have an empty text: a moderator can look at it, and there is nothing to be seen.
        text = self.text or ""
        return CommentRevision(
            comment=self.comment,
            number=1,
            source=text,
            html=render_comment(text) if self.html is None else self.html,
            renderer_version=RENDERER_VERSION,
            created_at=self.written,
        )


def place_below(comment: Comment, parent: Comment) -> None:
    """Give a reply its place: below its parent, or beside it where the parent is as deep as comments go."""
    if parent.depth < DEEPEST:
        comment.parent, comment.depth = parent, parent.depth + 1
    else:
        comment.parent, comment.depth, comment.reply_to = parent.parent, DEEPEST, parent


def store(arrivals: Sequence[Arrival], reason: str) -> None:
    """Store them, each with its step in the log, and let all that they hang from count them.

    What they hang from is among them, or stored and locked.
    """
    for depth in range(1, DEEPEST + 1):
        _store_level([arrival for arrival in arrivals if arrival.comment.depth == depth], reason)
    _count(arrivals)


def _store_level(level: list[Arrival], reason: str) -> None:
    """Store comments that lie equally deep; what they hang from is stored already."""
    kept = [(arrival.comment.state, arrival.comment.reply_to) for arrival in level]
    comments = [arrival.comment for arrival in level]
    for comment in comments:
        if comment.parent:
            comment.parent_id, comment.root_id = comment.parent.pk, comment.parent.root_id or comment.parent.pk
        # What is approved has a text, which needs the comment; and it may answer one of the same level.
        comment.state, comment.reply_to = State.PENDING, None
    Comment.objects.bulk_create(comments)
    CommentRevision.objects.bulk_create(revisions := [arrival.revision for arrival in level])
    changed = []
    for comment, revision, (state, answered) in zip(comments, revisions, kept, strict=True):
        comment.state, comment.reply_to = state, answered
        if comment.is_approved:
            comment.approved = revision
        if answered or state != State.PENDING:
            changed.append(comment)
    Comment.objects.bulk_update(changed, ["state", "approved", "reply_to"])
    Transition.objects.bulk_create(_transition(comment, reason) for comment in comments)


def _count(arrivals: Sequence[Arrival]) -> None:
    """Let each comment know how many more approved ones hang from it."""
    more: Counter[int] = Counter()
    for arrival in arrivals:
        above = arrival.comment.parent
        while above and arrival.comment.is_approved:
            more[above.pk] += 1
            above = above.parent
    for number in set(more.values()):
        grown = [pk for pk, count in more.items() if count == number]
        Comment.objects.filter(pk__in=grown).update(approved_below=F("approved_below") + number)


def _transition(comment: Comment, reason: str) -> Transition:
    return Transition(
        comment=comment,
        from_state="",
        to_state=comment.state,
        reason=reason,
        revision_number=1,
        created_at=timezone.now(),
    )
