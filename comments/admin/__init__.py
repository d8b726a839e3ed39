"""The moderators' desk. Every decision ends in `moderation`."""

from . import blocklist, discussions, log, people, queue, rules

__all__ = ["blocklist", "discussions", "log", "people", "queue", "rules"]
