"""The cast of a discussion."""

import time
from types import SimpleNamespace

import pytest

from comments.posting import tokens
from tests.builders import make_article


@pytest.fixture
def article(db):
    return make_article("Ada Lovelace", category=("People",))


@pytest.fixture
def new(article):
    """The address of the form."""
    return f"{article.get_absolute_url()}comments/new/"


@pytest.fixture
def standing_clock(monkeypatch):
    """Forms grow no older, however long the test takes."""
    now = time.time()
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def desk(client, moderator):
    """The browser of a moderator."""
    client.force_login(moderator)
    return client
