"""What is known of who has sent a comment: how their others fared, and never who they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from comments.models import Comment, Person, State
from comments.moderation import PERMISSION
from comments.people import APPROVED, DAYS, WITHOUT_REFUSAL

COUNTS = {state.value: Count("pk", filter=Q(state=state)) for state in State}


@dataclass(frozen=True, slots=True)
class Record:
    """Of one account; or of one address, whose key is another one each month."""

    since: datetime
    """When the first comment that is still kept came in."""
    counts: dict[str, int]
    """How many comments there are in each state."""
    account: int | None = None
    person: Person | None = None
    is_trusted: bool = False


def records_of(comments: Collection[Comment]) -> dict[int, Record]:
    """The record of each comment's sender by the key of the comment, in five queries; none where nothing tells it."""
    accounts = records_of_accounts({comment.account_id for comment in comments if comment.account_id})
    addresses = _of_addresses({comment.ip_key for comment in comments if comment.ip_key and not comment.account_id})
    found = {
        comment.pk: accounts.get(comment.account_id) if comment.account_id else addresses.get(comment.ip_key)
        for comment in comments
    }
    return {pk: record for pk, record in found.items() if record}


def records_of_accounts(accounts: Collection[int]) -> dict[int, Record]:
    """The record of each account by its key, in four queries; none of those that have sent nothing."""
    rows = Comment.objects.filter(account__in=accounts).order_by().values("account")
    people = {person.account_id: person for person in Person.objects.filter(account__in=accounts)}
    trusted = trusted_among(accounts)
    return {
        row["account"]: Record(
            since=row["since"],
            counts=_counts(row),
            account=row["account"],
            person=people.get(row["account"]),
            is_trusted=row["account"] in trusted,
        )
        for row in rows.annotate(since=Min("created_at"), **COUNTS)
    }


def _of_addresses(keys: Collection[str]) -> dict[str, Record]:
    rows = Comment.objects.filter(ip_key__in=keys, account=None).order_by().values("ip_key")
    rows = rows.annotate(since=Min("created_at"), **COUNTS)
    return {row["ip_key"]: Record(since=row["since"], counts=_counts(row)) for row in rows}


def _counts(row: dict) -> dict[str, int]:
    return {state: row[state] for state in COUNTS}


def trusted_among(accounts: Collection[int]) -> set[int]:
    """Those whose comments need not wait, as `people.is_trusted` has it, in two queries."""
    moderators = get_user_model().objects.with_perm(PERMISSION, backend="django.contrib.auth.backends.ModelBackend")
    verified = EmailAddress.objects.filter(verified=True).values("user")
    approved, refused = Q(state=State.APPROVED), Q(state__in=[State.REJECTED, State.SPAM])
    rows = Comment.objects.filter(account__in=accounts).filter(account__in=verified).order_by().values("account")
    rows = rows.annotate(
        approved=Count("pk", filter=approved),
        days=Count(TruncDate("created_at", tzinfo=UTC), filter=approved, distinct=True),
        refused=Count("pk", filter=refused & Q(entered_at__gt=timezone.now() - WITHOUT_REFUSAL)),
    )
    earned = rows.filter(approved__gte=APPROVED, days__gte=DAYS, refused=0)
    return {row["account"] for row in earned} | set(moderators.filter(pk__in=accounts).values_list("pk", flat=True))
