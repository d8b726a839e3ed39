"""What came in and what was decided in the last 30 days, as a page of figures with their tables."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from comments.models import Comment, State, Transition
from comments.moderation import PERMISSION
from comments.moderation.undoing import UNDONE
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.methods import require_safe

from .log import who

DAYS = 30
DECIDED = (State.APPROVED, State.REJECTED, State.SPAM)
#: The median is of so many decisions at most, the newest ones.
MAX_DECISIONS = 10_000
#: The chart, in its own units: a slot for each day, and how high the highest bar is.
SLOT, BAR, HEIGHT = 20, 7, 120


@dataclass(slots=True)
class Day:
    date: date
    came: int = 0
    approved: int = 0
    rejected: int = 0
    spam: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected + self.spam


class Bar(NamedTuple):
    """A rectangle of the chart, in its units from the top left."""

    name: str
    x: int
    y: float
    height: float


if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Base
else:
    _Base = object


class Figures(_Base):
    """The page, below the queue."""

    def get_urls(self) -> list[Any]:
        figures = self.admin_site.admin_view(require_safe(self.figures))
        return [path("figures/", figures, name="comments_comment_figures"), *super().get_urls()]

    def figures(self, request: SignedInRequest) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        now = timezone.now()
        steps = Transition.objects.filter(created_at__gt=_beginning(now)).exclude(reason=UNDONE).order_by()
        days = days_of(steps, now)
        context = self.admin_site.each_context(request) | {
            "title": f"The last {DAYS} days",
            "opts": self.opts,
            "days": days,
            "chart": chart_of(days),
            "wait": spoken(median_wait(steps)),
            "moderators": moderators_of(steps),
            "reasons": reasons_of(steps),
            "waiting": Comment.objects.waiting().count(),
        }
        return render(request, "admin/comments/figures.html", context)


def days_of(steps: QuerySet, now: datetime) -> list[Day]:
    """What came in and what became of comments on each day in UTC, the oldest first; in one query."""
    first = _beginning(now).date()
    days = {first + timedelta(days=number): Day(first + timedelta(days=number)) for number in range(DAYS)}
    rows = steps.annotate(day=TruncDate("created_at", tzinfo=UTC)).values("day", "from_state", "to_state")
    for row in rows.annotate(count=Count("pk")):
        day = days.get(row["day"])
        if day is None:
            continue
        if not row["from_state"]:
            day.came += row["count"]
        if row["to_state"] in DECIDED and row["to_state"] != row["from_state"]:
            setattr(day, row["to_state"], getattr(day, row["to_state"]) + row["count"])
    return list(days.values())


def median_wait(steps: QuerySet) -> timedelta | None:
    """How long a comment waits for a moderator, in the middle; None where nothing was decided. In one query."""
    held = Transition.objects.filter(
        comment=OuterRef("comment"), to_state=State.PENDING, created_at__lt=OuterRef("created_at")
    )
    decisions = _decisions(steps).filter(from_state=State.PENDING).order_by("-created_at")
    decisions = decisions.annotate(held_at=Subquery(held.order_by("-created_at").values("created_at")[:1]))
    waits = [done - held for done, held in decisions.values_list("created_at", "held_at")[:MAX_DECISIONS] if held]
    return median(waits) if waits else None


def spoken(wait: timedelta | None) -> str:
    """A time in the largest unit of which it has two."""
    if wait is None:
        return ""
    minutes = wait.total_seconds() / 60
    for unit, length in (("days", 24 * 60), ("hours", 60), ("minutes", 1)):
        if minutes >= 2 * length:
            return f"{minutes / length:.0f} {unit}"
    return f"{minutes * 60:.0f} seconds"


def moderators_of(steps: QuerySet) -> list[tuple[str, dict[str, int]]]:
    """What each moderator has decided, those with most decisions first; in two queries."""
    counts: dict[int, Counter] = defaultdict(Counter)
    for row in _decisions(steps).values("by", "to_state").annotate(count=Count("pk")):
        counts[row["by"]][row["to_state"]] += row["count"]
    accounts = get_user_model().objects.select_related("person").in_bulk(counts)
    busiest = sorted(counts, key=lambda pk: -counts[pk].total())
    return [(who(accounts.get(pk)), {state.value: counts[pk][state] for state in DECIDED}) for pk in busiest]


def reasons_of(steps: QuerySet) -> list[tuple[str, int]]:
    """How many comments were held for which reason, the most frequent first; one may have several. In one query."""
    found: Counter = Counter()
    for row in steps.filter(to_state=State.PENDING).values("reason").annotate(count=Count("pk")):
        for reason in filter(None, row["reason"].split(", ")):
            found[reason] += row["count"]
    return found.most_common(20)


def chart_of(days: list[Day]) -> dict:
    """The days as bars: what came in, and beside it what was decided, one upon the other."""
    most = max(1, *(max(day.came, day.decided) for day in days))
    bars = [bar for number, day in enumerate(days) for bar in _bars(number * SLOT, day, most)]
    # One label a week, so that they stand apart.
    labels = [(number * SLOT + SLOT // 2, day.date) for number, day in enumerate(days) if number % 7 == 1]
    width = len(days) * SLOT
    sizes = {"width": width, "height": HEIGHT, "outer_width": width + 68, "outer_height": HEIGHT + 38}
    return {"bars": bars, "labels": labels, "label_y": HEIGHT + 20, "most": most, "bar": BAR, **sizes}


def _bars(left: int, day: Day, most: int) -> Iterator[Bar]:
    came = _height(day.came, most)
    yield Bar("came", left + 2, round(HEIGHT - came, 2), came)
    top: float = HEIGHT
    for state in DECIDED:
        height = _height(getattr(day, state), most)
        top = round(top - height, 2)
        yield Bar(state.value, left + 2 + BAR + 1, top, height)


def _height(value: int, most: int) -> float:
    return round(value * HEIGHT / most, 2)


def _beginning(now: datetime) -> datetime:
    """The midnight with which the first of the days begins."""
    return (now.astimezone(UTC) - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _decisions(steps: QuerySet) -> QuerySet:
    """What somebody decided about a comment that was there and was somebody else's."""
    own = Comment.objects.filter(pk=OuterRef("comment"), account=OuterRef("by"))
    return steps.filter(~Exists(own), by__isnull=False, to_state__in=DECIDED).exclude(from_state="")
