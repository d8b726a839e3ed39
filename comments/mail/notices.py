"""What is told to whom by mail: that a reply has come, that something waits, that a decision was made.

Each is asked for in the transaction that gives the reason, and written when it is sent: what was taken back in between
is told to nobody. No mail holds a word of a comment, or a name or an address but the addressee's own.
"""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.signing import TimestampSigner
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from comments.articles import published_articles
from comments.models import Comment, Digest, State, Subscription
from encyclopedia.site.mailboxes import key_of

from . import digest
from .tasks import deliver, from_template, letter, message_id, one_line, send

#: How often one subscription is written to at most.
NOTICE_EVERY = timedelta(hours=1)
#: A link that confirms a subscription is signed for this alone; the one that ends it has no use here.
CONFIRMING = TimestampSigner(salt="comments.subscription.confirm", sep=".")


def send_later(subject: str, text: str, to: list[str], headers: dict[str, str] | None = None) -> None:
    """Have a mail sent behind the request, once the transaction is through; as plain text, with a subject of one line.

    The mail is kept in the database until it was sent or given up, and no longer.
    """
    named = {"Message-ID": message_id(subject, text, to, timezone.now())} | (headers or {})
    deliver.enqueue({"subject": one_line(subject), "text": text, "to": list(to), "headers": named})


def entered(comment: Comment, to: State, *, before: State | None, decided_by: User | None) -> None:
    """Have those written to whom it concerns that a comment has come into a state.

    Called in the transaction of the step, before it is logged. `decided_by` is the moderator, where one has decided.
    """
    if to == State.APPROVED and comment.parent_id and not comment.transitions.filter(to_state=State.APPROVED).exists():
        _ask_for_notices(comment)
    if to == State.PENDING or comment.edit_waits:
        digest.something_waits()
    if decided_by and comment.account_id and comment.account_id != decided_by.pk:
        _ask_for_decision(comment, before)


def verified_address(account: User | None) -> str:
    """The address at which the account is reached, empty where none was proven."""
    proven = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "pk")
    return proven.values_list("email", flat=True).first() or ""


def find_lost() -> int:
    """Put what is due into the queue where it is not, since its task was lost; the answer is how many mails."""
    queue = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    due = Subscription.objects.filter(notice_due=True)
    # The queue is read last: what has come into it since is no less there.
    subscriptions, digest_due = list(due), Digest.objects.filter(pk=1, is_due=True).exists()
    found = {tuple(task["args"]) for task in _arguments(queue, tell_of_replies)}
    lost = [subscription for subscription in subscriptions if (subscription.pk,) not in found]
    for subscription in lost:
        put_in_queue(subscription)
    digest_lost = digest_due and not _arguments(queue, digest.tell_moderators)
    if digest_lost:
        digest.put_in_queue()
    return len(lost) + digest_lost


def _arguments(queue: QuerySet[DBTaskResult], task: Task) -> list[dict[str, list[object]]]:
    return list(queue.filter(task_path=task.module_path).values_list("args_kwargs", flat=True))


# Replies


def _ask_for_notices(reply: Comment) -> None:
    target = reply.reply_to or reply.parent
    if target.account_id:
        whose = Q(account=target.account_id)
    elif target.email:
        whose = Q(email=target.email)
    else:
        return
    # Locked before the step is logged: a notice that is being written now tells of what was logged until now, and
    # the next one of the rest.
    rows = Subscription.objects.select_for_update().filter(whose, article=reply.article_id, confirmed_at__isnull=False)
    for subscription in rows:
        if not subscription.notice_due and not _is_own(subscription, reply):
            Subscription.objects.filter(pk=subscription.pk).update(notice_due=True)
            put_in_queue(subscription)


def put_in_queue(subscription: Subscription) -> None:
    """Have a notice that is due sent as soon as it may be."""
    last = subscription.last_notice_at
    at = max(timezone.now(), last + NOTICE_EVERY) if last else None
    tell_of_replies.using(run_after=at).enqueue(subscription.pk)


@task(takes_context=True)
def tell_of_replies(context: TaskContext, subscription: int, *, tried: int = 0) -> None:
    """Tell a subscriber of the replies since the last notice, all in one mail."""
    with transaction.atomic():
        found = Subscription.objects.select_for_update().filter(pk=subscription, confirmed_at__isnull=False).first()
        now = timezone.now()
        mail = _notice(found) if found else None

    def told() -> None:
        stored = Subscription.objects.select_for_update().filter(pk=subscription).first()
        if stored is None:
            return
        # What came while the mail was on its way has found a notice that was due already.
        replies: Any = new_replies(stored)
        stored.notice_due = replies.filter(appeared__gt=now).exists()
        if mail:
            stored.last_notice_at = now
        stored.save(update_fields=["last_notice_at", "notice_due"])
        if stored.notice_due:
            put_in_queue(stored)

    send(context, mail, told)


def new_replies(subscription: Subscription) -> QuerySet[Comment]:
    """The replies to the subscriber's comments that readers saw first after the last notice, and see now."""
    own = Q(account=None, email=subscription.email)
    if subscription.account_id:
        own |= Q(account=subscription.account_id)
    mine = Comment.objects.filter(own, article=subscription.article_id)
    replies = Comment.objects.filter(article=subscription.article_id, state=State.APPROVED).filter(
        Q(reply_to__in=mine) | Q(reply_to=None, parent__in=mine)
    )
    appeared = Min("transitions__created_at", filter=Q(transitions__to_state=State.APPROVED))
    since = subscription.last_notice_at or subscription.confirmed_at
    told: Any = replies.exclude(pk__in=mine).annotate(appeared=appeared)
    return told.filter(appeared__gt=since).order_by("appeared")


def _notice(subscription: Subscription) -> EmailMessage | None:
    article = published_articles().filter(pk=subscription.article_id).only("title", "slug").first()
    replies = list(new_replies(subscription).values_list("public_id", flat=True)) if article else []
    if not replies:
        return None
    end = _address("subscription-end", subscription.token)
    text = from_template(
        "replies",
        title=one_line(article.title),
        count=len(replies),
        address=_address("comment", article.slug, replies[0]),
        end=end,
    )
    since = subscription.last_notice_at or subscription.confirmed_at
    headers = {
        "Message-ID": message_id("replies", subscription.token, since),
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    subject = f"New reply on “{article.title}”" if len(replies) == 1 else f"New replies on “{article.title}”"
    return letter(subject, text, [subscription.email], headers)


def _is_own(subscription: Subscription, reply: Comment) -> bool:
    """Whether the subscriber has written the reply."""
    if reply.account_id is None:
        return key_of(reply.email) == subscription.email
    return (
        reply.account_id == subscription.account_id
        or EmailAddress.objects.filter(user=reply.account_id, verified=True, email=subscription.email).exists()
    )


# The question whether an address is to be written to


@task(takes_context=True)
def ask_to_confirm(context: TaskContext, subscription: int, *, tried: int = 0) -> None:
    """Ask whoever reads mail at an address whether replies are to be told there."""
    found = Subscription.objects.filter(pk=subscription, confirmed_at=None).select_related("article").first()
    send(context, _question(found) if found else None)


def _question(subscription: Subscription) -> EmailMessage | None:
    article = published_articles().filter(pk=subscription.article_id).only("title", "slug").first()
    written = Comment.objects.filter(article=subscription.article_id, email=subscription.email)
    if not article or not written.exclude(state=State.SPAM).exists():
        return None
    text = from_template(
        "confirm",
        title=one_line(article.title),
        address=_address("subscription-confirm", CONFIRMING.sign(subscription.token)),
    )
    headers = {"Message-ID": message_id("confirm", subscription.token, subscription.created_at)}
    return letter(f"Do you want to hear of replies on “{article.title}”?", text, [subscription.email], headers)


# Decisions


def _ask_for_decision(comment: Comment, before: State | None) -> None:
    wants = getattr(comment.account, "person", None)
    if wants and wants.wants_decisions:
        tell_of_decision.enqueue(comment.pk, _decision(comment), comment.state == before)


@task(takes_context=True)
def tell_of_decision(context: TaskContext, comment: int, decision: str, of_edit: bool, *, tried: int = 0) -> None:
    """Tell an account what a moderator has decided, unless there has been another decision since."""
    rows = Comment.objects.filter(pk=comment, account__person__wants_decisions=True, account__is_active=True)
    found = rows.select_related("article", "account").first()
    mail = _answer(found, of_edit=of_edit) if found and _decision(found) == decision else None
    send(context, mail)


def _answer(comment: Comment, *, of_edit: bool) -> EmailMessage | None:
    to = verified_address(comment.account)
    # Where readers do not see the article, nor does the page that the mail would lead to.
    if not to or not comment.article.is_public:
        return None
    title = one_line(comment.article.title)
    address = _address("comment-status", comment.article.slug, comment.public_id)
    text = from_template("decision", title=title, state=comment.state, of_edit=of_edit, address=address)
    headers = {"Message-ID": message_id("decision", comment.pk, _decision(comment))}
    return letter(f"A decision about your comment on “{comment.article.title}”", text, [to], headers)


def _decision(comment: Comment) -> str:
    """What tells one decision from a later one."""
    waits = "-edit-waits" if comment.edit_waits else ""
    return f"{comment.version}-{comment.entered_at.timestamp()}{waits}"


def _address(name: str, *arguments: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"
