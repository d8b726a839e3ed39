"""How a mail leaves: behind the request, again and again for about a day, and once."""

import hashlib
import logging
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

#: How long to wait before each further attempt, when the mail server did not take a mail; about a day in all.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 480)]
SUBJECT_LENGTH = 150
# They turn what stands beside them.
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


# Somebody waits for it before a page; notices are read later.
@task(priority=10, takes_context=True)
def deliver(context: TaskContext, mail: dict[str, Any], *, tried: int = 0) -> None:
    """Send a mail that was written beforehand: its `subject`, `text`, `to` and `headers`."""
    send(context, letter(**mail))


def letter(subject: str, text: str, to: list[str], headers: dict[str, str] | None = None) -> EmailMessage:
    """A mail as plain text, whose subject is one line whatever stands in it, to which no machine answers."""
    return EmailMessage(one_line(subject), text, to=to, headers={"Auto-Submitted": "auto-generated"} | (headers or {}))


def message_id(*parts: object) -> str:
    """A Message-ID that is the same for every attempt at the same mail: one that arrives twice can be told as such."""
    # The site's secret, because some parts are those of links that are nobody else's business.
    name = hashlib.blake2b("\n".join(map(str, parts)).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16)
    return f"<{name.hexdigest()}@{urlsplit(settings.SITE_URL).hostname}>"


def one_line(text: str) -> str:
    """The text without line breaks and whatever else cannot stand in a header, shortened to one that is read."""
    kept = "".join(
        " " if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} else character
        for character in text
        if unicodedata.bidirectional(character) not in TURNING
    )
    line = " ".join(kept.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"


def from_template(name: str, **values: object) -> str:
    """The text of a mail by its template in `comments/mail/`."""
    return render_to_string(f"comments/mail/{name}.txt", values | {"site_name": settings.SITE_NAME})


def send(context: TaskContext, mail: EmailMessage | None, done: Callable[[], object] = lambda: None) -> bool:
    """Send the mail of a task, or put the same task into the queue again for later; None means that none is needed.

    `done` is called once it was sent or given up, in the transaction in which what the task was about is forgotten:
    its arguments may hold a secret. The answer is whether there will be another attempt.
    """
    result = context.task_result
    tried = result.kwargs.get("tried", 0)
    pause = _attempt(mail, tried) if mail else None
    with transaction.atomic():
        if pause:
            later = result.task.using(run_after=timezone.now() + pause)
            later.enqueue(*result.args, **result.kwargs | {"tried": tried + 1})
        else:
            done()
        DBTaskResult.objects.filter(pk=result.id).update(args_kwargs={"args": [], "kwargs": {}})
    return pause is not None


def _attempt(mail: EmailMessage, tried: int) -> timedelta | None:
    """Send the mail; the answer is how long to wait before the next attempt, None when there is none."""
    try:
        mail.send()
    except ValueError:
        logger.error("A mail cannot be written and is given up.")
        return None
    except Exception as error:  # whatever a mail server or a backend comes up with
        # Not the error's own words: they may name the addressee.
        code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
        reason = f"{type(error).__name__}{code}"
        if tried >= len(PAUSES):
            logger.error("A mail was not taken for a day and is given up: %s", reason)
            return None
        logger.warning("A mail was not taken and is tried again in %s: %s", PAUSES[tried], reason)
        return PAUSES[tried]
    return None
