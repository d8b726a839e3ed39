"""What can be asked: the comments of an article as readers see them, nested, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from .articles import Article, page_or_404
from .models import Comment, Discussion, Mode

ROOTS = 50
REPLIES = 20
REPLIES_ALONE = 50


@dataclass(slots=True)
class Node:
    """A comment with the replies that stand below it on the page."""

    comment: Comment
    answers: Comment | None = None
    """The comment that it replies to, where that is not the one above."""
    replies: list["Node"] = field(default_factory=list)
    more: int = 0
    """How many replies of a root this page leaves out."""


@dataclass(frozen=True, slots=True)
class Thread:
    article: Article
    nodes: list[Node]
    is_closed: bool
    page: Page | None = None
    has_more: bool = False

    @property
    def address(self) -> str:
        """Where the discussion has pages of its own; what can be done with a comment lies below it."""
        return reverse("comments", args=[self.article.slug])


def first_page(article: Article) -> Thread:
    """The beginning of the discussion, in two queries."""
    roots = list(_roots(article, _order(article)[: ROOTS + 1]))
    return _thread(article, roots[:ROOTS], has_more=len(roots) > ROOTS)


def page_of(article: Article, number: str) -> Thread:
    """A page of the discussion. Raises Http404 when there is none of that number."""
    page = page_or_404(_order(article), number, ROOTS)
    return _thread(article, list(_roots(article, page.object_list)), page=page)


def around(comment: Comment, number: str) -> tuple[list[Node], Thread]:
    """A comment on a page of its own: what it hangs from, from the root down, and it with what hangs from it.

    Raises Http404 when there is no page of that number.
    """
    top = comment.root_id or comment.pk
    rows = Comment.objects.shown().filter(Q(pk=top) | Q(root=top)).oldest_first()
    parents = dict(rows.values_list("pk", "parent"))
    above = _ancestors(comment.pk, parents)
    page = page_or_404(_descendants(comment.pk, parents), number, REPLIES_ALONE)
    found = Comment.objects.as_read().in_bulk([*above, *page.object_list])
    subject = Node(comment)
    _nest([subject], [found[pk] for pk in page.object_list])
    return [Node(found[pk]) for pk in above], Thread(comment.article, [subject], _is_closed(comment.article), page)


def _order(article: Article) -> QuerySet:
    """The roots of a discussion as ids alone, which an index holds."""
    return Comment.objects.shown().filter(article=article, depth=1).oldest_first().values_list("pk", flat=True)


def _roots(article: Article, ids: QuerySet) -> QuerySet:
    # Whether the discussion is closed comes along: it would be a query of its own.
    return Comment.objects.as_read().filter(pk__in=ids).oldest_first().annotate(mode=F("article__discussion__mode"))


def _thread(article: Article, roots: list[Comment], **options) -> Thread:
    """The roots with the first replies to each, in one query."""
    is_closed = roots[0].mode == Mode.CLOSED if roots else _is_closed(article)
    nodes = [Node(root) for root in roots]
    replies = list(_first_replies(roots)) if roots else []
    _nest(nodes, replies)
    shown = defaultdict(int)
    for reply in replies:
        shown[reply.root_id] += reply.is_approved
    for node in nodes:
        node.more = node.comment.approved_below - shown[node.comment.pk]
    return Thread(article, nodes, is_closed, **options)


def _is_closed(article: Article) -> bool:
    return Discussion.objects.filter(article=article, mode=Mode.CLOSED).exists()


def _first_replies(roots: list[Comment]) -> QuerySet:
    place = Window(RowNumber(), partition_by=F("root"), order_by=["created_at", "pk"])
    below = Comment.objects.shown().filter(root__in=roots).alias(place=place)
    # Numbered as ids alone: a root may have thousands.
    return Comment.objects.as_read().filter(pk__in=below.filter(place__lte=REPLIES).values("pk")).oldest_first()


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
    above = []
    while (pk := parents.get(pk)) is not None:
        above.insert(0, pk)
    return above


def _descendants(pk: int, parents: dict[int, int | None]) -> list[int]:
    """All that hangs from a comment, in the order of `parents`."""
    return [other for other in parents if pk in _ancestors(other, parents)]
