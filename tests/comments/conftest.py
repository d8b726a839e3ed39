"""The cast of a discussion."""

import pytest

from tests.builders import make_article


@pytest.fixture
def article(db):
    return make_article("Ada Lovelace", category=("People",))


@pytest.fixture
def new(article):
    """The address of the form."""
    return f"{article.get_absolute_url()}comments/new/"
