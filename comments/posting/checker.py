"""Akismet, for sites that have a key for it: a service elsewhere that is shown a comment and says whether it is spam.

It is told the address and the browser that a comment came from, the name and the text, and where it is to stand. No
email address is sent. What it answers, and whether, decides about the comment and about nothing else.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from enum import StrEnum
from functools import lru_cache
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any

import akismet
import httpx
from django.conf import settings

if TYPE_CHECKING:
    from comments.models import Comment
    from comments.posting.draft import Draft

logger = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds
#: Of all threads that answer requests, so many may wait for it at once.
MAX_AT_ONCE = 8
MAX_USER_AGENT_LENGTH = 500

_free = BoundedSemaphore(MAX_AT_ONCE)


class Verdict(StrEnum):
    NOT_ASKED = "not asked"
    FINE = "fine"
    SPAM = "spam"
    NOT_REACHED = "not reached"
    """It did not answer in time, or not as it should."""


def is_asked() -> bool:
    """Whether the site has a key; without one nothing leaves it."""
    return bool(settings.AKISMET_KEY)


def ask(draft: Draft, comment: Comment, *, again: bool = False) -> Verdict:
    """What Akismet says of a draft that is going to be this comment, or, `again`, its newer text.

    Takes up to three seconds, so no lock may be held.
    """
    if not _free.acquire(blocking=False):
        return Verdict.NOT_REACHED
    told: dict[str, Any] = {
        "user_ip": draft.address,
        "user_agent": draft.user_agent[:MAX_USER_AGENT_LENGTH],
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": draft.name,
        "comment_content": draft.text,
        "permalink": settings.SITE_URL + comment.article.get_absolute_url(),
        "blog_charset": "UTF-8",
    }
    if again:
        told["recheck_reason"] = "edit"
    answer: Future[Verdict] = Future()
    # In a thread of its own: a timeout of the connection begins anew with every byte that drips in.
    Thread(target=_ask, args=(told, answer), daemon=True).start()
    try:
        return answer.result(timeout=PATIENCE)
    except TimeoutError:
        logger.warning("Akismet did not answer in time.")
        return Verdict.NOT_REACHED


def _ask(told: dict[str, Any], answer: Future[Verdict]) -> None:
    try:
        is_spam = _client(settings.AKISMET_KEY, settings.SITE_URL).comment_check(**told)
        answer.set_result(Verdict.SPAM if is_spam else Verdict.FINE)
    except Exception as error:
        # Whatever went wrong, the comment waits for a moderator. The words of an error may hold the key or the text.
        logger.warning("Akismet could not be asked: %s", type(error).__name__)
        answer.set_result(Verdict.NOT_REACHED)
    finally:
        _free.release()


@lru_cache(maxsize=1)
def _client(key: str, site: str) -> akismet.SyncClient:
    client = httpx.Client(headers={"User-Agent": akismet.USER_AGENT}, timeout=PATIENCE)
    return akismet.SyncClient(config=akismet.Config(key=key, url=site), http_client=client)
