"""Going back: revert, undo, hide, delete for good; and what of it readers may see."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments.models import Comment
from encyclopedia import editing, search
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Document, TimelineEvent
from encyclopedia.models import Article, Deletion, FormerAddress, Revision
from tests.builders import make_article, make_user
from tests.comments.builders import make_comment
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db


def change(article, **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=None)


def revision(article, number):
    return article.revisions.get(number=number)


# Revert and undo


def test_reverting_puts_the_content_back_and_leaves_address_status_and_history():
    article = make_article("Ada Lovelace", body="First.")
    change(article, body="Second.", tags=("New",))
    editing.rename(article, "ada-king", by=None)
    made = editing.revert(article, to=revision(article, 1), by=make_user("alice"))
    document = editing.current(article)
    assert (document.body, document.tags) == ("First.", ())
    assert (document.slug, document.former, document.status) == ("ada-king", ("ada-lovelace",), "published")
    assert (made.number, made.note, made.author_name) == (4, "Back to revision 1", "alice")
    assert [each.number for each in article.revisions.all()] == [4, 3, 2, 1]


def test_reverting_to_what_stands_there_is_no_change():
    article = make_article("Ada Lovelace")
    assert editing.revert(article, to=revision(article, 1), by=None) is None
    assert article.revisions.count() == 1


def test_undoing_takes_back_one_change_and_keeps_later_ones():
    article = make_article("Ada Lovelace", body="One.\n\nTwo.\n\nThree.")
    change(article, body="One.\n\nTwo, vandalised.\n\nThree.", summary="Vandalised.")
    change(article, body="One, better.\n\nTwo, vandalised.\n\nThree.", language="en")
    event = TimelineEvent(parse_event_date("1815"), "Born.")
    change(article, timeline=(event,))
    made = editing.undo(article, change=revision(article, 2), by=None)
    document = editing.current(article)
    assert document.body == "One, better.\n\nTwo.\n\nThree."
    assert (document.summary, document.language) == ("Ada Lovelace in one sentence.", "en")
    assert document.timeline == (event,)
    assert (made.number, made.note) == (5, "Undid revision 2")


def test_undoing_what_later_changes_touch_is_a_conflict_and_never_a_guess():
    article = make_article("Ada Lovelace", body="Before.")
    change(article, body="Changed.")
    change(article, body="Changed again.")
    with pytest.raises(editing.Conflicting) as clash:
        editing.undo(article, change=revision(article, 2), by=None)
    (conflict,) = clash.value.merge.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("Changed.", "Before.", "Changed again.")
    assert editing.current(article).body == "Changed again."


def test_the_first_revision_and_hidden_ones_cannot_be_undone_or_reverted_to():
    article = make_article("Ada Lovelace")
    for text in ("One.", "Two.", "Three."):
        change(article, body=text)
    editing.hide(revision(article, 2))
    for act in (
        lambda: editing.undo(article, change=revision(article, 1), by=None),
        lambda: editing.undo(article, change=revision(article, 2), by=None),
        lambda: editing.undo(article, change=revision(article, 3), by=None),
        lambda: editing.revert(article, to=revision(article, 2), by=None),
    ):
        with pytest.raises(editing.NoSuchText):
            act()
    assert article.revisions.count() == 4


WORDS = st.sampled_from(["alpha", "beta", "gamma", "delta"])
TEXTS = st.lists(WORDS, max_size=4).map("\n\n".join)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["body", "summary", "tags", "revert", "undo", "rename"]), TEXTS, st.integers(0, 20), WORDS
    ),
    max_size=12,
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_is_edited_undone_and_reverted_the_last_revision_is_the_article(steps):
    with transaction.atomic():
        article = make_article("Ada Lovelace")
        texts = [revision(article, 1).text]
        for kind, text, number, word in steps:
            chosen = revision(article, 1 + number % article.revision_number)
            try:
                match kind:
                    case "revert":
                        editing.revert(article, to=chosen, by=None)
                    case "undo":
                        editing.undo(article, change=chosen, by=None)
                    case "rename":
                        editing.rename(article, word, by=None)
                    case _:
                        change(article, **{kind: (word,) if kind == "tags" else text})
            except (editing.Conflicting, editing.NoSuchText):
                pass
            article = Article.objects.get()
            stored = list(article.revisions.order_by("number"))
            assert [each.text for each in stored[: len(texts)]] == texts, "no earlier text changes"
            assert len(stored) <= len(texts) + 1, "one step is one revision at most"
            texts = [each.text for each in stored]
            assert [each.number for each in stored] == list(range(1, article.revision_number + 1))
            assert dumps(editing.current(article)) == texts[-1]
        transaction.set_rollback(True)


# What was public


def test_what_was_saved_before_an_article_was_public_never_becomes_public():
    article = make_article("Ada Lovelace", status="draft", published=None, body="Secret.")
    change(article, body="Still secret.")
    editing.publish(article, by=None)
    editing.withdraw(article, by=None)
    change(article, body="Secret again.")
    editing.publish(article, by=None)
    assert list(article.revisions.public().order_by("number").values_list("number", flat=True)) == [3, 6]


def test_a_scheduled_text_becomes_public_in_its_time_and_one_that_was_replaced_before_never_does():
    soon = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    article = make_article("Ada Lovelace", published=soon, body="First thoughts.")
    change(article, body="Second thoughts.")
    assert not article.revisions.public().exists()
    assert [each.public_from for each in article.revisions.order_by("number")] == [None, soon]


def test_the_current_revision_cannot_be_hidden():
    article = make_article("Ada Lovelace")
    change(article, body="New.")
    with pytest.raises(editing.IsCurrent):
        editing.hide(revision(article, 2))
    editing.hide(revision(article, 1))
    assert list(article.revisions.readable().values_list("number", flat=True)) == [2]
    assert list(article.revisions.public().values_list("number", flat=True)) == [2, 1]
    editing.show(revision(article, 1))
    assert article.revisions.readable().count() == 2


# Deleting for good


def test_a_superuser_deletes_for_good_with_a_reason_on_record():
    article = make_article("Ada Lovelace", former=("ada-byron",), body="Programs.")
    change(article, body="Engines.")
    other = make_article("Engines")
    make_comment(article)
    boss = make_user("boss", is_superuser=True)
    editing.remove(article, by=boss, reason=" A court said so. ")
    deletion = Deletion.objects.get()
    assert (deletion.title, deletion.slug, deletion.revisions) == ("Ada Lovelace", "ada-lovelace", 2)
    assert (deletion.reason, deletion.by_name) == ("A court said so.", "boss")
    assert list(Article.objects.all()) == [other]
    assert not FormerAddress.objects.exists()
    assert not Comment.objects.exists()
    assert Revision.objects.count() == 1
    assert search.search("engines").ids == [other.pk]


def test_nobody_else_deletes_and_nobody_without_a_reason():
    article = make_article("Ada Lovelace")
    with pytest.raises(PermissionDenied):
        editing.remove(article, by=make_user("alice", is_staff=True), reason="Because.")
    with pytest.raises(ValueError, match="reason"):
        editing.remove(article, by=make_user("boss", is_superuser=True), reason="  ")
    assert Article.objects.exists()


def test_an_archived_article_is_out_of_sight_and_whole(client):
    article = make_article("Ada Lovelace", body="Programs.")
    editing.archive(article, by=None)
    assert client.get("/wiki/ada-lovelace/").status_code == 404
    assert loads(revision(article, 1).text).body == "Programs."
    assert isinstance(editing.current(article), Document)
    editing.publish(article, by=None)
    assert client.get("/wiki/ada-lovelace/").status_code == 200
