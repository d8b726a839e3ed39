"""`manage.py work`: what waits behind requests is done."""

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from encyclopedia.site.serving import background, supervision


class Command(BaseCommand):
    help = (
        "Does what waits behind requests: mails, and the daily tidying. `manage.py serve` runs it; run it yourself "
        "beside another server. Ends with Ctrl-C."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="End when standard input is closed.")

    def handle(self, *, with_parent: Any, **options: Any) -> None:
        os.nice(10)  # readers first
        ended = threading.Event()

        def stop(*_: Any) -> None:
            threading.Thread(target=background.end, args=[ended], daemon=True).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        if with_parent:  # which holds the lock
            threading.Thread(target=background.end_with_parent, args=[ended], daemon=True).start()
            background.work(ended, background.MOST_IDLE)
            return
        try:
            with supervision.alone():
                background.work(ended)
        except BlockingIOError:
            raise CommandError("Another process does so already.") from None
