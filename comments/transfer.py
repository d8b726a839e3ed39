"""What the encyclopedia asks of the comments; see COMPANIONS in its settings."""

from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse

from .models import Comment, State
from .moderation import PERMISSION


class Queue(NamedTuple):
    """Something that waits at the desk."""

    label: str
    count: int
    address: str


def waiting(user: AbstractBaseUser) -> list[Queue]:
    """What waits for this user; nothing where there is nothing to do, or nothing that this user may."""
    if not user.has_perm(PERMISSION):
        return []
    count = Comment.objects.filter(state=State.PENDING).count()
    return [Queue("Comments to approve", count, reverse("admin:comments_comment_changelist"))] if count else []
