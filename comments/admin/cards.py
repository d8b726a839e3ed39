"""What a moderator sees of a comment, so that it can be decided without opening anything else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import zip_longest

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.html import strip_tags

from comments.articles import Hunk, compare_prose
from comments.models import Comment, CommentRevision, Report, State

from .records import Record, records_of
from .verbs import Verb, possible

#: Of what stands around a comment, so many characters.
EXCERPT = 240
#: So many reports are shown with their words; how many there are is always told.
MAX_REPORTS = 10


@dataclass(slots=True)
class Card:
    """A comment with all that it is judged by."""

    comment: Comment
    current: CommentRevision | None
    """The newest text, None when it is erased."""
    record: Record | None
    answers: Comment | None
    before: Comment | None
    """The nearest approved comment that stands before this one in its thread, or among the threads of the article."""
    after: Comment | None
    next: int | None = None
    """The comment that stands below this one in the queue."""
    reports: list[Report] = field(default_factory=list)
    verbs: dict[str, Verb] = field(default_factory=dict)

    @property
    def reasons(self) -> list[str]:
        return [reason for reason in self.comment.reason.split(", ") if reason]

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """What a newer text changes in the one that readers see."""
        if not (self.comment.edit_waits and self.current and self.comment.approved):
            return ()
        return compare_prose(self.comment.approved.source, self.current.source)

    @property
    def says_more(self) -> bool:
        """Whether the source holds what the text as readers see it does not show, as the address of a link."""
        if self.current is None:
            return False
        return _words(unescape(strip_tags(self.current.html))) != _words(self.current.source)


def rows(comments: QuerySet) -> QuerySet:
    """The comments with what `cards_of` needs of each."""
    comments = comments.select_related("article__discussion", "approved", "passage")
    return comments.defer("article__body", "article__short_answer", "email")


def cards_of(comments: Sequence[Comment]) -> list[Card]:
    """A card for each comment, in as many queries for one as for many."""
    pks = [comment.pk for comment in comments]
    current = CommentRevision.objects.filter(comment__in=pks, number=F("comment__revision_number"))
    texts = {revision.comment_id: revision for revision in current}
    records, reports, around = records_of(comments), _reports(pks), _around(pks)
    return [
        Card(
            comment=comment,
            next=below.pk if below else None,
            current=texts.get(comment.pk),
            record=records.get(comment.pk),
            reports=reports[comment.pk],
            verbs=possible(comment),
            **around[comment.pk],
        )
        for comment, below in zip_longest(comments, comments[1:])
    ]


def _reports(pks: list[int]) -> dict[int, list[Report]]:
    found: defaultdict[int, list[Report]] = defaultdict(list)
    reports = Report.objects.filter(comment__in=pks, settled_at=None).order_by("created_at", "pk")
    for report in reports.select_related("by__person").only("comment", "complaint", "note", "by__person__name"):
        if len(found[report.comment_id]) < MAX_REPORTS:
            found[report.comment_id].append(report)
    return found


def _around(pks: list[int]) -> dict[int, dict[str, Comment | None]]:
    """What each comment answers, and what stands before and after it, in two queries."""
    public = Comment.objects.shown().filter(state=State.APPROVED)
    roots = public.filter(article=OuterRef("article"), depth=1)
    thread = public.filter(root=OuterRef("root"))
    earlier = Q(created_at__lt=OuterRef("created_at"))
    later = Q(created_at__gt=OuterRef("created_at"))
    near = Comment.objects.filter(pk__in=pks).annotate(
        root_before=_first(roots.filter(earlier).order_by("-created_at", "-pk")),
        root_after=_first(roots.filter(later).order_by("created_at", "pk")),
        before=_first(thread.filter(earlier).order_by("-created_at", "-pk")),
        after=_first(thread.filter(later).order_by("created_at", "pk")),
    )
    places = {}
    for row in near.values("pk", "depth", "parent", "reply_to", "root_before", "root_after", "before", "after"):
        answers = row["reply_to"] or row["parent"]
        before, after = ("root_before", "root_after") if row["depth"] == 1 else ("before", "after")
        # What it answers is shown already.
        beside = row[before] if row[before] != answers else None
        places[row["pk"]] = {"answers": answers, "before": beside, "after": row[after]}
    wanted = {pk for place in places.values() for pk in place.values() if pk}
    rows = Comment.objects.select_related("approved").only(
        "public_id", "article", "author_name", "state", "created_at", "approved__source"
    )
    found = rows.in_bulk(wanted)
    return {pk: {name: found.get(other) for name, other in place.items()} for pk, place in places.items()}


def _first(comments: QuerySet) -> Subquery:
    return Subquery(comments.values("pk")[:1])


def _words(text: str) -> str:
    return " ".join(text.split())
