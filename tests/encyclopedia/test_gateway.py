"""How requests come in: bodies take no thread while they come, and what is odd about a request is refused at once."""

import asyncio
import csv
import gzip
import re
import socket
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from encyclopedia.site.serving import bodies
from encyclopedia.site.serving.gateway import environ_of
from tests.settings import environment_of_a_site

from .sites import free_port, served, with_tables

FORM = "/wiki/bert/comments/new/"
PATIENCE = 20  # seconds; whoever must wait for a thread waits longer


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where a site answers."""
    folder = tmp_path_factory.mktemp("site")
    environment = with_tables(environment_of_a_site(folder / "data", PORT=str(free_port()), WORKERS="1"))
    with served(environment, folder / "log"):
        yield int(environment["PORT"])


def begin(port, head, body=b""):
    """Send the beginning of a request; `head` without the line that names the host."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    lines = [*head.split("\n"), f"Host: 127.0.0.1:{port}", "", ""]
    connection.sendall("\r\n".join(lines).encode() + body)
    return connection


def rest(connection):
    """All that comes until the other side closes."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def get(port, path, **headers):
    return urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=PATIENCE)


def test_readers_are_answered_while_many_send_slowly_and_these_as_soon_as_they_are_through(port):
    head = f"POST {FORM} HTTP/1.1\nConnection: close\nContent-Type: application/x-www-form-urlencoded"
    slow = [begin(port, f"{head}\nContent-Length: 5", b"tex") for _ in range(100)]
    assert get(port, "/wiki/bert/").status == 200
    slow[0].sendall(b"t=")
    assert b" 403 " in rest(slow[0]).partition(b"\r\n")[0]  # the form was read, and has no token
    for connection in slow[1:]:
        connection.close()


@pytest.mark.parametrize(
    ("head", "body", "answer"),
    [
        ("POST / HTTP/1.1\nContent-Length: 3\nTransfer-Encoding: chunked", b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n", b"400"),
        ("POST / HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 3", b"0\r\n\r\n", b"400"),
        (f"POST {FORM} HTTP/1.1\nContent-Length: 100000", b"", b"413"),
        ("POST /admin/ HTTP/1.1\nCookie: session=x\nContent-Length: 100000000", b"", b"413"),
    ],
)
def test_what_is_not_to_be_read_is_refused_before_it_comes_and_the_connection_closed(port, head, body, answer):
    said = rest(begin(port, head, body))
    assert said.split()[1] == answer
    assert b"\r\nconnection: close\r\n" in said
    assert said.count(b"HTTP/1.1 ") == 1


def test_answers_are_whole_whichever_way_they_are_made(port):
    page = get(port, "/wiki/bert/").read()
    assert gzip.decompress(get(port, "/wiki/bert/", **{"Accept-Encoding": "gzip"}).read()) == page
    path = re.search(r'href="(/static/[^"]+\.css)"', page.decode())[1]
    style = get(port, path)
    whole = style.read()
    assert len(whole) == int(style.headers["Content-Length"])
    part = get(port, path, Range="bytes=2-9")
    assert (part.status, part.read()) == (206, whole[2:10])
    table = get(port, "/categories/technology/table/?format=csv").read().decode()
    assert len(list(csv.reader(table.splitlines()))) > 1
    for address in ("/", path, "/categories/technology/table/?format=csv"):
        said = rest(begin(port, f"HEAD {address} HTTP/1.1\nConnection: close"))
        assert said.startswith(b"HTTP/1.1 200 ")
        assert said.endswith(b"\r\n\r\n")


# Bodies


async def sent(*chunks, then=0.0):
    for chunk in chunks:
        yield chunk
        await asyncio.sleep(then)


def test_a_body_that_does_not_come_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    with pytest.raises(bodies.Refused) as refusal:
        asyncio.run(bodies.take_in(sent(b"tex", b"t", then=3600), 5))
    assert refusal.value.status == 408


def test_a_long_body_may_take_longer(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    monkeypatch.setattr(bodies, "SLOWEST", 0.001)
    with asyncio.run(bodies.take_in(sent(b"tex", b"t=", then=0.2), 5)) as body:
        assert body.read() == b"text="


def test_a_body_that_ends_before_its_length_reaches_nobody():
    with pytest.raises(bodies.Refused) as refusal:
        asyncio.run(bodies.take_in(sent(b"tex"), 5))
    assert refusal.value.status == 400


# What a request becomes


def request(**parts):
    scope = {"method": "GET", "path": "/", "query_string": "", "http_version": "1.1", "scheme": "http"}
    scope |= {"server": "127.0.0.1:8000", "client": "10.0.0.1:5000", "headers": {}}
    return environ_of(SimpleNamespace(**scope | parts))


@pytest.mark.parametrize(
    ("parts", "name", "value"),
    [
        ({"path": "/wiki/é/"}, "PATH_INFO", "/wiki/Ã©/"),
        ({"query_string": "q=é"}, "QUERY_STRING", "q=Ã©"),
        ({"client": "[2001:db8::1]:5000"}, "REMOTE_ADDR", "2001:db8::1"),
        ({"headers": SimpleNamespace(items=lambda: [("cookie", "a=1"), ("cookie", "b=2")])}, "HTTP_COOKIE", "a=1; b=2"),
        ({"headers": SimpleNamespace(items=lambda: [("x-a", "1"), ("x-a", "2")])}, "HTTP_X_A", "1,2"),
        ({"headers": {"x_forwarded_for": "9.9.9.9"}}, "HTTP_X_FORWARDED_FOR", None),
        ({"headers": {"content-type": "text/plain"}}, "CONTENT_TYPE", "text/plain"),
        ({}, "HTTP_HOST", ""),
    ],
)
def test_a_request_is_handed_on_as_servers_do(parts, name, value):
    assert request(**parts).get(name) == value
