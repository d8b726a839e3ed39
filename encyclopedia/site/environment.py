"""Reads settings from the environment and refuses what it does not understand, in a sentence that says why."""

import ipaddress
import os
import re
import secrets
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
SECRET_LENGTH = 50
#: As https://www.rfc-editor.org/rfc/rfc1123#section-2.1 has it: at least two labels, the last of them no number.
HOST_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
FLAGS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """`yes` or `no` in their usual spellings."""
    written = text(name)
    if not written:
        return default
    if written.lower() not in FLAGS:
        raise ImproperlyConfigured(f"{name} is “{written}”; write yes or no.")
    return FLAGS[written.lower()]


def number(name: str, default: int, *, least: int, most: int) -> int:
    written = text(name, str(default))
    if not (written.isascii() and written.isdigit() and least <= int(written) <= most):
        raise ImproperlyConfigured(f"{name} is “{written}”; write a whole number from {least} to {most}.")
    return int(written)


def words(name: str) -> list[str]:
    """Values separated by commas."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def one_of(name: str, choices: dict[str, str] | set[str], default: str) -> str:
    written = text(name, default)
    if written not in choices:
        near = ", ".join(sorted(choices)[:6])
        raise ImproperlyConfigured(f"{name} is “{written}”, which is not known; write for instance {near}.")
    return written


def site_url(name: str, default: str) -> str:
    """The address of the site: a scheme and a host, with a port if need be, and nothing after it."""
    written = text(name, default).rstrip("/")
    try:
        parts = urlsplit(written)
        understood: object = (
            parts.scheme in {"http", "https"} and parts.hostname and parts.netloc == written.split("//", 1)[1]
        )
        understood = understood and "@" not in parts.netloc and (parts.port is None or parts.port)
    except ValueError:
        understood = False
    if not understood:
        raise ImproperlyConfigured(f"{name} is “{written}”; write an address such as https://wiki.example.org.")
    return written


def host_of(url: str) -> str:
    """The host of an address, as a request names it."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; write addresses or networks such as 10.0.0.0/8.") from None


def host_names(name: str) -> list[str]:
    """Names of hosts, separated by commas, in lower case: neither addresses nor ports nor patterns."""
    names = [word.lower() for word in words(name)]
    for host in names:
        if not HOST_NAME.fullmatch(host):
            raise ImproperlyConfigured(f"{name} holds “{host}”; write names of hosts such as upload.wikimedia.org.")
    return names


def parsed(name: str, parse: Callable[[str], T], example: str) -> T | None:
    """What `parse` reads there, None when nothing is set. An error shows none of it: it may hold a password."""
    written = text(name)
    if not written:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # django-environ only warns of a kind of database that it does not know
            return parse(written)
    except (ValueError, KeyError, UserWarning, environ.ImproperlyConfigured):
        raise ImproperlyConfigured(f"{name} is not understood; write an address such as {example}.") from None


def kept_secret(path: Path) -> str:
    """The secret in that file, which only its owner may read; made when it is not there yet.

    Several processes may start at once: the file is written aside and linked into place, so one of them wins.
    """
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as aside:  # made with mode 600
            aside.write(secrets.token_urlsafe(SECRET_LENGTH))
        try:
            os.link(aside.name, path)
        except FileExistsError:
            pass
        finally:
            Path(aside.name).unlink()
    return path.read_text().strip()


def secret_key(name: str, path: Path) -> str:
    key = text(name) or kept_secret(path)
    if len(key) < SECRET_LENGTH or len(set(key)) < 5:
        raise ImproperlyConfigured(
            f"{name} is shorter than {SECRET_LENGTH} characters or too simple; leave it out to have one made and kept."
        )
    return key
