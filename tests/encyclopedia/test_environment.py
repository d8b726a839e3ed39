"""Settings from the environment: safe when nothing is set, and refused in a sentence when not understood."""

import runpy
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from threading import Barrier

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured

from encyclopedia.site.environment import kept_secret
from tests.settings import VARIABLES, environment_of_a_site


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """The settings as a server would read them with these variables and an empty DATA_DIR."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def read(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(site.BASE_DIR / "encyclopedia" / "settings.py")

    return read


def manage(*arguments, data_dir, **variables):
    line = [sys.executable, site.BASE_DIR / "manage.py", *arguments]
    environment = environment_of_a_site(data_dir, **variables)
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_what_is_not_set_is_safe(settings_with, tmp_path):
    settings = settings_with()
    assert settings["DEBUG"] is False
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"]
    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "data" / "encyclopedia.sqlite3"
    assert settings["TRUSTED_PROXIES"] == []
    assert len(settings["SECRET_KEY"]) >= 50
    assert settings["STARTER"] is True


def test_an_empty_variable_is_one_that_is_not_set(settings_with):
    assert settings_with(PORT="", DEBUG=" ", DATABASE_URL="", SITE_URL="")["PORT"] == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠٠٠"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("DEBUG", "perhaps"),
        ("STARTER", "none"),
        ("SITE_URL", "wiki.example.org"),
        ("SITE_URL", "ftp://wiki.example.org"),
        ("SITE_URL", "https://wiki.example.org/path"),
        ("SITE_URL", "https://me@wiki.example.org"),
        ("SITE_URL", "https://wiki.example.org:port"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://user:hidden@host/name"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("EMAIL_URL", "nonsense"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("TIME_ZONE", "Mars/Olympus"),
        ("CITATION_STYLE", "no-such-style"),
        ("LANGUAGE", "klingon"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("DATA_DIR", "/dev/null/data"),
        ("IMAGE_HOSTS", "https://upload.example.org"),
        ("IMAGE_HOSTS", "upload.example.org/a"),
        ("IMAGE_HOSTS", "upload.example.org:8443"),
        ("IMAGE_HOSTS", "*.example.org"),
        ("IMAGE_HOSTS", "*"),
        ("IMAGE_HOSTS", "localhost"),
        ("IMAGE_HOSTS", "192.0.2.1"),
        ("IMAGE_HOSTS", "a.example b.example"),
        ("IMAGE_HOSTS", "a.example; script-src *"),
        ("IMAGE_HOSTS", "münchen.example"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence_that_names_it(settings_with, name, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**{name: value})
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "hidden" not in sentence


def test_manage_py_shows_the_sentence_and_no_traceback(tmp_path):
    for command in ("check", "serve"):
        run = manage(command, data_dir=tmp_path, DEBUG="perhaps")
        assert run.returncode == 1
        assert run.stderr == "DEBUG is “perhaps”; write yes or no.\n"


def test_https_decides_about_transport(settings_with):
    settings = settings_with(SITE_URL="https://wiki.example.org")
    assert settings["SESSION_COOKIE_SECURE"] and settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SECURE_SSL_REDIRECT"] and settings["SECURE_HSTS_SECONDS"] > 0
    assert "wiki.example.org" in settings["ALLOWED_HOSTS"]


def test_http_leaves_transport_alone(settings_with):
    settings = settings_with(SITE_URL="http://wiki.example.org:8080")
    assert not settings["SESSION_COOKIE_SECURE"] and not settings["CSRF_COOKIE_SECURE"]
    assert not settings["SECURE_SSL_REDIRECT"] and not settings["SECURE_HSTS_SECONDS"]
    assert "wiki.example.org" in settings["ALLOWED_HOSTS"]


def test_an_address_of_the_sixth_version_stands_in_brackets(settings_with):
    settings = settings_with(HOST="::1", PORT="8001")
    assert settings["SITE_URL"] == "http://[::1]:8001"
    assert "[::1]" in settings["ALLOWED_HOSTS"]


def test_lists_are_separated_by_commas(settings_with):
    settings = settings_with(ALLOWED_HOSTS="a.example, b.example,", TRUSTED_PROXIES="10.0.0.0/8, ::1")
    assert settings["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert settings["TRUSTED_PROXIES"] == [ip_network("10.0.0.0/8"), ip_network("::1")]


def test_pictures_come_from_this_site_unless_hosts_are_named(settings_with):
    settings = settings_with()
    assert settings["IMAGE_HOSTS"] == []
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == ["'self'"]
    settings = settings_with(IMAGE_HOSTS="Upload.Wikimedia.org, a.example,")
    assert settings["IMAGE_HOSTS"] == ["upload.wikimedia.org", "a.example"]
    sources = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]
    assert sources == ["'self'", "https://upload.wikimedia.org", "https://a.example"]


def test_a_postgresql_address_names_the_database(settings_with):
    database = settings_with(DATABASE_URL="postgres://ada:s%40crets@db.example:5433/wiki")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("wiki", "ada", "s@crets")
    assert (database["HOST"], database["PORT"]) == ("db.example", 5433)


@pytest.mark.redis
def test_the_cache_is_shared_where_redis_is_named():
    assert isinstance(caches["default"], RedisCache)
    caches["default"].set("named", "here")
    assert caches["default"].get("named") == "here"


def test_check_deploy_is_silent_with_https(tmp_path):
    run = manage("check", "--deploy", "--fail-level=DEBUG", data_dir=tmp_path, SITE_URL="https://wiki.example.org")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "System check identified no issues (0 silenced).\n"


def test_check_deploy_speaks_only_of_transport_with_http(tmp_path):
    run = manage("check", "--deploy", data_dir=tmp_path, SITE_URL="http://wiki.example.org")
    codes = {line.split("(")[1].split(")")[0] for line in run.stderr.splitlines() if line.startswith("?: (")}
    assert codes
    assert codes <= {"security.W004", "security.W008", "security.W012", "security.W016"}


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "secret-key"
    secret = kept_secret(path)
    assert len(secret) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path) == secret
    assert list(tmp_path.iterdir()) == [path]


def test_starts_at_the_same_time_agree_on_the_secret(tmp_path):
    at_once = Barrier(16)

    def start(_):
        at_once.wait()
        return kept_secret(tmp_path / "secret-key")

    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(start, range(16)))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
