"""The site's settings for tests: nobody's data, a fast password hasher, and a database file of its own."""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

#: What a person may have set for a site of theirs; it must not reach the tests, but for the servers that they name.
VARIABLES = {
    *(
        "AKISMET_KEY",
        "ALLOWED_HOSTS",
        "CITATION_STYLE",
        "CONTENT_LICENSE",
        "DATABASE_URL",
        "DATA_DIR",
        "DEBUG",
        "EDITOR_PASSWORD",
        "EMAIL_URL",
        "FROM_EMAIL",
        "HOST",
        "IMAGE_HOSTS",
    ),
    *(
        "LANGUAGE",
        "MODERATORS_EMAIL",
        "PORT",
        "REDIS_URL",
        "REQUIRE_STAFF_2FA",
        "SECRET_KEY",
        "SITE_NAME",
        "SITE_URL",
        "STARTER",
    ),
    *("TIME_ZONE", "TRUSTED_PROXIES", "WORKERS"),
}
for name in VARIABLES - {"DATABASE_URL", "REDIS_URL"}:
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "a secret that only the tests of this encyclopedia share"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="encyclopedia-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from encyclopedia.settings import *  # noqa: E402, F403
from encyclopedia.settings import CACHES, DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

#: Names this process among others that use the same servers.
RUN = DATA_DIR.name.replace("-", "_")

# On SQLite a file, so that threads and the live server wait for each other's writes as they do in production.
on_sqlite = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
DATABASES["default"]["TEST"] = (
    {"NAME": str(DATA_DIR / "test.sqlite3")}
    if on_sqlite
    else {"NAME": f"test_{RUN}", "CHARSET": "UTF8", "TEMPLATE": "template0"}
)

if on_sqlite:
    # Threads of tests come and go, and their connections with them.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # These data need not outlive a loss of power, so no commit waits for the disk; that halves the time.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Pages name static files as they are; the browser's tests collect them and use the site's own storage.
SITE_STORAGES = STORAGES
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()


def environment_of_a_site(data_dir: Path, **variables: str) -> dict[str, str]:
    """The environment in which another process is a site of its own and knows nothing of these tests."""
    # The last lets the browser's tests ask the database; `check` warns of it.
    ours = VARIABLES | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {"DJANGO_SETTINGS_MODULE": "encyclopedia.settings", "DATA_DIR": str(data_dir)} | variables


def cache_key(key: str, prefix: str, version: int) -> str:
    """Entries are named after the test: none finds what another has put there, in whichever thread it asks."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return f"{RUN}:{hashlib.sha256(test.encode()).hexdigest()}:{prefix}:{version}:{key}"


CACHES["default"]["KEY_FUNCTION"] = cache_key  # type: ignore[assignment]

# No test waits for a minute to pass, and none meets another's reads.
READS_WRITTEN_EVERY = float("inf")  # type: ignore[assignment]
