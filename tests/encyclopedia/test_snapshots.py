"""Rows <-> Document."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from encyclopedia import editing
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.schema import STATUSES
from encyclopedia.models import Article
from tests.documents import documents, moments
from tests.thoroughness import examples

SURVIVORS = documents(status=st.sampled_from(STATUSES), published=moments(), updated=moments())


@pytest.mark.django_db
@settings(
    max_examples=examples(1000),  # on each kind of database
    deadline=None,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(SURVIVORS)
def test_a_document_survives_the_way_through_the_rows(document):
    with transaction.atomic():
        article = Article()
        revision = editing.record(article, document, by=None)
        assert editing.current(article) == document
        assert revision.text == dumps(document)
        assert loads(revision.text) == document
        # Names that the encyclopedia knows already would come back in their first spelling.
        transaction.set_rollback(True)
