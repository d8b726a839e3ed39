"""The verbs. Every change of a comment's state ends in `_enter`, whoever asks for it and from wherever."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from . import spam
from .articles import RENDERER_VERSION, Article, move_version
from .models import DEEPEST, Comment, Discussion, Mode, State, Transition, UsedNonce
from .refusals import Closed, Duplicate, NotOpenToReplies
from .senders import keys_of
from .tokens import FormToken

PERMISSION = "comments.moderate_comment"
#: How long the same text from the same sender at the same place is taken for a slip of the finger.
SAME_AGAIN = timedelta(hours=24)


class Role(StrEnum):
    CHECKS = "checks"
    """The checks that a new comment runs through."""
    MODERATOR = "moderator"


#: Every step there is, and whose it is. A comment that has just come in has no state yet.
STEPS: dict[tuple[State | None, State], set[Role]] = {
    (None, State.PENDING): {Role.CHECKS},
    (None, State.SPAM): {Role.CHECKS},
    (State.PENDING, State.APPROVED): {Role.MODERATOR},
    (State.REJECTED, State.APPROVED): {Role.MODERATOR},
    (State.SPAM, State.APPROVED): {Role.MODERATOR},
    (State.PENDING, State.REJECTED): {Role.MODERATOR},
    (State.APPROVED, State.REJECTED): {Role.MODERATOR},
    (State.PENDING, State.SPAM): {Role.MODERATOR},
    (State.APPROVED, State.SPAM): {Role.MODERATOR},
}


class Stale(Exception):
    """The comment is not what it was when the moderator opened it."""


class NoSuchStep(Exception):
    """From the state that the comment has, nobody takes it to the one that is asked for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form brings, after its fields were found in order."""

    text: str
    html: str
    """The text as `render_comment` has just given it back."""
    name: str
    email: str
    address: str
    """Where the request came from; only a keyed hash of it is kept."""
    trapped: bool
    """Whether the field that people do not see was filled in."""


def approve(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Let every reader see the comment as it reads now. Raises what `transition` raises."""
    return transition(comment, State.APPROVED, by=by, expected=expected, reason=reason)


def reject(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """Keep the comment from readers, or take it from them. Raises what `transition` raises."""
    return transition(comment, State.REJECTED, by=by, expected=expected, reason=reason)


def mark_as_spam(comment: Comment, *, by: AbstractBaseUser, expected: str | None = None, reason: str = "") -> Comment:
    """The same as `reject`, for what no person meant. Raises what `transition` raises."""
    return transition(comment, State.SPAM, by=by, expected=expected, reason=reason)


@transaction.atomic
def transition(
    comment: Comment, to: State, *, by: AbstractBaseUser | None, expected: str | None = None, reason: str = ""
) -> Comment:
    """Take a comment from its state to another; the answer is the comment as it then is.

    `expected` is the version (see `Comment.version`) that `by` has read; without it, whatever stands there is meant.

    Raises PermissionDenied when the step is not for this person, Stale when the comment has another version by now
    or is gone, NoSuchStep when no step leads there.
    """
    role = role_of(by)
    stored = _locked(comment)
    if expected is not None and expected != stored.version:
        raise Stale
    before = State(stored.state)
    if (before, to) not in STEPS:
        raise NoSuchStep
    if role not in STEPS[before, to]:
        raise PermissionDenied
    _enter(stored, to, before=before, by=by, reason=reason)
    return stored


def role_of(by: AbstractBaseUser | None) -> Role:
    """In which role somebody takes a step; None stands for the checks. Raises PermissionDenied for everybody else."""
    if by is None:
        return Role.CHECKS
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    return Role.MODERATOR


def steps_from(state: str) -> set[State]:
    """Where a moderator can take a comment that has this state."""
    return {to for (before, to), roles in STEPS.items() if before == state and Role.MODERATOR in roles}


def submit(article: Article, draft: Draft, token: FormToken) -> Comment:
    """Take in what somebody wrote. A form that was sent before gives the comment that it made then.

    Raises NotOpenToReplies, Duplicate, TooFast or Paused; nothing is stored then, and the form can be sent again.
    """
    now = timezone.now()
    comment = Comment(article=article, author_name=draft.name, email=draft.email, created_at=now)
    with transaction.atomic():
        # From here to the end nobody else is taking a comment in: what is counted stays true.
        ip_keys = keys_of(draft.address)
        first = _claim(token.nonce, comment)
        if first:
            return first
        if token.parent:
            _place_below(comment, _locked_parent(article, token.parent))
        _check_new(comment, draft.text, ip_keys)
        spam.check_rate(ip_keys, now=now)
        spam.check_queue()
        state, reason = spam.judge(draft.html, trapped=draft.trapped, age=token.age, now=now)
        comment.ip_key = ip_keys[0]
        comment.save()
        comment.revisions.create(
            number=1, source=draft.text, html=draft.html, renderer_version=RENDERER_VERSION, created_at=now
        )
        _enter(comment, state, before=None, by=None, reason=reason)
    return comment


def _claim(nonce: str, comment: Comment) -> Comment | None:
    """Let the form be used up by this comment. The answer is None, or the comment that has used it already."""
    try:
        with transaction.atomic():
            UsedNonce.objects.create(nonce=nonce, comment_id=comment.public_id, created_at=comment.created_at)
    except IntegrityError:
        return UsedNonce.objects.select_related("comment__article").get(nonce=nonce).comment
    return None


def open_parent(article: Article, public_id: str) -> Comment:
    """The comment that a reply may answer. Raises NotOpenToReplies when no approved one of this article has that id."""
    # PostgreSQL refuses a question that holds NUL; no id holds anything but letters and digits.
    rows = Comment.objects.filter(article=article, public_id=public_id, state=State.APPROVED)
    parent = rows.select_related("approved").first() if public_id.isalnum() else None
    if parent is None:
        raise NotOpenToReplies
    return parent


def _locked_parent(article: Article, public_id: str) -> Comment:
    try:
        parent = _locked(open_parent(article, public_id))
    except Stale:
        raise NotOpenToReplies from None
    if not parent.is_approved:
        raise NotOpenToReplies
    return parent


def _place_below(comment: Comment, parent: Comment) -> None:
    """Give a reply its place: below its parent, or beside it where the parent is as deep as comments go."""
    if parent.depth < DEEPEST:
        comment.parent, comment.root_id, comment.depth = parent, parent.root_id or parent.pk, parent.depth + 1
    else:
        comment.parent_id, comment.root_id, comment.depth = parent.parent_id, parent.root_id, DEEPEST
        comment.reply_to = parent


def _check_new(comment: Comment, text: str, ip_keys: list[str]) -> None:
    """Raise Duplicate when the same sender has put the same text at the same place within a day."""
    same = Comment.objects.filter(
        ip_key__in=ip_keys,
        created_at__gt=comment.created_at - SAME_AGAIN,
        article_id=comment.article_id,
        parent_id=comment.parent_id,
        reply_to_id=comment.reply_to_id,
        revisions__source=text,
    )
    if same.exists():
        raise Duplicate


def check_open(article: Article) -> None:
    """Raise Closed when no comments are taken on the article."""
    if Discussion.objects.filter(article=article, mode=Mode.CLOSED).exists():
        raise Closed


@transaction.atomic
def set_mode(article: Article, mode: Mode, *, by: AbstractBaseUser) -> Discussion:
    """Decide how comments are taken on the article. Raises PermissionDenied."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    discussion, _ = Discussion.objects.update_or_create(article=article, defaults={"mode": mode})
    move_version(article.pk)
    return discussion


@transaction.atomic
def remove(comment: Comment, *, by: AbstractBaseUser) -> None:
    """Delete the comment and all that hangs from it, for good; only the log keeps that it was there.

    Raises PermissionDenied for anybody but a superuser, Stale when it is gone already.
    """
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    stored = _locked(comment)
    _count(stored, -stored.approved_below - stored.is_approved)
    _log(stored, stored.state, State.DELETED, by=by, reason="removed")
    stored.delete()
    move_version(stored.article_id)


def _locked(comment: Comment) -> Comment:
    """The comment as it is stored, locked. Its root is locked first, so that a thread has one change at a time."""
    rows = Comment.objects.select_for_update(no_key=True)
    try:
        if comment.root_id:
            rows.get(pk=comment.root_id)
        return rows.get(pk=comment.pk)
    except Comment.DoesNotExist:
        raise Stale from None


def _enter(comment: Comment, to: State, *, before: State | None, by: AbstractBaseUser | None, reason: str) -> None:
    """The one place where a comment gets a state."""
    comment.state, comment.reason = to, reason
    if to == State.APPROVED:
        comment.approved = comment.revisions.get(number=comment.revision_number)
    comment.save(update_fields=["state", "reason", "approved"])
    _count(comment, (to == State.APPROVED) - (before == State.APPROVED))
    _log(comment, before or "", to, by=by, reason=reason)
    move_version(comment.article_id)


def _count(comment: Comment, change: int) -> None:
    """Let all that the comment hangs from know that there are more or fewer approved comments below."""
    if not change:
        return
    above, parent = [], comment.parent_id
    while parent:
        above.append(parent)
        parent = Comment.objects.values_list("parent", flat=True).get(pk=parent)
    Comment.objects.filter(pk__in=above).update(approved_below=F("approved_below") + change)


def _log(comment: Comment, before: str, to: State, *, by: AbstractBaseUser | None, reason: str) -> None:
    Transition.objects.create(
        comment=comment,
        by=by,
        from_state=before,
        to_state=to,
        reason=reason,
        revision_number=comment.revision_number,
        created_at=timezone.now(),
    )
