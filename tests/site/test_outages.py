"""What is answered where the database or the disk cannot do it for now: nothing is lost, and nobody sees a fault."""

import errno
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import InterfaceError, connection

from comments.models import Comment
from encyclopedia.models import Article
from encyclopedia.site.outages import is_outage, without_waiting
from tests.builders import make_article
from tests.comments.builders import fields, make_account, make_comment
from tests.encyclopedia.browsers import Page, article_form
from tests.settings import environment_of_a_site

WORDS = "The mill weaves\r\nflowers & <leaves>."
SHOWN = "flowers &amp; &lt;leaves&gt;."


@contextmanager
def read_only():
    """The database can be read and not written, as a standby or a full disk has it."""
    on, off = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


def new_comment(client, article):
    return f"{article.get_absolute_url()}comments/new/", fields(article, text=WORDS)


def edited_comment(client, article):
    client.post(f"{article.get_absolute_url()}comments/new/", fields(article))
    address = f"{Comment.objects.latest('pk').get_absolute_url()}edit/"
    return address, Page(client.get(address)).fields | {"text": WORDS}


def deleted_comment(client, article):
    account = make_account()
    client.force_login(account)
    return f"{make_comment(article, account=account).get_absolute_url()}delete/", {"why": WORDS}


def reported_comment(client, article):
    client.force_login(make_account())
    return f"{make_comment(article).get_absolute_url()}report/", {"complaint": "spam", "note": WORDS}


def vote(client, article):
    client.force_login(make_account())
    return f"{make_comment(article).get_absolute_url()}helpful/", {"why": WORDS}


def account(client, article):
    return "/accounts/signup/", {"email": "dora@example.org", "password1": "a password kept to myself", "name": WORDS}


def name_of_an_account(client, article):
    client.force_login(make_account())
    return "/accounts/settings/", {"name": "Dora D.", "note": WORDS}


def signing_in_at_the_desk(client, article):
    return "/admin/login/", {"username": WORDS, "password": "a password kept to myself"}


def written_article(client, article):
    client.force_login(staff())
    address = "/admin/encyclopedia/article/add/"
    written = article_form(client, address) | {"title": "Looms", "body": WORDS, "note": "First & last"}
    return address, written | {"timeline-0-date": "1801", "timeline-0-event": "Cards & holes."}


def changed_article(client, article):
    client.force_login(staff())
    address = f"/admin/encyclopedia/article/{article.pk}/change/"
    return address, article_form(client, address) | {"body": WORDS}


def category(client, article):
    client.force_login(staff())
    return "/admin/encyclopedia/category/add/", {"name": "Looms", "parent": "", "description": WORDS, "order": "1"}


def redacted_comment(client, article):
    client.force_login(staff())
    return f"/admin/comments/comment/{make_comment(article).pk}/redact/", {"words": WORDS, "seen": "1"}


def staff():
    return get_user_model().objects.create_superuser("root", password="root-password")


FORMS = [
    *(new_comment, edited_comment, deleted_comment, reported_comment, vote),
    *(account, name_of_an_account, signing_in_at_the_desk),
    *(written_article, changed_article, category, redacted_comment),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_that_cannot_be_stored_comes_back_with_every_word_to_be_sent_again(client, form):
    article = make_article()
    address, written = form(client, article)
    stored = Article.objects.count(), Comment.objects.count()
    with read_only():
        response = client.post(address, written)
        as_json = client.post(address, written, headers={"Accept": "application/json"})
    page = Page(response)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "private, no-store"
    kept = {name: value for name, value in written.items() if "password" not in name}
    assert kept.items() <= page.fields.items()
    assert f'action="{address}"' in page.html
    assert SHOWN in page.html
    assert "kept to myself" not in page.html
    assert (as_json.status_code, as_json.json()) == (503, {"error": "unavailable"})
    assert (Article.objects.count(), Comment.objects.count()) == stored


@pytest.mark.django_db(transaction=True)
def test_what_a_page_from_elsewhere_has_filled_in_is_not_shown(client):
    address, written = new_comment(client, make_article())
    client.handler.enforce_csrf_checks = True
    with read_only():
        response = client.post(address, written, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert SHOWN not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_stored_after_a_page_was_made_is_an_outage_as_well(client):
    account = make_account()
    client.force_login(account)
    client.raise_request_exception = False
    assert client.post("/accounts/reauthenticate/", {"password": f"{account.username}-password"}).status_code == 302
    with read_only():
        response = client.get("/accounts/2fa/totp/activate/")  # keeps a new secret in the session
    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.django_db(transaction=True)
def test_an_import_that_cannot_be_stored_says_so(tmp_path):
    (tmp_path / "looms.md").write_text("---\ntitle: Looms\n---\n")
    with read_only(), pytest.raises(CommandError, match="The database refused, and the rest was left: "):
        call_command("import_articles", tmp_path)


def test_a_command_without_a_database_says_so_in_a_sentence(tmp_path):
    environment = environment_of_a_site(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    line = [sys.executable, str(site.BASE_DIR / "manage.py"), "make_editor", "ada"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("This cannot be done now: connection failed")
    assert "Traceback" not in done.stderr


# Which errors say so


@pytest.fixture
def file(tmp_path):
    """A database of SQLite that holds a table."""
    with sqlite3.connect(tmp_path / "database") as database:
        database.execute("CREATE TABLE words (word UNIQUE)")
    return tmp_path / "database"


def locked(file):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return sqlite3.connect(file, timeout=0), "INSERT INTO words VALUES ('a')"


def full(file):
    database = sqlite3.connect(file)
    database.execute("PRAGMA max_page_count = 1")
    return database, "INSERT INTO words VALUES (zeroblob(100000))"


def not_to_be_written(file):
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True), "INSERT INTO words VALUES ('a')"


def not_there(file):
    return sqlite3.connect(f"file:{file}-gone?mode=ro", uri=True), "SELECT 1"


def a_fault_of_ours(file):
    return sqlite3.connect(file), "SELECT * FROM nothing"


def a_word_that_is_there(file):
    return sqlite3.connect(file), "INSERT INTO words VALUES ('a'), ('a')"


@pytest.mark.parametrize(
    ("ask", "outage"),
    [
        *((locked, True), (full, True), (not_to_be_written, True), (not_there, True)),
        *((a_fault_of_ours, False), (a_word_that_is_there, False)),
    ],
)
def test_what_sqlite_cannot_do_now_is_told_from_faults(file, ask, outage):
    with pytest.raises(sqlite3.Error) as caught:
        database, question = ask(file)
        database.execute(question)
    assert is_outage(caught.value) is outage


@pytest.mark.parametrize(
    ("code", "outage"),
    [
        *((code, True) for code in ("40001", "40P01", "57P01", "57P03", "53100", "53300", "25006", "55P03", "08006")),
        *((code, False) for code in ("23505", "42P01", "22001", "54000", "25P02", "XX000")),
    ],
)
def test_what_postgresql_cannot_do_now_is_told_from_faults(code, outage):
    assert is_outage(psycopg.errors.lookup(code)("said the server")) is outage


def test_a_server_that_is_gone_and_a_disk_that_is_full_are_outages():
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgres://nobody@127.0.0.1:1/nothing")
    assert is_outage(caught.value)
    assert is_outage(InterfaceError("connection already closed"))
    assert is_outage(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_outage(OSError(errno.ENOENT, "No such file"))
    assert not is_outage(ValueError())


@pytest.mark.django_db
def test_a_page_waits_for_no_lock_where_it_only_counts():
    def patience():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all.")
    assert patience() == 20_000
    with without_waiting():
        assert patience() < 1_000
    assert patience() == 20_000
