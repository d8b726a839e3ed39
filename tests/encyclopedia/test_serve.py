"""`manage.py serve`: each step does only what is missing, and the whole of it once as people start it."""

import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError

from encyclopedia.management.commands import serve
from encyclopedia.models import Article
from tests.builders import make_article, make_user
from tests.patience import PATIENCE, until
from tests.settings import SITE_STORAGES, environment_of_a_site
from tests.thoroughness import some

from .sites import free_port, runs, served, stored, wait_for_the_workers_to_end, working

# The steps, in this process


@pytest.fixture
def started(monkeypatch, settings, capsys, tmp_path):
    """Starts up to the moment when the server would take over; the answer is what was said, and the command line."""
    settings.PORT = free_port()
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_FINDERS, settings.STORAGES = [], SITE_STORAGES
    programs = []
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)  # a test's transaction is still open
    monkeypatch.setattr(os, "execve", lambda *arguments: programs.append(arguments))

    def start(**options):
        call_command("serve", **options)
        said = capsys.readouterr()
        path, program, environment = programs.pop()
        assert path == program[0] == sys.executable
        return said.out, said.err, program, environment

    return start


@pytest.mark.django_db
def test_the_first_start_reads_the_starter_articles_and_makes_one_account(started):
    out, err, _, _ = started()
    assert Article.objects.published().count() == len(list(serve.STARTER.glob("*.md")))
    account = get_user_model().objects.get()
    assert account.get_username() == "editor"
    assert account.check_password(re.search("with the password (.+)", out)[1])
    assert {group.name for group in account.groups.all()} == {"Editors", "Moderators"}
    assert account.is_staff and not account.is_superuser
    assert err == ""


@pytest.mark.django_db
def test_a_second_start_finds_nothing_to_do(started):
    started()
    before = list(Article.objects.order_by("pk").values()), list(get_user_model().objects.values())
    out, err, _, _ = started()
    assert (list(Article.objects.order_by("pk").values()), list(get_user_model().objects.values())) == before
    assert out.lstrip().startswith("The encyclopedia:")
    assert err == ""


@pytest.mark.django_db
def test_the_addresses_and_the_way_to_sign_in_are_said(started, settings):
    settings.SITE_URL = "https://wiki.example.org"
    out, *_ = started()
    assert "https://wiki.example.org/\n" in out
    assert "https://wiki.example.org/admin/\n" in out
    assert "Sign in there as “editor”" in out


@pytest.mark.django_db
def test_the_first_password_may_be_given_and_is_not_printed_or_handed_on(started, settings, monkeypatch):
    settings.EDITOR_PASSWORD = "a password of my own"
    monkeypatch.setenv("EDITOR_PASSWORD", settings.EDITOR_PASSWORD)
    out, err, _, environment = started()
    assert get_user_model().objects.get().check_password("a password of my own")
    assert settings.EDITOR_PASSWORD not in out + err
    assert "EDITOR_PASSWORD" not in environment


@pytest.mark.django_db
def test_a_weak_first_password_is_named_as_such(started, settings):
    settings.EDITOR_PASSWORD = "editor"
    assert "EDITOR_PASSWORD is a weak password" in started()[1]


@pytest.mark.django_db
def test_where_there_is_an_account_none_is_made(started):
    make_user("ada")
    out, *_ = started()
    assert get_user_model().objects.count() == 1
    assert "make_editor NAME" in out


@pytest.mark.django_db
def test_where_there_is_an_article_the_starter_stays_out(started):
    make_article("Ada Lovelace")
    started()
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_an_encyclopedia_may_start_empty(started, settings):
    settings.STARTER = False
    started()
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_starter_article_that_is_refused_is_named(started, monkeypatch, tmp_path):
    starter = tmp_path / "starter"
    starter.mkdir()
    (starter / "bad.md").write_text("---\ncolour: red\n---\n")
    (starter / "good.md").write_text("---\ntitle: Good\n---\n")
    monkeypatch.setattr(serve, "STARTER", starter)
    _, err, _, _ = started()
    assert f"{starter / 'bad.md'}:2: " in err
    assert Article.objects.get().title == "Good"


@pytest.mark.django_db
def test_the_server_gets_the_address_and_the_workers_of_the_settings(started, settings):
    settings.HOST, settings.WORKERS = "localhost", 3
    _, _, program, _ = started()
    assert program[1:3] == ["-m", "encyclopedia.site.serving.server"]
    assert {"--workers=3", f"--port={settings.PORT}"} <= set(program)
    assert {"--host=127.0.0.1", "--host=::1"} & set(program)


@pytest.mark.django_db
def test_the_development_server_follows_changes_and_needs_no_collected_files(started, settings):
    settings.DEBUG = True
    out, _, program, _ = started(reload=True)
    assert program[1:] == [str(site.BASE_DIR / "manage.py"), "runserver", f"127.0.0.1:{settings.PORT}"]
    assert "static files" not in out


def test_the_development_server_is_refused_to_a_real_site():
    with pytest.raises(CommandError, match="DEBUG=yes"):
        call_command("serve", reload=True)


@pytest.mark.parametrize(
    ("host", "words"),
    [("127.0.0.1", "is in use already"), ("203.0.113.1", "set HOST"), ("nowhere.invalid", "set HOST")],
)
def test_an_address_that_cannot_be_had_is_said_before_anything_starts(monkeypatch, settings, host, words):
    monkeypatch.setattr(serve.Command, "prepare", lambda *arguments: pytest.fail("something was started"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.HOST, settings.PORT = host, taken.getsockname()[1]
        with pytest.raises(CommandError, match=words) as refusal:
            call_command("serve")
    assert str(settings.PORT) in str(refusal.value)


def test_a_database_that_does_not_answer_is_said_in_a_sentence(monkeypatch, settings):
    def fail():
        raise OperationalError("connection refused")

    settings.PORT = free_port()
    monkeypatch.setattr(serve, "unapplied_migrations", fail)
    with pytest.raises(CommandError, match="The database does not answer: connection refused"):
        call_command("serve")


@pytest.mark.django_db
def test_a_database_that_is_ready_needs_no_migration():
    assert not serve.unapplied_migrations()


def test_static_files_are_collected_when_they_changed(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS, settings.STORAGES = [source], SITE_STORAGES
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    assert serve.static_files_changed()
    serve.collect_static_files()
    assert not serve.static_files_changed()
    (source / "a.css").write_text("a { color: red }")
    assert serve.static_files_changed()
    serve.collect_static_files()
    assert len(list(settings.STATIC_ROOT.glob("a.*.css"))) == 1
    (settings.STATIC_ROOT / "staticfiles.json").unlink()  # as when collecting was interrupted
    assert serve.static_files_changed()


def test_a_process_begins_with_all_its_code_and_next_to_nothing_for_the_collector(tmp_path):
    line = "import gc, sys, encyclopedia.wsgi; print('encyclopedia.views.search' in sys.modules, len(gc.get_objects()))"
    began = subprocess.run(
        [sys.executable, "-c", line], env=environment_of_a_site(tmp_path), check=True, capture_output=True, text=True
    )
    loaded, objects = began.stdout.split()
    assert loaded == "True"
    assert int(objects) < 5_000


# The whole of it


@pytest.mark.database
def test_a_site_starts_from_nothing_and_even_when_killed_starts_again(empty_site, tmp_path):
    log = tmp_path / "log"
    with served(empty_site, log) as (server, get):
        assert get("/healthz").read() == b"ok\n"
        front = get("/").read().decode()
        assert "BERT" in get("/wiki/bert/").read().decode()
        css = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', front)[1]
        assert "immutable" in get(css).headers["Cache-Control"]
        server.kill()
        server.wait()
        wait_for_the_workers_to_end(empty_site["PORT"])
    assert "with the password" in log.read_text()
    first = stored(empty_site)

    with served(empty_site, log) as (_, get):
        assert get("/wiki/bert/").status == 200
    assert stored(empty_site) == first
    assert log.read_text().lstrip().startswith("The encyclopedia:")


def test_a_process_works_behind_the_requests_as_long_as_the_server_runs(empty_site, tmp_path):
    for end in some([signal.SIGKILL, signal.SIGINT, signal.SIGTERM]):
        log = tmp_path / end.name
        with served(empty_site, log) as (server, get):
            first = working(empty_site)
            os.kill(first, signal.SIGKILL)
            second = working(empty_site, but=first)
            assert get("/healthz").read() == b"ok\n"
            server.send_signal(end)
            server.wait(PATIENCE)
            until(lambda ended=second: not runs(ended))
            wait_for_the_workers_to_end(empty_site["PORT"])
        said = log.read_text()
        said, _, last = said.rstrip().rpartition("\n")
        assert said.rstrip().endswith("Ctrl-C stops the server."), said
        assert "The process that works behind requests has ended; it is started again in" in last
