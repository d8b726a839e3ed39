"""The process that works behind requests, in this process and as it is started."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from encyclopedia.site.serving import background, supervision, waiting
from tests.patience import PATIENCE
from tests.settings import environment_of_a_site

done = []


@task()
def note(word):
    done.append(word)


@task()
def wait_for_ever():
    left, again = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= background.LONGEST
    signal.setitimer(signal.ITIMER_REAL, 0.01, again)  # the time is over
    time.sleep(PATIENCE)


@pytest.fixture
def ended(tmp_path, settings, monkeypatch):
    """Ends the work as soon as there is nothing to do."""
    done.clear()
    settings.DATA_DIR, settings.DAILY = tmp_path, []
    before = signal.getsignal(signal.SIGALRM)
    ended = threading.Event()
    monkeypatch.setattr(ended, "wait", lambda seconds: ended.set())
    monkeypatch.setattr(background.connections, "close_all", lambda: None)  # a test's transaction is still open
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    yield ended
    signal.signal(signal.SIGALRM, before)


@pytest.mark.django_db
def test_all_that_is_in_the_queue_is_done_in_its_order(ended):
    note.enqueue("second")
    note.using(priority=1).enqueue("first")
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    background.work(ended)
    assert done == ["first", "second"]
    assert DBTaskResult.objects.get(status="READY").args_kwargs["args"] == ["later"]


@pytest.mark.django_db
def test_to_look_takes_no_lock(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert not waiting.is_ready()
    assert queries[0]["sql"].startswith("SELECT")
    assert "FOR UPDATE" not in queries[0]["sql"]


@pytest.mark.django_db
def test_a_task_that_takes_too_long_is_ended_and_the_next_one_done(ended):
    wait_for_ever.using(priority=1).enqueue()
    note.enqueue("next")
    background.work(ended)
    assert done == ["next"]
    assert DBTaskResult.objects.get(status="FAILED").exception_class_path == "builtins.TimeoutError"


@pytest.mark.django_db
def test_what_a_process_had_begun_that_was_killed_is_done_again(ended, settings):
    note.enqueue("own")
    note.enqueue("of another that is at work")
    note.enqueue("of another that is gone")
    rows = list(DBTaskResult.objects.order_by("enqueued_at"))
    now = timezone.now()
    for row, worker, since in zip(rows, ["here", "there", "there"], [0, 0, 2], strict=True):
        row.started_at, row.status, row.worker_ids = now - timedelta(hours=since), "RUNNING", [worker]
        row.save()
    background.give_back("here")
    background.work(ended)
    assert sorted(done) == ["of another that is gone", "own"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said_once_and_asked_again(ended, monkeypatch, caplog):
    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(background, "is_ready", fail)
    waits = []
    monkeypatch.setattr(ended, "wait", lambda seconds: waits.append(seconds) or (len(waits) == 3 and ended.set()))
    background.work(ended)
    assert waits == [background.LEAVES_ALONE] * 3
    assert len(caplog.records) == 1


def test_daily_commands_are_run_once_a_day(monkeypatch, settings, tmp_path):
    ran = []
    monkeypatch.setattr(background, "call_command", lambda name, **options: ran.append(name))
    settings.DATA_DIR, settings.DAILY = tmp_path, ["tidy_comments"]
    for _ in range(2):
        background.do_daily()
    assert ran == ["tidy_comments"]
    stamp = tmp_path / "daily"
    for moment in (time.time() - waiting.DAY, time.time() + 3600):  # and when the clock was put back
        os.utime(stamp, (moment, moment))
        background.do_daily()
    assert len(ran) == 3


def test_a_daily_command_that_fails_ends_nothing(monkeypatch, settings, tmp_path, caplog):
    def fail(name, **options):
        raise CommandError("The database refused.")

    monkeypatch.setattr(background, "call_command", fail)
    settings.DATA_DIR, settings.DAILY = tmp_path, ["tidy_comments"]
    background.do_daily()
    assert "tidy_comments has failed" in caplog.text


def test_two_do_not_work_on_the_same_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with supervision.alone(), pytest.raises(CommandError, match="Another process"):
        call_command("work")


# As a process


@pytest.fixture
def environment(tmp_path):
    return environment_of_a_site(tmp_path / "data", DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite3'}")


def start(environment, *options):
    line = [sys.executable, str(site.BASE_DIR / "manage.py"), "work", *options]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    assert "does not answer" in process.stderr.readline()  # no table yet: it has begun, and goes on
    return process


def test_it_ends_when_whoever_has_started_it_is_gone(environment):
    process = start(environment, "--with-parent")
    process.stdin.close()
    assert process.wait(PATIENCE) in {0, 1}
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(environment, number):
    with start(environment) as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) in {0, 1}


def test_it_is_started_again_when_it_dies(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    starts, pauses = [], []

    class Enough(Exception):
        pass

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 4:
            raise Enough

    monkeypatch.setattr(supervision, "_run", starts.append)
    monkeypatch.setattr(supervision.time, "sleep", sleep)
    with pytest.raises(Enough):
        supervision.keep_working()
    assert len(starts) == 3
    assert pauses == [2, 4, 8, 16]


@pytest.mark.django_db
def test_it_ends_when_nothing_was_left_to_do_for_a_while(ended, monkeypatch):
    monkeypatch.setattr(ended, "wait", time.sleep)
    monkeypatch.setattr(background, "LOOKS_EVERY", 0.01)
    note.enqueue("first")
    background.work(ended, 0.05)
    assert done == ["first"]
    assert not ended.is_set()


@pytest.mark.django_db
def test_it_is_started_again_when_there_is_something_to_do(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    waiting.stamp().touch()
    starts = []

    class Enough(Exception):
        pass

    def run(lock):
        starts.append(waiting.is_ready())
        if len(starts) == 2:
            raise Enough
        return 0

    def sleep(seconds):
        if starts:  # it waits
            note.enqueue("next")

    monkeypatch.setattr(supervision, "_run", run)
    monkeypatch.setattr(supervision.time, "sleep", sleep)
    with pytest.raises(Enough):
        supervision.keep_working()
    assert starts == [False, True]


def test_only_one_process_of_the_server_starts_it(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    pauses = []

    class Enough(Exception):
        pass

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise Enough

    monkeypatch.setattr(supervision, "_run", lambda lock: pytest.fail("It runs already."))
    monkeypatch.setattr(supervision.time, "sleep", sleep)
    with supervision.alone(), pytest.raises(Enough):
        supervision.keep_working()
