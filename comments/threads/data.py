"""A discussion as data, for programs that read: what pages show, and nothing else."""

from django.conf import settings

from comments.models import Comment

from .threads import Node, Thread


def thread_data(thread: Thread) -> dict[str, object]:
    """A page of a discussion, as JSON can hold it: times in ISO 8601, texts as the HTML that pages show."""
    return {
        "article": thread.article.title,
        "url": f"{settings.SITE_URL}{thread.address}",
        "closed": thread.is_closed,
        "page": thread.page.number,
        "pages": thread.page.paginator.num_pages,
        "comments": [_node(node, thread) for node in thread.nodes],
    }


def _node(node: Node, thread: Thread) -> dict[str, object]:
    comment = node.comment
    return {
        "id": comment.public_id,
        "url": f"{settings.SITE_URL}{thread.address}{comment.public_id}/",
        # Of one that is not public, only that others hang from it.
        **(_text(node) if comment.is_approved else {"removed": True}),
        "replies": [_node(reply, thread) for reply in node.replies],
        "more_replies": node.more,
    }


def _text(node: Node) -> dict[str, object]:
    comment = node.comment
    return {
        "name": comment.author_name,
        "staff": comment.by_staff,
        "time": comment.created_at.isoformat(),
        "edited": comment.approved.created_at.isoformat() if comment.was_edited else None,
        "html": comment.approved.html,
        "helpful": comment.helpful,
        "in_reply_to": _answered(node.answers or comment.parent),
        "about": node.passage.exact if node.passage else None,
    }


def _answered(comment: Comment | None) -> str | None:
    return comment.public_id if comment else None
