"""What every test may use."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from comments.senders import rates
from encyclopedia.markup import renderer
from encyclopedia.site import staff as people
from tests import thoroughness
from tests.patience import PATIENCE
from tests.thoroughness import examples

hypothesis.register_profile(
    "encyclopedia",
    deadline=None,
    max_examples=examples(100),
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],  # as `deadline`, it is about the machine
)
hypothesis.load_profile("encyclopedia")

# Code is coloured on the slowest machine too; what is about the bound sets its own.
renderer.MAX_SECONDS = PATIENCE
# And a Redis that answers late is no other than one that answers at once.
rates.PATIENCE = PATIENCE

BROWSER = Path(__file__).parent / "browser"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items):
    """Mark the tests that need a browser, those that ask a database, and those that every run asks of each kind."""
    for item in items:
        if str(item.path.relative_to(item.config.rootpath)) in thoroughness.DIFFERING:
            item.add_marker("differs")
        if item.path.is_relative_to(BROWSER):
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("database")
        if item.get_closest_marker("redis") and not site.REDIS_URL:
            item.add_marker(pytest.mark.skip(reason="REDIS_URL names no server."))


def pytest_collection_finish():
    """Leave thousands of tests and all modules out of every collection of garbage: it takes a part of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests with real transactions empty the search index too: its tables have no models.

    On the class, because Django opens another connection where Playwright's loop runs.
    """
    with django_db_blocker.unblock():
        introspection = type(connection.introspection)
    names = introspection.django_table_names
    index = [f"encyclopedia_{name}" for name in ("search", "question_search", "event_search")]
    introspection.django_table_names = lambda self, **options: [*names(self, **options), *index]


@pytest.fixture
def editor(db):
    """Somebody in the group Editors, whose password is `editor-password`."""
    return people.make_staff("editor", [people.EDITORS], password=lambda user: "editor-password")


@pytest.fixture
def moderator(db):
    """Somebody in the group Moderators, whose password is `moderator-password`."""
    return people.make_staff("moderator", [people.MODERATORS], password=lambda user: "moderator-password")
