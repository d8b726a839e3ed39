"""Mail that was put into the queue, sent and read."""

import re
from unittest import mock

from django.core import mail
from django.core.management import call_command


def delivered():
    """All mails so far, once the worker has been there."""
    # The worker would close the connection, and with it the transaction of a test.
    with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    return mail.outbox


def link_in(message):
    """The path of the first link below `/accounts/` in a mail, as its reader follows it."""
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", message.body)[1]
