"""What every feed needs. Addresses and ids are made from SITE_URL alone; the ids outlive a change of slug."""

import re
from urllib.parse import urlsplit

from django.conf import settings

#: All but the characters that XML 1.0 has.
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def absolute(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def feed_id(name: str) -> str:
    """An id of its own for ever (RFC 4151); it holds no slug, because slugs change."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def feed_text(text: str) -> str:
    """The text without what no XML can hold."""
    return NO_XML.sub("\ufffd", text)
