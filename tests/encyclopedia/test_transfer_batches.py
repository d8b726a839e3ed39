"""Many at once: the batch makes the same rows as the funnel makes one by one."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.editing.batches import Recorded, record_all
from encyclopedia.models import (
    Article,
    Category,
    Event,
    EventCount,
    Fact,
    FactLabel,
    Holding,
    NameCount,
    Revision,
    Tag,
    TimelineEvent,
    Version,
    Word,
)
from encyclopedia.models.index.entry import PRIOR_SHIFT, article_at
from encyclopedia.search import postgresql
from tests.builders import count_queries, make_article, make_document, make_user
from tests.documents import documents, moments
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db

STARTER = Path(__file__).parents[2] / "encyclopedia" / "starter"
#: Keys of rows go on counting, and times go on.
PASSING = {"id", "created_at", "public_from"}
NUMBERED_BAND = re.compile(rf"'{postgresql.BAND}\d+' ?")


def rows():
    """All rows of the encyclopedia without what differs each time: keys are named by what they lead to."""
    names = {Article: "slug", Category: "path", Tag: "name", Fact: "key", FactLabel: "key", TimelineEvent: "date"}
    labels = {model: dict(model._base_manager.values_list("pk", name)) for model, name in names.items()}
    kinds = {"c": labels[Category], "t": labels[Tag], "v": labels[Fact]}

    def facets(text):
        return sorted(f"{word[0]}{kinds.get(word[0], {}).get(int(word[1:]), word[1:])}" for word in text.split())

    found = {}
    for model in apps.get_app_config("encyclopedia").get_models():
        if model is Version:
            continue  # it counts the transactions
        rows = []
        for row in model._base_manager.order_by("pk"):
            values = {}
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if field.name in PASSING or (field.name.endswith("_at") and model is Revision):
                    continue
                if field.name == "facets":
                    value = facets(value)
                elif field.name == "place":
                    value >>= PRIOR_SHIFT
                elif field.name == "category_number":
                    value = labels[Category].get(value)
                elif field.related_model in labels:
                    value = labels[field.related_model].get(value)
                values[field.name] = value
            rows.append(values)
        # What is counted across articles has no order of its own.
        counted = model in {Event, EventCount, Fact, FactLabel, Holding, NameCount, Word}
        found[model.__name__] = sorted(rows, key=repr) if counted else rows
    with connection.cursor() as cursor:
        number = "number" if connection.vendor == "postgresql" else "rowid"
        parts = "title, lead, words" if connection.vendor == "postgresql" else "title, lead, facts, body"
        cursor.execute(f"SELECT {number}, {parts} FROM encyclopedia_search")
        found["search"] = sorted(
            (labels[Article][article_at(number)], *(NUMBERED_BAND.sub("", part).strip() for part in parts))
            for number, *parts in cursor.fetchall()
        )
        for table in ("question", "event"):
            cursor.execute(f"SELECT COUNT(*) FROM encyclopedia_{table}_search")
            found[table] = cursor.fetchone()
    return found


class Undo(Exception):
    pass


def after(act):
    """The rows that there are after `act`, which is undone."""
    try:
        with transaction.atomic():
            act()
            raise Undo
    except Undo:
        pass


def one_by_one(given, by):
    for document in given:
        try:
            editing.record(Article(), document, by=by, note="Note")
        except DocumentError:
            continue


def both_ways(given, by=None):
    found = []
    for record in (one_by_one, lambda given, by: record_all(given, by=by, note="Note")):

        def act(record=record):
            record(given, by)
            found.append(rows())

        after(act)
    return found


def test_the_starter_articles_are_the_same_both_ways():
    # With a day of their own, as both ways take some time.
    day = date(2026, 10, 1)
    starters = [replace(loads(path.read_text()), published=day, updated=day) for path in sorted(STARTER.glob("*.md"))]
    one, other = both_ways(starters, make_user())
    assert one == other
    assert len(one["Article"]) == len(one["Revision"]) == len(starters)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=examples(20))
@given(st.lists(documents(updated=moments()), max_size=4))
def test_any_documents_are_the_same_both_ways(db, given):
    one, other = both_ways(given)
    assert one == other


def test_what_breaks_a_rule_or_takes_a_slug_is_left_out_alone():
    make_article("Taken", former=("once",))
    given = [
        make_document("Fine", tags=("Maths",)),
        make_document("Bad", summary="x" * 2_000),
        make_document("Taken"),
        make_document("Once"),
        make_document("Fïne"),
        make_document("New", former=("fine",)),
        make_document("Also fine", former=("new",)),
        make_document("Other", former=("also-fine",)),
        make_document("Last", tags=("maths",), category=("A", "B")),
    ]
    answers = record_all(given, by=None)
    assert [isinstance(answer, Recorded) for answer in answers] == [
        *(True, False, False, False, False, False, True, False, True)
    ]
    assert "belongs to the article “Taken”" in str(answers[2])
    assert "former address of the article “Taken”" in str(answers[3])
    assert answers[3].path == ("slug",) and answers[5].path == ("former", 0)
    assert answers[8].document.tags == ("Maths",)
    assert Tag.objects.count() == 1


def test_a_batch_costs_the_same_number_of_questions_however_large_it_is():
    record_all([make_document("First", tags=("A",), category=("C",))], by=None)

    def batch(name, size):
        return [make_document(f"{name} {number}", tags=("A",), category=("C",)) for number in range(size)]

    few = count_queries(lambda: record_all(batch("Few", 2), by=None))
    many = count_queries(lambda: record_all(batch("Many", 30), by=None))
    assert few == many or connection.vendor == "sqlite"
    assert many < few + 30
