"""The front page, errors, and what machines ask of a site."""

import pytest
from django.db import connection

from tests.builders import make_article

pytestmark = pytest.mark.django_db


def test_the_front_page_shows_subjects_and_what_is_new(client):
    make_article("BERT", category=("Technology",))
    page = client.get("/").content.decode()
    assert "/wiki/bert/" in page
    assert "/categories/technology/" in page
    assert 'action="/search/"' in page


def test_an_empty_encyclopedia_says_so(client):
    assert "Nothing is published here yet" in client.get("/").content.decode()
    for path in ("/articles/", "/categories/", "/search/", "/search/?q=x"):
        assert client.get(path).status_code == 200


def test_the_server_tells_that_it_is_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db(transaction=True)
def test_the_server_tells_that_its_database_is_gone(client, monkeypatch):
    nowhere = {"NAME": "/nowhere/data", "HOST": "127.0.0.1", "PORT": "1"}
    connection.close()
    with monkeypatch.context() as gone:
        for name, value in nowhere.items():
            gone.setitem(connection.settings_dict, name, value)
        assert client.get("/healthz").status_code == 503
        connection.close()
    assert client.get("/healthz").status_code == 200


def test_robots_are_kept_from_the_desk(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /admin/" in response.content.decode()


def test_a_page_without_an_icon_of_its_own_gets_ours(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/icon.svg"


def test_a_missing_page_helps(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert 'action="/search/"' in response.content.decode()


@pytest.mark.parametrize(
    "name", ["../secret-key", "..%2Fsecret-key", "/etc/passwd", "images/../../secret-key", "images/"]
)
def test_only_uploads_are_served_as_media(client, settings, name):
    (settings.DATA_DIR / "secret-key").write_text("not for readers")
    (settings.MEDIA_ROOT / "images").mkdir(parents=True, exist_ok=True)
    response = client.get(f"/media/{name}")
    assert response.status_code == 404
    assert b"not for readers" not in response.content


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("a.png", "image/png", False),
        ("a.html", "application/octet-stream", True),
        ("a.svg", "application/octet-stream", True),
    ],
)
def test_nothing_in_an_upload_can_run(client, settings, name, kind, saved):
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"<script>alert(1)</script>")
    response = client.get(f"/media/images/{name}")
    assert response["Content-Type"] == kind
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.get("Content-Disposition", "").startswith("attachment") == saved
    response.close()


def test_the_content_security_policy_allows_only_our_own_files(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_no_header_changes_a_link_in_a_page(client, header):
    make_article("BERT")
    plain = client.get("/wiki/bert/").content
    assert client.get("/wiki/bert/", headers={header: "evil.example"}).content == plain


def test_a_foreign_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
