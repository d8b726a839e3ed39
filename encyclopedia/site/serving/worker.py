"""The application as the workers of `manage.py serve` run it: they end when the server that started them says so or is
gone, and only then.

Workers of a server that was killed would stay, and with them the port that the next start needs. A worker that gets the
terminal's Ctrl-C as well as the server's word sometimes hangs until it is killed (seen with granian 2.8).
"""

import os
import signal
import threading
import time
from multiprocessing import parent_process

from django.core.servers.basehttp import get_internal_wsgi_application

from encyclopedia.site.serving import supervision
from encyclopedia.site.serving.gateway import Gateway

GRACE = 5  # seconds


def leave_with(parent: int) -> None:
    """Wait until `parent` is gone; then finish what is being answered, and end."""
    while os.getppid() == parent:
        time.sleep(1)
    signal.alarm(GRACE)  # ends the process whatever Python is doing then
    os.kill(os.getpid(), signal.SIGTERM)


application = Gateway(get_internal_wsgi_application())
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
threading.Thread(target=supervision.keep_working, daemon=True).start()
if server := parent_process():
    threading.Thread(target=leave_with, args=[server.pid], daemon=True).start()
