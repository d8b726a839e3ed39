"""Rendered pages as rows: what is read from one is what would be rendered now."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.schema import Infobox, InfoboxField
from encyclopedia.models import Rendering
from encyclopedia.rendering.release import release
from tests.builders import count_queries, make_article
from tests.comments.builders import make_comment

from .processes import Process

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/wiki/ada-lovelace/"


@pytest.fixture
def process():
    """One that keeps no page, so that each is made from what is stored."""
    process = Process(0)
    yield process
    process.end()


def rendered(process):
    """Whether the page had to be rendered for this answer, which is what the application says."""
    before = Rendering.objects.values_list("made_at", flat=True).first()
    body = process.ask(PAGE).body
    assert body == Client(HTTP_HOST="localhost").get(PAGE).content
    return Rendering.objects.get().made_at != before


def test_a_page_is_rendered_once(process):
    make_article()
    assert [rendered(process) for _ in range(3)] == [True, False, False]


def test_whatever_changes_it_has_it_rendered_anew(process):
    article = make_article(body="See [[Konrad Zuse]].", infobox=Infobox(fields=(InfoboxField("Field", "Machines"),)))
    assert rendered(process)
    editing.record(article, replace(editing.current(article), body="Other. See [[Konrad Zuse]]."), by=None)
    assert rendered(process)
    make_article("Konrad Zuse", infobox=Infobox(fields=(InfoboxField("Field", "Machines"),)))
    assert rendered(process)
    make_article("Grace Hopper", summary="Wrote compilers.")
    assert not rendered(process)


def test_a_comment_is_set_into_it(process):
    article = make_article()
    assert rendered(process)
    make_comment(article, "A useful note.")
    assert not rendered(process)
    assert b"A useful note." in process.ask(PAGE).body


def test_so_do_another_release_and_a_day(process):
    make_article()
    rendered(process)
    Rendering.objects.update(release="an older one")
    assert rendered(process)
    Rendering.objects.update(made_at=timezone.now() - timedelta(days=1))
    assert rendered(process)


def test_a_release_is_known_by_code_and_settings(settings):
    known = release()
    release.cache_clear()
    assert release() == known
    release.cache_clear()
    settings.SITE_NAME = "Another"
    assert release() != known
    release.cache_clear()


def test_a_text_cannot_move_the_place_of_the_discussion(process):
    make_article(body="a <!--discussion--> b `<!--discussion-->`", summary="<!--discussion-->")
    assert rendered(process)
    body = process.ask(PAGE).body
    assert body.count(b'id="comments"') == 1
    assert body.index(b'id="comments"') > body.index(b'id="content"')


def test_an_index_that_is_made_anew_has_it_rendered_anew(process):
    make_article()
    rendered(process)
    call_command("reindex", verbosity=0)
    assert rendered(process)


def test_where_it_cannot_be_stored_it_is_rendered_for_each(process, monkeypatch):
    def full(*args, **options):
        raise DatabaseError("disk full")

    make_article()
    monkeypatch.setattr(type(Rendering.objects), "bulk_create", full)
    said = Client(HTTP_HOST="localhost").get(PAGE).content
    assert [process.ask(PAGE).body for _ in range(2)] == [said, said]


def test_a_page_from_its_rendering_asks_six_questions_at_most(process):
    make_article()
    process.ask(PAGE)
    assert count_queries(lambda: process.keeper._ask(PAGE, ())) <= 6
