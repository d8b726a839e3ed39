"""What pages look like besides what they show: a change of it makes them other pages."""

import hashlib
from functools import cache

from django.conf import settings

#: What templates and the code that renders ask of the settings.
NAMED = (
    *("CITATION_STYLE", "CONTENT_LICENSE", "IMAGE_HOSTS", "LANGUAGE_CODE", "SITE_NAME", "SITE_URL", "TIME_ZONE"),
    "STATIC_URL",
)
FOLDERS = ("encyclopedia", "comments", "templates")
ENDINGS = {".py", ".html"}


@cache
def release() -> str:
    """A hash over code, templates, names of static files, and settings: by contents, as several machines share it."""
    base = settings.BASE_DIR
    files = (path for folder in FOLDERS for path in (base / folder).rglob("*") if path.suffix in ENDINGS)
    found = hashlib.sha256(repr([getattr(settings, name) for name in NAMED]).encode())
    for path in [*sorted(files), base / "requirements.txt", settings.STATIC_ROOT / "staticfiles.json"]:
        if path.is_file():
            found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()
