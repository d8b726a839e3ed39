"""Taking in what somebody wrote: a new comment, and the newer text of one's own."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments import moderation
from comments.articles import Article
from comments.mail import subscriptions
from comments.models import DEEPEST, Comment, Mode, State, UsedNonce
from comments.moderation import Actor, NoSuchStep, Role, Stale
from comments.refusals import MINUTES_TO_CHANGE, Changed, Duplicate, NoSuchComment, NotOpenToReplies, TooLate
from comments.senders import rates
from comments.senders.sender import Sender, sender

from . import checker, spam
from .checker import Verdict
from .draft import Draft
from .tokens import FormToken

#: How long the same text from the same sender at the same place is taken for a slip of the finger.
SAME_AGAIN = timedelta(hours=24)
#: How long one's own comment can be changed, and deleted by who has no account.
CHANGEABLE = timedelta(minutes=MINUTES_TO_CHANGE)


def submit(article: Article, draft: Draft, token: FormToken, *, mode: Mode = Mode.OPEN) -> Comment:
    """Take in what somebody wrote. A form that was sent before gives the comment that it made then.

    Raises NotOpenToReplies, Duplicate, TooFast or Paused; nothing is stored then, and the form can be sent again.
    """
    now = timezone.now()
    comment = Comment(article=article, author_name=draft.name, email=draft.email, account=draft.account, created_at=now)
    recognised, verdict = spam.recognise(draft), Verdict.NOT_ASKED
    if checker.is_asked() and not recognised and _would_be_taken(comment, draft, token):
        verdict = checker.ask(draft, comment)
    findings = spam.Findings(recognised, verdict, token.age)
    with transaction.atomic():
        party = sender(draft.address, draft.account)
        first = _claim(token.nonce, comment)
        if first:
            return first
        if token.parent:
            _place_below(comment, _locked_parent(article, token.parent))
        _check_new(comment, draft.text, party)
        with rates.charged("comment", party, now=now):
            if party.account is None:
                spam.check_queue(now)
            state, reason = spam.judge(draft, findings, mode=mode, now=now)
            comment.ip_key = party.ip_key
            moderation.begin(comment, draft.revision(1, now), state, reason=reason)
            if draft.subscribe and state != State.SPAM:
                subscriptions.subscribe(comment, party, now=now)
            if draft.passage:
                draft.passage.comment = comment
                draft.passage.save()
    return comment


def edit(comment: Comment, draft: Draft, *, expected: str, mode: Mode = Mode.OPEN) -> Comment:
    """Take in the newer text of one's own comment; whose it is, the caller has made sure of.

    It runs through the checks of a new one. Readers see the approved text until this one is approved.

    Raises Changed when it is not what it was when the form was opened, TooLate or TooFast.
    """
    now = timezone.now()
    recognised, verdict = spam.recognise(draft), Verdict.NOT_ASKED
    if checker.is_asked() and not recognised and _would_be_changed(comment, draft, expected, now=now):
        verdict = checker.ask(draft, comment, again=True)
    findings = spam.Findings(recognised, verdict)
    with transaction.atomic():
        stored = _own(comment, expected)
        check_changeable(stored, now=now)
        if _has_text(stored, draft.text):
            return stored
        with rates.charged("edit", sender(draft.address, draft.account), now=now):
            state, reason = spam.judge(draft, findings, mode=mode, now=now)
            revision = draft.revision(stored.revision_number + 1, now)
            moderation.revise(stored, revision, state, reason=reason)
    return stored


def delete(comment: Comment, *, by: User | None) -> Comment:
    """Erase one's own comment; whose it is, the caller has made sure of. A second time changes nothing.

    Raises TooLate, and NoSuchComment when it is gone altogether.
    """
    if comment.state == State.DELETED:
        return comment
    check_deletable(comment, now=timezone.now())
    try:
        return moderation.delete(comment, by=Actor(Role.AUTHOR, by), reason="by its author")
    except NoSuchStep:
        return Comment.objects.get(pk=comment.pk)  # it was deleted in between, from another tab for one
    except Stale:
        raise NoSuchComment from None


def check_changeable(comment: Comment, *, now: datetime) -> None:
    """Raise TooLate when the author can change the text no more. What is held as spam looks as if it were waiting."""
    held = comment.state in {State.PENDING, State.APPROVED, State.SPAM}
    if not held or now > comment.created_at + CHANGEABLE or _was_answered(comment):
        raise TooLate


def check_deletable(comment: Comment, *, now: datetime) -> None:
    """Raise TooLate when the author can delete the comment no more; an account always can."""
    if comment.account_id is None and now > comment.created_at + CHANGEABLE:
        raise TooLate


def open_parent(article: Article, public_id: str) -> Comment:
    """The comment that a reply may answer. Raises NotOpenToReplies when no approved one of this article has that id."""
    # PostgreSQL refuses a question that holds NUL; no id holds anything but letters and digits.
    rows = Comment.objects.filter(article=article, public_id=public_id, state=State.APPROVED)
    parent = rows.select_related("approved").first() if public_id.isalnum() else None
    if parent is None:
        raise NotOpenToReplies
    return parent


def _was_answered(comment: Comment) -> bool:
    """Whether readers see a reply to it. Where comments lie deepest, replies do not hang from what they answer."""
    if comment.depth < DEEPEST:
        return comment.approved_below > 0
    return Comment.objects.filter(reply_to=comment, state=State.APPROVED).exists()


def _would_be_taken(comment: Comment, draft: Draft, token: FormToken) -> bool:
    """Whether the form is a new one. Raises what `submit` raises as things stand, which the locks then make sure of."""
    if UsedNonce.objects.filter(nonce=token.nonce).exists():
        return False
    if token.parent:
        _place_below(comment, open_parent(comment.article, token.parent))
    with transaction.atomic():
        party = sender(draft.address, draft.account)
        _check_new(comment, draft.text, party)
        rates.check_pace("comment", party, now=comment.created_at)
    if party.account is None:
        spam.check_queue(comment.created_at)
    return True


def _would_be_changed(comment: Comment, draft: Draft, expected: str, *, now: datetime) -> bool:
    """Whether there is another text than before. Raises what `edit` raises as things stand."""
    with transaction.atomic():
        stored = _own(comment, expected)
        check_changeable(stored, now=now)
        if _has_text(stored, draft.text):
            return False
        rates.check_pace("edit", sender(draft.address, draft.account), now=now)
    return True


def _has_text(comment: Comment, text: str) -> bool:
    return comment.revisions.get(number=comment.revision_number).source == text


def _claim(nonce: str, comment: Comment) -> Comment | None:
    """Let the form be used up by this comment. The answer is None, or the comment that has used it already."""
    try:
        with transaction.atomic():
            UsedNonce.objects.create(nonce=nonce, comment_id=comment.public_id, created_at=comment.created_at)
    except IntegrityError:
        return UsedNonce.objects.select_related("comment__article").get(nonce=nonce).comment
    return None


def _locked_parent(article: Article, public_id: str) -> Comment:
    try:
        parent = moderation.locked(open_parent(article, public_id))
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


def _check_new(comment: Comment, text: str, party: Sender) -> None:
    """Raise Duplicate when the same sender has put the same text at the same place within a day."""
    same = Comment.objects.filter(
        party.sent,
        created_at__gt=comment.created_at - SAME_AGAIN,
        article_id=comment.article_id,
        parent_id=comment.parent_id,
        reply_to_id=comment.reply_to_id,
        revisions__source=text,
    )
    if same.exists():
        raise Duplicate


def _own(comment: Comment, expected: str) -> Comment:
    try:
        return moderation.locked(comment, expected)
    except Stale:
        raise Changed from None
