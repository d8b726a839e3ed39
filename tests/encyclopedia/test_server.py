"""The server goes on, whatever happens to its workers."""

import os
import signal
from pathlib import Path

from encyclopedia.site.serving.pauses import Pause
from tests.patience import until
from tests.settings import environment_of_a_site

from .sites import answers, free_port, served, with_tables


def test_pauses_grow_while_something_does_not_last_and_begin_anew_when_it_has():
    pause = Pause(1, 10)
    assert [pause.after(lasted) for lasted in (0, 5, 0, 9, 0, 11, 0)] == [2, 4, 8, 10, 10, 1, 2]


def test_a_worker_that_is_killed_as_soon_as_it_has_started_comes_back_again(tmp_path):
    site = environment_of_a_site(tmp_path / "data", PORT=str(free_port()), WORKERS="1", STARTER="no")
    environment = with_tables(site)
    log = tmp_path / "log"
    with served(environment, log) as (server, get):
        for pause in (1, 2):
            (worker,) = workers(server.pid)
            os.kill(worker, signal.SIGKILL)
            until(lambda gone=worker: workers(server.pid) not in ([], [gone]))
            until(lambda: answers(f"http://127.0.0.1:{environment['PORT']}"))
            assert f"Worker 1 has ended; it is started again in {pause} s." in log.read_text()
        assert get("/").status == 200
    assert server.returncode == 0


def workers(server):
    """The processes that the server has started."""
    return [int(number) for number in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
