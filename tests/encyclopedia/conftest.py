"""Browsers of people at the desk."""

import pytest
from django.test import Client

from encyclopedia import people


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor has signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def writer(db):
    """A browser in which somebody has signed in who may write and not publish."""
    browser = Client()
    browser.force_login(people.make_staff("writer", [people.WRITERS], password=lambda user: "writer-password"))
    return browser
