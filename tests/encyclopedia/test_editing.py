"""The verbs."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comments.articles import move_version
from encyclopedia import editing, search
from encyclopedia.document.codec import loads
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.schema import Infobox, InfoboxField, TimelineEvent
from encyclopedia.models import Article, Category, FormerAddress, Revision, Tag
from tests.builders import make_article, make_document, make_user, thread_version
from tests.settings import environment_of_a_site

from .browsers import at_once
from .sites import with_tables

pytestmark = pytest.mark.django_db


def test_a_new_article_has_its_first_revision():
    article = make_article("Ada Lovelace", by=make_user("alice"))
    revision = article.revisions.get()
    assert (revision.number, revision.author_name, revision.is_public) == (1, "alice", True)
    assert loads(revision.text) == editing.current(article)


def test_the_same_document_again_is_no_change():
    article = make_article("Ada Lovelace", body="She wrote programs.")
    assert editing.record(article, editing.current(article), by=None) is None
    assert article.revisions.count() == 1


def test_another_date_of_change_alone_is_no_revision_but_is_kept():
    article = make_article("Ada Lovelace")
    assert editing.record(article, replace(editing.current(article), updated=date(2026, 5, 5)), by=None) is None
    assert article.revisions.count() == 1
    assert editing.current(article).updated == date(2026, 5, 5)


def test_each_change_is_one_revision_with_the_next_number():
    article = make_article("Ada Lovelace")
    for text in ("One.", "Two."):
        editing.record(article, replace(editing.current(article), body=text), by=None, note=text)
    numbers = article.revisions.order_by("number").values_list("number", "note")
    assert list(numbers) == [(1, ""), (2, "One."), (3, "Two.")]
    assert Article.objects.get().revision_number == 3


def test_a_document_that_breaks_a_rule_changes_nothing():
    article = make_article("Ada Lovelace")
    with pytest.raises(DocumentError, match="twice"):
        fields = (InfoboxField("Born", "1815"), InfoboxField("Born", "1815"))
        editing.record(article, replace(editing.current(article), infobox=Infobox(fields=fields), body="New"), by=None)
    assert editing.current(article).body == ""
    assert article.revisions.count() == 1


def test_a_document_without_status_is_a_draft_and_not_public():
    article = make_article("Ada Lovelace", status="", published=None)
    assert editing.current(article).status == "draft"
    assert not article.is_public
    assert not article.revisions.get().is_public


def test_publishing_dates_the_article_and_makes_it_public():
    article = make_article("Ada Lovelace", status="draft", published=None)
    editing.publish(article, by=make_user("alice"))
    article.refresh_from_db()
    assert article.is_public
    assert [revision.note for revision in article.revisions.all()] == ["Published", ""]
    assert editing.publish(article, by=None) is None


def test_withdrawing_hides_the_article_and_keeps_its_history():
    article = make_article("Ada Lovelace")
    editing.withdraw(article, by=None)
    assert not Article.objects.published().exists()
    assert article.revisions.count() == 2
    assert search.search("Ada").ids == []


def test_an_article_published_in_the_future_is_not_public_yet():
    tomorrow = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    article = make_article("Ada Lovelace", published=tomorrow)
    assert not article.is_public
    assert not Article.objects.published().exists()


def test_a_renamed_article_keeps_its_old_address():
    article = make_article("Ada Lovelace")
    editing.rename(article, "ada-king", by=None)
    editing.rename(article, "countess-of-lovelace", by=None)
    assert editing.current(article).former == ("ada-lovelace", "ada-king")
    assert set(FormerAddress.objects.values_list("slug", flat=True)) == {"ada-lovelace", "ada-king"}


def test_renaming_back_makes_no_loop():
    article = make_article("Ada Lovelace")
    editing.rename(article, "ada-king", by=None)
    editing.rename(article, "ada-lovelace", by=None)
    assert editing.current(article).former == ("ada-king",)


@pytest.mark.parametrize("taken", ["bert", "former-bert", "Bért"])
def test_a_slug_that_is_or_was_another_articles_is_refused(taken):
    make_article("BERT", former=("former-bert",))
    article = make_article("Ada Lovelace")
    with pytest.raises(DocumentError, match=r"BERT|no slug"):
        editing.rename(article, taken, by=None)
    with pytest.raises(DocumentError, match=r"BERT|no slug"):
        make_article("Another", slug=taken)
    assert editing.current(article).slug == "ada-lovelace"
    assert Article.objects.count() == 2


def test_the_first_spelling_of_categories_and_tags_stays():
    make_article("One", category=("Technology", "Café"), tags=("Open source",))
    second = make_article("Two", category=("TECHNOLOGY", "Cafe"), tags=("open  SOURCE",))
    assert editing.current(second).category == ("Technology", "Café")
    assert editing.current(second).tags == ("Open source",)
    assert "category: Technology / Café" in second.revisions.get().text
    assert (Category.objects.count(), Tag.objects.count()) == (2, 1)


def test_names_that_give_one_slug_are_different_subjects():
    make_article("One", tags=("C", "C++", "C#"))
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["c", "c-2", "c-3"]


def test_events_are_sorted_by_start_then_precision_then_end():
    dates = ["1950-01-01", "1950", "-0043", "~1450", "1950-01", "1939/1945", "/1945", "1991/", "12345-01"]
    article = make_article("Dates", timeline=tuple(TimelineEvent(parse_event_date(each), each) for each in dates))
    told = article.timeline.order_by("starts", "ends").values_list("date", flat=True)
    expected = ["-0043", "~1450", "1939/1945", "/1945", "1950", "1950-01", "1950-01-01", "1991/", "12345-01"]
    assert list(told) == expected


def test_the_database_itself_refuses_what_no_article_may_be():
    article = make_article("Ada Lovelace")
    for wrong in ({"status": "public"}, {"title": ""}, {"published_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**wrong)
    row = {"label": "A", "label_key": "a", "value": "b", "value_key": "b"}
    article.infobox.create(position=0, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        article.infobox.create(position=1, **row)


def test_a_moment_is_kept_to_the_second_and_a_day_as_a_day():
    moment = datetime(2026, 5, 14, 9, 0, 1, tzinfo=UTC)
    article = make_article("Ada Lovelace", published=date(2026, 5, 14), updated=moment)
    document = editing.current(article)
    assert (document.published, document.updated) == (date(2026, 5, 14), moment)


def test_a_change_leaves_the_version_of_the_thread_alone():
    article = make_article("Ada Lovelace")
    move_version(article.pk)
    editing.record(article, replace(editing.current(article), body="New."), by=None)
    assert thread_version() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_from_the_same_revision_one_is_told():
    article = make_article("Ada Lovelace")
    start = Barrier(2)
    outcomes = []

    def save(text):
        mine = Article.objects.get(pk=article.pk)
        document = replace(editing.current(mine), body=text)
        start.wait()
        try:
            editing.record(mine, document, by=None, opened=1)
            outcomes.append("saved")
        except editing.Conflicting:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=save, args=[text]) for text in ("One.", "Two.")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["saved", "told"]
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_slug_at_once_one_is_refused():
    start = Barrier(2)
    outcomes = []

    def save():
        start.wait()
        try:
            editing.record(Article(), make_document("Ada Lovelace", tags=("New",), category=("New",)), by=None)
            outcomes.append("saved")
        except editing.SlugTaken:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=save) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["refused", "saved"]
    assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_different_parts_at_once_nobody_loses_a_word():
    article = make_article("Ada Lovelace")
    names = ["one", "two", "three", "four", "five"]

    def save(name):
        mine = Article.objects.get(pk=article.pk)
        document = loads(Revision.objects.get(number=1).text)
        return editing.record(mine, replace(document, tags=(name,), aliases=(f"Alias {name}",)), by=None, opened=1)

    made = at_once([lambda name=name: save(name) for name in names])
    document = editing.current(article)
    assert set(document.tags) == set(names)
    assert set(document.aliases) == {f"Alias {name}" for name in names}
    assert sorted(revision.number for revision in made) == [2, 3, 4, 5, 6]


SAVE_WITHOUT_END = """
import django
django.setup()
from dataclasses import replace
from itertools import count
from encyclopedia import editing
from encyclopedia.document.schema import Document, Faq
from encyclopedia.models import Article
article = Article.objects.first() or Article()
if not article.pk:
    editing.record(article, Document(title="Ada Lovelace", slug="ada-lovelace", status="published"), by=None)
for number in count():
    document = editing.current(article)
    faq = tuple(Faq(f"Question {n}?", f"Answer {number}.") for n in range(number % 40))
    document = replace(document, body=f"Text {number}. " * 200, faq=faq, tags=(f"Tag {number % 7}",))
    revision = editing.record(article, document, by=None)
    print(revision.number, flush=True)
"""
LOOK = """
import django
django.setup()
from django.db import connection
from comments.articles import move_version
from encyclopedia import editing, search
from encyclopedia.document.codec import dumps
from encyclopedia.models import Article, Revision
article = Article.objects.get()
newest = article.revisions.first()
assert newest.number == article.revision_number == article.revisions.count(), "a revision is missing"
assert dumps(editing.current(article)) == newest.text, "the rows are not the revision's"
assert search.search("lovelace").ids == [article.pk]
connection.check_constraints()
print(newest.number)
"""


def test_a_process_that_is_killed_while_it_saves_leaves_the_last_whole_save(tmp_path):
    environment = with_tables(environment_of_a_site(tmp_path))
    options = {"cwd": site.BASE_DIR, "env": environment, "text": True}
    for saves in (3, 7):
        with subprocess.Popen([sys.executable, "-c", SAVE_WITHOUT_END], stdout=subprocess.PIPE, **options) as saving:
            acknowledged = [saving.stdout.readline() for _ in range(saves)]
            saving.kill()
            acknowledged += saving.stdout.readlines()
        looked = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, check=False, **options)
        assert looked.returncode == 0, looked.stderr
        assert int(looked.stdout) >= int(acknowledged[-1])
