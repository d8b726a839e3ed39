"""Articles and people for tests."""

from dataclasses import replace
from datetime import date

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from encyclopedia import editing
from encyclopedia.document.names import slugify
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Version


def make_document(title="Ada Lovelace", **parts):
    """A small published document; what is given by name replaces the key of that name."""
    document = Document(
        title=title,
        slug=slugify(title),
        status="published",
        published=date(2026, 1, 2),
        updated=date(2026, 1, 2),
        summary=f"{title} in one sentence.",
    )
    return replace(document, **parts)


def make_article(title="Ada Lovelace", *, by=None, **parts):
    """A stored article, published unless another status is given."""
    article = Article()
    editing.record(article, make_document(title, **parts), by=by)
    return article


def make_user(name="alice", **flags):
    """An account whose password is its name followed by `-password`."""
    return get_user_model().objects.create_user(name, password=f"{name}-password", **flags)


def count_queries(act):
    """How many queries `act()` asks."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def thread_version():
    """How often pages that show the discussion of the only article had to be made anew."""
    rows = Version.objects.filter(name__startswith="discussion:").values_list("number", flat=True)
    return sum(rows)
