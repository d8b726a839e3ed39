"""Browsers of people at the desk, and sites of their own."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.test import Client

from encyclopedia.site import staff as people
from tests.settings import RUN, environment_of_a_site

from .sites import free_port


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


@pytest.fixture
def empty_site(tmp_path):
    """The environment of a site that has never run, on the kind of database that is being tested."""
    environment = environment_of_a_site(tmp_path / "data", PORT=str(free_port()), WORKERS="2")
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield environment
        return
    name = f"serve_{RUN}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield environment | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
