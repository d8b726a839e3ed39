"""Akismet, asked as it is in life: over HTTP, from a server on this machine that answers in its place."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import akismet
import pytest
from django.db import connection

from comments.models import BlockEntry, Comment, CommentRevision, State
from comments.posting import checker
from comments.posting import submitting as posting
from comments.refusals import Duplicate, TooFast
from tests.patience import PATIENCE

from .builders import let_time_pass, make_comment, make_draft, make_token, make_trusted

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Test)"


@contextmanager
def akismet_that(answer, monkeypatch):
    """A server that answers every question by `answer(handler)`; gives the list of what it was told."""
    told, ended = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        nobody_waits = ended

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.append({"path": self.path} | {key: value[0] for key, value in parse_qs(body).items()})
            answer(self)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        monkeypatch.setattr(akismet._common, "_API_URL", f"http://127.0.0.1:{server.server_port}")
        yield told
        ended.set()
        server.shutdown()


def says(words, status=200):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(words)))
        handler.end_headers()
        handler.wfile.write(words)

    return answer


def never(handler):
    handler.nobody_waits.wait()


def drips(handler):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):  # whoever has asked may be gone
        while not handler.nobody_waits.wait(0.05):
            handler.wfile.write(b" ")


def hangs_up(handler):
    handler.connection.close()


@pytest.fixture(autouse=True)
def key(settings, monkeypatch):
    settings.AKISMET_KEY = "the key of this site"
    monkeypatch.setattr(checker, "PATIENCE", PATIENCE)
    checker._client.cache_clear()


def submit(article, text="A useful note.", **parts):
    return posting.submit(article, make_draft(text, user_agent=BROWSER, **parts), make_token(article))


def test_what_is_spam_there_is_spam_here(article, monkeypatch):
    with akismet_that(says(b"true"), monkeypatch) as told:
        comment = submit(article, address="203.0.113.5", email="charlie@example.org")
    assert (comment.state, comment.reason) == (State.SPAM, "Akismet")
    (asked,) = told
    assert asked == {
        "path": "/1.1/comment-check",
        "api_key": "the key of this site",
        "blog": "http://127.0.0.1:8000",
        "user_ip": "203.0.113.5",
        "user_agent": BROWSER,
        "comment_type": "comment",
        "comment_author": "Charlie",
        "comment_content": "A useful note.",
        "permalink": "http://127.0.0.1:8000/wiki/ada-lovelace/",
        "blog_charset": "UTF-8",
    }


def test_neither_address_nor_browser_is_stored(article, monkeypatch):
    with akismet_that(says(b"false"), monkeypatch):
        submit(article, address="203.0.113.5")
    stored = f"{list(Comment.objects.values())}{list(CommentRevision.objects.values())}"
    assert "203.0.113.5" not in stored and BROWSER not in stored


def test_what_is_fine_there_goes_where_it_would_have_gone(article, monkeypatch):
    account = make_trusted_without_key(article, monkeypatch)
    with akismet_that(says(b"false"), monkeypatch):
        assert submit(article).reason == "no account"
        assert submit(article, "Trusted.", account=account).state == State.APPROVED


def make_trusted_without_key(article, monkeypatch):
    with akismet_that(says(b"false"), monkeypatch):
        return make_trusted(article)


@pytest.mark.parametrize(
    "answer",
    [
        *(never, drips, hangs_up, says(b"invalid"), says(b""), says(b"\xff\xfe garbage " * 9999)),
        *(says(b"true", 500), says(b"true", 302), says(b"True")),
    ],
)
def test_whoever_does_not_answer_as_they_should_leaves_it_to_a_moderator(article, monkeypatch, answer, caplog):
    account = make_trusted_without_key(article, monkeypatch)
    checker._client.cache_clear()
    if answer in {never, drips}:  # for as long as somebody waits
        monkeypatch.setattr(checker, "PATIENCE", 0.2)
    with akismet_that(answer, monkeypatch):
        comment = submit(article, "Trusted.", account=account)
    assert (comment.state, comment.reason) == (State.PENDING, "checker not reached")
    assert "the key" not in caplog.text and "Trusted" not in caplog.text
    assert "Akismet" in caplog.text
    wait_until_free()


def wait_until_free():
    for _ in range(checker.MAX_AT_ONCE):
        assert checker._free.acquire(timeout=PATIENCE)
    for _ in range(checker.MAX_AT_ONCE):
        checker._free.release()


def test_where_nobody_listens_it_is_left_to_a_moderator(article, monkeypatch):
    monkeypatch.setattr(akismet._common, "_API_URL", "http://127.0.0.1:1")
    assert "checker not reached" in submit(article).reason


def test_only_so_many_wait_for_it_at_once(article, monkeypatch):
    monkeypatch.setattr(checker, "_free", threading.BoundedSemaphore(1))
    checker._free.acquire()
    with akismet_that(says(b"true"), monkeypatch) as told:
        assert "checker not reached" in submit(article).reason
    assert told == []


def test_without_a_key_nothing_is_asked(article, monkeypatch, settings):
    settings.AKISMET_KEY = ""
    with akismet_that(says(b"true"), monkeypatch) as told:
        assert submit(article).state == State.PENDING
    assert told == []


def test_what_is_refused_or_known_to_be_spam_is_not_sent(article, monkeypatch):
    BlockEntry.objects.create(kind="word", pattern="casino")
    with akismet_that(says(b"false"), monkeypatch) as told:
        submit(article, "At the casino.")
        submit(article, "By a program.", trapped=True)
        assert told == []
        draft, token = make_draft(address="203.0.113.5"), make_token(article)
        first = posting.submit(article, draft, token)
        assert len(told) == 1
        assert posting.submit(article, draft, token) == first
        with pytest.raises(Duplicate):
            posting.submit(article, draft, make_token(article))
        with pytest.raises(TooFast):
            submit(article, "Another.", address="203.0.113.5")
    assert len(told) == 1


def test_no_lock_is_held_while_it_is_asked(article, monkeypatch):
    held = []

    def ask(*args, **options):
        held.append(len(connection.savepoint_ids))
        return checker.Verdict.FINE

    monkeypatch.setattr(checker, "ask", ask)
    outside = len(connection.savepoint_ids)
    submit(article)
    assert held == [outside]


def test_the_newer_text_of_a_comment_is_asked_about(article, monkeypatch):
    with akismet_that(says(b"false"), monkeypatch):
        comment = make_comment(article, state=State.PENDING)
    let_time_pass()
    with akismet_that(says(b"true"), monkeypatch) as told:
        same = posting.edit(comment, make_draft("A useful note."), expected=comment.version)
        assert (same.revision_number, told) == (1, [])
        edited = posting.edit(comment, make_draft("Buy this."), expected=comment.version)
    assert (edited.state, edited.reason) == (State.SPAM, "Akismet")
    assert [asked["recheck_reason"] for asked in told] == ["edit"]
