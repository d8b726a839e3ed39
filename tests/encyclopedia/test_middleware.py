"""What happens to every request before a view sees it."""

import ipaddress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from encyclopedia.site.middleware import BadRequests, TrustedProxies


def seen(settings, peer, trusted=(), **headers):
    """The request as a view sees it that `peer` sent with these headers."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network(network) for network in trusted]
    passed = []
    TrustedProxies(passed.append)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))
    return passed[0]


def test_without_trusted_proxies_nobody_is_believed(settings):
    request = seen(settings, "127.0.0.1", **{"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https"})
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert not request.is_secure()


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("9.9.9.9", "9.9.9.9"),
        ("6.6.6.6, 9.9.9.9", "9.9.9.9"),
        ("6.6.6.6, 9.9.9.9, 10.0.0.7", "9.9.9.9"),
        ("10.0.0.8, 10.0.0.7", "10.0.0.8"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "10.0.0.1"),
        ("not an address", "10.0.0.1"),
        ("9.9.9.9, <script>", "10.0.0.1"),
    ],
)
def test_the_client_is_the_rightmost_hop_that_is_no_trusted_proxy(settings, chain, client):
    request = seen(settings, "10.0.0.1", ["10.0.0.0/8"], **{"X-Forwarded-For": chain})
    assert request.META["REMOTE_ADDR"] == client


def test_a_trusted_proxy_may_say_that_the_client_came_by_https(settings):
    assert seen(settings, "10.0.0.1", ["10.0.0.1/32"], **{"X-Forwarded-Proto": "https"}).is_secure()
    assert not seen(settings, "10.0.0.2", ["10.0.0.1/32"], **{"X-Forwarded-Proto": "https"}).is_secure()


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/" + "x" * 8_100, {}, 414),
        ("/?" + "x" * 8_100, {}, 414),
        ("/a%00b", {}, 400),
        ("/", {"CONTENT_LENGTH": "3000000"}, 413),
        ("/admin/login/", {"CONTENT_LENGTH": "3000000"}, 413),
        ("/admin/login/", {"CONTENT_LENGTH": "3000000", "HTTP_COOKIE": "session=x"}, 200),
        ("/admin/login/", {"CONTENT_LENGTH": "30000000", "HTTP_COOKIE": "session=x"}, 413),
        ("/", {"CONTENT_LENGTH": "²"}, 200),
        ("/", {}, 200),
    ],
)
def test_requests_that_no_page_can_mean_are_refused_at_once(path, options, status):
    request = RequestFactory().get(path, **options)
    assert BadRequests(lambda request: HttpResponse("fine"))(request).status_code == status


@pytest.mark.parametrize("status", [400, 405, 413, 414])
def test_a_bare_error_gets_a_page_that_helps(status):
    response = BadRequests(lambda request: HttpResponse(status=status))(RequestFactory().get("/"))
    assert response.status_code == status
    assert b"<h1>" in response.content


def test_a_program_is_told_in_its_own_language():
    request = RequestFactory().get("/", CONTENT_LENGTH="3000000", headers={"Accept": "application/json"})
    response = BadRequests(lambda request: HttpResponse("fine"))(request)
    assert (response.status_code, response.content) == (413, b'{"error": "too_large"}')
