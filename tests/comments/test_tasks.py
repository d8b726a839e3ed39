"""How a mail leaves."""

import socket
import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from comments.mail import tasks
from comments.mail.notices import send_later
from tests.comments.builders import make_comment

from .mailbox import delivered

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def mail_server(settings, monkeypatch):
    """Says which mail server there is: the port of this machine at which it is."""

    def at(port, timeout=0.3):
        # Django's tests put their own backend in place.
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, timeout

    return at


@pytest.fixture
def silent_server():
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def refusing_server():
    """The port of a server that takes no mail for anybody."""

    def serve(server):
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as lines:
                lines.write(b"220 here\r\n")
                for line in lines:
                    lines.write(b"550 not for charlie@example.org\r\n" if line.startswith(b"RCPT") else b"250 well\r\n")
                    if line.startswith(b"QUIT"):
                        break

    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=[server])
    thread.start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.fixture
def closed_port():
    """A port at which nobody is."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def waiting():
    return DBTaskResult.objects.filter(status="READY")


def send_one():
    send_later("A question", "https://example.org/secret", ["charlie@example.org"])


def an_hour_passes():
    waiting().update(run_after=timezone.now() - timedelta(seconds=1))


def test_a_mail_is_plain_text_and_says_that_a_machine_has_sent_it():
    send_one()
    assert mail.outbox == []
    message = delivered()[0].message()
    assert message.get_content_type() == "text/plain"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == "charlie@example.org"


def test_a_mail_is_sent_once_and_its_secret_is_kept_no_longer():
    send_one()
    assert len(delivered()) == 1
    assert len(delivered()) == 1
    assert "secret" not in str(DBTaskResult.objects.values())


@pytest.mark.parametrize(
    "title",
    [
        "Ada\r\nBcc: eve@example.org",
        "Ada\nBcc: eve@example.org",
        "Ada\u2028Bcc: eve@example.org",
        "Ada\u2029Bcc: eve@example.org",
        "Ada\x85Bcc: eve@example.org",
        "Ada\x00\x0b\x0cBcc: eve@example.org",
        "\u202eAda \u2066Bcc: eve@example.org",
        "Ada \ud800Bcc: eve@example.org",
    ],
)
def test_a_subject_is_one_line_whatever_stands_in_it(title):
    message = tasks.letter(title, "Text", ["charlie@example.org"]).message()
    assert str(message["Subject"]) == "Ada Bcc: eve@example.org"
    assert message["Bcc"] is None
    assert message.as_bytes().count(b"\nTo:") == 1


def test_a_long_subject_is_shortened_and_other_scripts_arrive():
    assert len(tasks.one_line("Ada " * 100)) <= tasks.SUBJECT_LENGTH
    assert tasks.one_line("𝒜𝒹𝒶 👩‍💻 “Ääß”") == "𝒜𝒹𝒶 👩‍💻 “Ääß”"


@pytest.mark.parametrize("kind", ["silent_server", "closed_port", "refusing_server"])
def test_a_mail_server_that_takes_nothing_delays_the_mail_and_nothing_else(
    kind, request, mail_server, settings, caplog
):
    mail_server(request.getfixturevalue(kind))
    send_one()
    assert (waiting().count(), caplog.text) == (1, "")
    for tried in range(1, 4):
        began = timezone.now()
        delivered()
        again = waiting().get()
        assert again.args_kwargs["kwargs"] == {"tried": tried}
        assert began <= again.run_after - tasks.PAUSES[tried - 1] <= timezone.now()
        an_hour_passes()
    assert "secret" not in str(DBTaskResult.objects.exclude(pk=waiting().get().pk).values())
    assert "charlie" not in caplog.text and "secret" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    first = delivered()
    assert [message.to for message in first] == [["charlie@example.org"]]
    assert not waiting().exists()


def test_the_same_mail_has_the_same_id_at_every_attempt(mail_server, closed_port, settings):
    mail_server(closed_port)
    send_one()
    given = waiting().get().args_kwargs["args"][0]["headers"]["Message-ID"]
    delivered()
    an_hour_passes()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivered()[0].message()["Message-ID"] == given
    send_one()
    assert waiting().get().args_kwargs["args"][0]["headers"]["Message-ID"] != given


def test_after_about_a_day_a_mail_is_given_up_and_forgotten(mail_server, closed_port, caplog):
    mail_server(closed_port)
    assert timedelta(hours=20) < sum(tasks.PAUSES, timedelta()) < timedelta(hours=30)
    assert sorted(tasks.PAUSES) == tasks.PAUSES
    send_one()
    for _ in range(len(tasks.PAUSES) + 1):
        delivered()
        an_hour_passes()
    assert not waiting().exists()
    assert "given up" in caplog.text
    assert "secret" not in str(DBTaskResult.objects.values())


def test_a_mail_that_cannot_be_written_is_not_tried_again(caplog):
    send_later("Subject", "Text", ["charlie@example.org\nBcc: eve@example.org"])
    assert delivered() == []
    assert not waiting().exists()
    assert "given up" in caplog.text


def test_posting_waits_for_no_mail_server(article, mail_server, settings):
    settings.MODERATORS_EMAIL = "desk@example.org"
    with socket.create_server(("127.0.0.1", 0)) as server:
        mail_server(server.getsockname()[1])
        parent = make_comment(article)
        make_comment(article, "A reply.", parent=parent, email="eve@example.org", subscribe=True)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has come
            server.accept()
    assert waiting().exists()


def test_a_mail_that_waited_while_the_code_was_moved_is_sent():
    moves = import_module("comments.migrations.0006_task_paths")
    send_later("Subject", "Text", ["ada@example.org"])
    moves.backwards(apps, None)
    assert not DBTaskResult.objects.filter(task_path=tasks.deliver.module_path).exists()
    moves.forwards(apps, None)
    assert [each.subject for each in delivered()] == ["Subject"]
    assert all(import_string(path).module_path == path for path in moves.MOVED.values())
