"""A discussion that was exported, taken in again for an article that has none yet."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .articles import REFUSED_CHARACTERS, RENDERER_VERSION, Article, move_version, render_comment
from .models import DEEPEST, NAME_LENGTH, Comment, CommentRevision, Discussion, Mode, State, Transition

KEYS = {"id", "parent", "reply_to", "time", "state", "name", "edited", "text"}
PUBLIC_ID = re.compile(r"[0-9a-f]{16}")
LONGEST = 5_000
REASON = "restored from an export"


@dataclass(slots=True)
class Restored:
    """A comment with the text that readers saw of it; None where they saw none."""

    comment: Comment
    text: str | None
    edited: datetime


@transaction.atomic
def restore(article: Article, objects: Iterable[Mapping[str, object]]) -> int:
    """Take in what `export` has told of the discussion of an article; answers how many comments there are.

    Every text is rendered anew. Raises ValueError about the object that was taken last.
    """
    found: dict[str, Restored] = {}
    mode = None
    for values in objects:
        if values.keys() == {"mode"}:
            mode = _one_of(values, "mode", Mode)
            continue
        restored = _read(article, values, found)
        found[restored.comment.public_id] = restored
    _count(found.values())
    for depth in range(1, DEEPEST + 1):
        _write([restored for restored in found.values() if restored.comment.depth == depth])
    if mode:
        Discussion.objects.update_or_create(article=article, defaults={"mode": mode})
    if found:
        move_version(article.pk)
    return len(found)


def _read(article: Article, values: Mapping[str, object], found: Mapping[str, Restored]) -> Restored:
    for key in values.keys() - KEYS:
        raise ValueError(f"the key “{key[:80]}” is not known here")
    public_id = _text(values, "id", 16)
    if not PUBLIC_ID.fullmatch(public_id):
        raise ValueError("id: 16 of the digits 0-9 and a-f are expected here")
    if public_id in found or Comment.objects.filter(public_id=public_id).exists():
        raise ValueError(f"there is a comment with the id {public_id} already")
    comment = Comment(
        article=article,
        public_id=public_id,
        state=_one_of(values, "state", State),
        author_name=_text(values, "name", NAME_LENGTH),
        created_at=_time(values, "time"),
    )
    _place(comment, values, found)
    text = _text(values, "text", LONGEST) if "text" in values else None
    if comment.is_approved != bool(text) or (comment.is_approved and not comment.author_name):
        raise ValueError("an approved comment has a name and a text, and any other has no text")
    return Restored(comment, text, _time(values, "edited") if "edited" in values else comment.created_at)


def _place(comment: Comment, values: Mapping[str, object], found: Mapping[str, Restored]) -> None:
    """Let the comment hang from what it hung from. Raises ValueError where that is not possible."""
    if parent := _above(values, "parent", found):
        comment.parent, comment.depth = parent, parent.depth + 1
        if comment.depth > DEEPEST:
            raise ValueError(f"comments lie at most {DEEPEST} deep")
    if answered := _above(values, "reply_to", found):
        if comment.depth < DEEPEST or answered.parent is not comment.parent:
            raise ValueError("reply_to: only a comment beside this one, where comments lie deepest, can stand here")
        comment.reply_to = answered


def _above(values: Mapping[str, object], key: str, found: Mapping[str, Restored]) -> Comment | None:
    if key not in values:
        return None
    name = _text(values, key, 16)
    if name not in found:
        raise ValueError(f"{key}: no comment above has the id {name}")
    return found[name].comment


def _count(restored: Iterable[Restored]) -> None:
    """Let each comment know how many approved ones hang from it."""
    below: Counter[str] = Counter()
    for each in restored:
        above = each.comment.parent
        while above and each.comment.is_approved:
            below[above.public_id] += 1
            above = above.parent
    for each in restored:
        each.comment.approved_below = below[each.comment.public_id]


def _write(level: list[Restored]) -> None:
    """Store comments that lie equally deep; what they hang from is stored already."""
    kept = [(each.comment.state, each.comment.reply_to) for each in level]
    comments = [each.comment for each in level]
    for comment in comments:
        if comment.parent:
            comment.parent_id, comment.root_id = comment.parent.pk, comment.parent.root_id or comment.parent.pk
        # What is approved has a text, which needs the comment; and it may answer one of the same level.
        comment.state, comment.reply_to = State.PENDING, None
    Comment.objects.bulk_create(comments)
    CommentRevision.objects.bulk_create(revisions := [_revision(each) for each in level])
    for comment, revision, (state, answered) in zip(comments, revisions, kept, strict=True):
        comment.state, comment.reply_to = state, answered
        if comment.is_approved:
            comment.approved = revision
    Comment.objects.bulk_update(comments, ["state", "approved", "reply_to"])
    Transition.objects.bulk_create(map(_transition, comments))


def _revision(restored: Restored) -> CommentRevision:
    # What is not approved has an empty text: a moderator can look at it, and there is nothing to be seen.
    text = restored.text or ""
    return CommentRevision(
        comment=restored.comment,
        number=1,
        source=text,
        html=render_comment(text),
        renderer_version=RENDERER_VERSION,
        created_at=restored.edited,
    )


def _transition(comment: Comment) -> Transition:
    return Transition(
        comment=comment,
        from_state="",
        to_state=comment.state,
        reason=REASON,
        revision_number=1,
        created_at=timezone.now(),
    )


def _one_of(values: Mapping[str, object], key: str, kind: type[State] | type[Mode]) -> State | Mode:
    try:
        return kind(values.get(key))
    except ValueError:
        raise ValueError(f"{key}: one of {', '.join(kind.values)} is expected here") from None


def _text(values: Mapping[str, object], key: str, longest: int) -> str:
    found = values.get(key, "")
    if not isinstance(found, str):
        raise ValueError(f"{key}: a text is expected here")
    if len(found) > longest:
        raise ValueError(f"{key}: the text is longer than {longest:,} characters")
    if refused := REFUSED_CHARACTERS.search(found):
        raise ValueError(f"{key}: the character U+{ord(refused[0]):04X} is not allowed here")
    return found


def _time(values: Mapping[str, object], key: str) -> datetime:
    found = values.get(key)
    try:
        if not (isinstance(found, str) and found.endswith("Z")):
            raise ValueError
        moment = datetime.fromisoformat(found)
    except ValueError:
        raise ValueError(f"{key}: a time such as 2026-05-14T09:00:00.000000Z is expected here") from None
    if not 1000 <= moment.year <= 9998:
        raise ValueError(f"{key}: the year is not between 1000 and 9998")
    return moment
