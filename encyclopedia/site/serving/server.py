"""The real server, as `manage.py serve` runs it: granian, whose workers come back whenever they end.

By itself granian gives up, and every reader with it, when a worker ends within seconds of its start a second time.
Here each worker that has ended is started again, after longer and longer pauses while it does not last.
"""

import argparse
import logging
import time
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from encyclopedia.site.serving.pauses import Pause

logger = logging.getLogger("encyclopedia.site.serving.server")

#: Seconds, the shortest and the longest.
PAUSES = (0.5, 60)
#: What granian is told. Its backpressure counts connections, also those that wait for a next request; its time to read
#: a head ends those too.
HEAD_TIME, HEAD_SIZE = 10_000, 65_536  # milliseconds, bytes
CONNECTIONS = 512
END_TIME = 5  # seconds, after Ctrl-C


class Server(MPServer):
    """Starts workers, and again those that have ended."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        pauses = [Pause(*PAUSES) for _ in range(self.workers)]
        due: dict[int, float] = {}
        while True:
            self.main_loop_interrupt.wait(max(min(due.values()) - time.monotonic(), 0) if due else None)
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            if self.reload_signal:
                self._reload(spawn_target, target_loader)
                due.clear()
            now = time.monotonic()
            while self.interrupt_children:
                worker = self.interrupt_children.pop()
                pause = pauses[worker].after(now - self.wrks[worker].birth)
                logger.warning("Worker %s has ended; it is started again in %g s.", worker + 1, pause)
                due[worker] = now + pause
            if len(due) == self.workers:
                # Nobody answers: the first to come back waits for no more than a moment.
                first = min(due, key=due.__getitem__)
                due[first] = min(due[first], now + PAUSES[0])
            for worker in [worker for worker, moment in due.items() if moment <= now]:
                del due[worker]
                self._respawn_workers([worker], spawn_target, target_loader)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    options = parser.parse_args()
    logging.basicConfig(format="{asctime} {levelname} {name}: {message}", style="{")
    Server(
        "encyclopedia.site.serving.worker:application",
        address=options.host,
        port=options.port,
        workers=options.workers,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIME, max_buffer_size=HEAD_SIZE),
        websockets=False,
        backpressure=CONNECTIONS,
        workers_kill_timeout=END_TIME,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
