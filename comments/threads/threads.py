"""What can be asked: the comments of an article as readers see them, nested, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.paginator import Page
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from comments.articles import Article, discussion_of
from comments.discussions import is_closed
from comments.models import BESIDE, Comment, Discussion, Passage, Rules
from comments.passages import passages
from encyclopedia.site.kept_pages.making import Making
from encyclopedia.site.pages import PER_PAGE, page_or_404

ROOTS = PER_PAGE["comments"]
REPLIES = 20
REPLIES_ALONE = 50


class Order(StrEnum):
    """In which order the threads of a discussion stand. Replies always stand as they were written."""

    OLDEST = "oldest"
    NEWEST = "newest"
    HELPFUL = "helpful"

    @classmethod
    def of(cls, text: str) -> "Order":
        """The order of that name; for any other text, the usual one."""
        return cls(text) if text in set(cls) else cls.OLDEST

    @property
    def label(self) -> str:
        return {"oldest": "Oldest first", "newest": "Newest first", "helpful": "Most helpful first"}[self]

    @property
    def keys(self) -> tuple[str, ...]:
        """By what a database sorts; each has an index."""
        return {
            "oldest": ("created_at", "pk"),
            "newest": ("-created_at", "-pk"),
            "helpful": ("-helpful", "created_at", "pk"),
        }[self]


@dataclass(slots=True)
class Node:
    """A comment with the replies that stand below it on the page."""

    comment: Comment
    answers: Comment | None = None
    """The comment that it replies to, where that is not the one above."""
    replies: list["Node"] = field(default_factory=list)
    more: int = 0
    """How many replies of a root this page leaves out."""

    @property
    def passage(self) -> Passage | None:
        """The words of the article that the comment is about."""
        # Only what begins a thread is about words of the article.
        return passages.passage_of(self.comment) if self.comment.depth == 1 else None


@dataclass(frozen=True, slots=True)
class Thread:
    article: Article
    nodes: list[Node]
    is_closed: bool
    closes: datetime | None = None
    """When it is closed by the rules, if it is not yet."""
    page: Page | None = None
    has_more: bool = False

    @property
    def address(self) -> str:
        """Where the discussion has pages of its own; what can be done with a comment lies below it."""
        return reverse("comments", args=[self.article.slug])


def first_page(article: Article, making: Making) -> Thread:
    """The beginning of the discussion, in two queries; in one where nothing was ever said nor decided in it."""
    if making.never_moved(discussion_of(article.pk)):
        return Thread(article, [], *_closing(article, None, Rules.current().close_after))
    roots = _roots(article, _ids(article, Order.OLDEST)[: ROOTS + 1], Order.OLDEST)
    return _thread(article, roots[:ROOTS], has_more=len(roots) > ROOTS)


def page_of(article: Article, number: str, order: Order = Order.OLDEST) -> Thread:
    """A page of the discussion. Raises Http404 when there is none of that number."""
    page = page_or_404(_ids(article, order), number, ROOTS)
    return _thread(article, _roots(article, page.object_list, order), page=page)


def around(comment: Comment, number: str) -> tuple[list[Node], Thread]:
    """A comment on a page of its own: what it hangs from, from the root down, and it with what hangs from it.

    Raises Http404 when there is no page of that number.
    """
    top = comment.root_id or comment.pk
    rows = Comment.objects.shown().filter(Q(pk=top) | Q(root=top)).oldest_first()
    parents = dict(rows.values_list("pk", "parent"))
    above = _ancestors(comment.pk, parents)
    page = page_or_404(_descendants(comment.pk, parents), number, REPLIES_ALONE)
    found = Comment.objects.as_read(*BESIDE).in_bulk([*above, *page.object_list])
    passages.locate(comment.article, [found[top] if above else comment])
    subject = Node(comment)
    _nest([subject], [found[pk] for pk in page.object_list])
    closing = _asked_closing(comment.article)
    return [Node(found[pk]) for pk in above], Thread(comment.article, [subject], *closing, page=page)


def _ids(article: Article, order: Order) -> QuerySet:
    """The roots of a discussion as ids alone, which an index holds."""
    return Comment.objects.shown().filter(article=article, depth=1).order_by(*order.keys).values_list("pk", flat=True)


def _roots(article: Article, ids: QuerySet, order: Order) -> list[Comment]:
    roots = Comment.objects.as_read("passage").filter(pk__in=ids).order_by(*order.keys)
    # What decides whether the discussion is closed comes along: it would be a query of its own.
    decided = Subquery(Discussion.objects.filter(article=OuterRef("article")).values("mode"))
    # When the last reply was written that stands below it on the page; None where all stand there.
    below = Comment.objects.shown().filter(root=OuterRef("pk")).oldest_first()
    shown_until = Subquery(below.values("created_at")[REPLIES - 1 : REPLIES])
    return list(roots.annotate(decided=decided, close_after=_close_after(), shown_until=shown_until))


def _close_after() -> Subquery:
    return Subquery(Rules.objects.filter(pk=1).values("close_after"))


def _thread(article: Article, roots: list[Any], **options: Any) -> Thread:
    """The roots with the first replies to each, in one query."""
    closing = _closing(article, roots[0].decided, roots[0].close_after) if roots else _asked_closing(article)
    passages.locate(article, roots)
    nodes = [Node(root) for root in roots]
    replies = _first_replies(roots)
    _nest(nodes, replies)
    shown: defaultdict[int, int] = defaultdict(int)
    for reply in replies:
        shown[reply.root_id] += reply.is_approved
    for node in nodes:
        node.more = node.comment.approved_below - shown[node.comment.pk]
    return Thread(article, nodes, *closing, **options)


def _asked_closing(article: Article) -> tuple[bool, datetime | None]:
    rows = Article.objects.filter(pk=article.pk).values_list("discussion__mode", _close_after())
    return _closing(article, *rows.get())


def _closing(article: Article, decided: str | None, close_after: int | None) -> tuple[bool, datetime | None]:
    """Whether the discussion is closed, and when it is by the rules, if it is not yet."""
    if is_closed(article, decided, close_after, now=timezone.now()):
        return True, None
    waits = close_after is not None and not decided
    return False, article.published_at + timedelta(days=close_after) if waits else None


def _first_replies(roots: list[Any]) -> list[Comment]:
    """So many to each root as a page shows: an index finds them, however many there are."""
    wanted = Q(root__in=[root for root in roots if root.shown_until is None])
    for root in roots:
        if root.shown_until:
            wanted |= Q(root=root, created_at__lte=root.shown_until)
    found: dict[int, list[Comment]] = defaultdict(list)
    for reply in Comment.objects.as_read("parent", "reply_to").shown().filter(wanted).oldest_first():
        # Several may have been written at the moment of the last.
        if len(found[reply.root_id]) < REPLIES:
            found[reply.root_id].append(reply)
    return [reply for replies in found.values() for reply in replies]


def _nest(nodes: list[Node], replies: list[Comment]) -> None:
    """Hang each reply below the one that it answers.

    Where that is on another page, it hangs from the node of its thread, and says whom it answers.
    """
    tops = {node.comment.root_id or node.comment.pk: node for node in nodes}
    placed = {node.comment.pk: node for node in nodes} | {reply.pk: Node(reply) for reply in replies}
    for reply in replies:
        node = placed[reply.pk]
        above = placed.get(reply.parent_id)
        node.answers = reply.reply_to or (None if above else reply.parent)
        (above or tops[reply.root_id]).replies.append(node)


def _ancestors(pk: int, parents: dict[int, int | None]) -> list[int]:
    """From the root down, without the comment itself."""
    above: list[Any] = []
    while (pk := parents.get(pk)) is not None:
        above.insert(0, pk)
    return above


def _descendants(pk: int, parents: dict[int, int | None]) -> list[int]:
    """All that hangs from a comment, in the order of `parents`."""
    return [other for other in parents if pk in _ancestors(other, parents)]
