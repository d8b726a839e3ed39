"""What the encyclopedia asks of the comments; see COMPANIONS in its settings."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.urls import reverse

from comments.articles import Article
from comments.keeping.erasure import forget
from comments.models import Comment, Discussion
from comments.moderation import PERMISSION
from comments.passages.passages import passage_of
from encyclopedia.site.json_values import written_time
from encyclopedia.site.queues import Queue

from .restoring import PASSAGE_KEYS, restore

__all__ = ["export", "forget", "restore", "waiting"]


def waiting(user: User) -> list[Queue]:
    """What waits for this user; nothing where there is nothing to do, or nothing that this user may."""
    if not user.has_perm(PERMISSION):
        return []
    count = Comment.objects.waiting().count()
    return [Queue("Comments to approve", count, reverse("admin:comments_comment_changelist"))] if count else []


def export(articles: Iterable[Article]) -> dict[int, list[dict[str, object]]]:
    """What readers see of the discussion of each article, by its key, as `restore` takes it.

    First how comments are taken, where a moderator has decided that; then each comment that has a place in the thread,
    after the one that it hangs from. Of one that is not approved nothing is told but that it was there.
    """
    keys = [article.pk for article in articles]
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    for discussion in Discussion.objects.filter(article__in=keys):
        found[discussion.article_id].append({"mode": discussion.mode})
    shown = Comment.objects.shown().filter(article__in=keys).order_by("depth", "pk")
    for comment in shown.select_related("approved", "parent", "reply_to", "passage"):
        found[comment.article_id].append(_written(comment))
    return dict(found)


def _written(comment: Comment) -> dict[str, object]:
    values: dict[str, object] = {"id": comment.public_id}
    if comment.parent:
        values["parent"] = comment.parent.public_id
    if comment.reply_to:
        values["reply_to"] = comment.reply_to.public_id
    values |= {"time": written_time(comment.created_at), "state": comment.state}
    if comment.is_approved:
        values["name"] = comment.author_name
        if comment.approved.created_at != comment.created_at:
            values["edited"] = written_time(comment.approved.created_at)
        values["text"] = comment.approved.source
        if passage := passage_of(comment):
            values["passage"] = {key: getattr(passage, key) for key in PASSAGE_KEYS}
    return values
