"""The moderators' desk. Every decision ends in `moderation`."""

from . import discussions, queue

__all__ = ["discussions", "queue"]
