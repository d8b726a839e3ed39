"""The next version of an article beside its public one."""

from dataclasses import replace

import pytest
from django.db import connection

from encyclopedia import editing, search
from encyclopedia.document.codec import loads
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion, Revision
from tests.builders import make_article, make_user

from .browsers import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article("Ada Lovelace", body="One.\n\nTwo.\n\nThree.")


@pytest.fixture
def alice():
    return make_user("alice")


@pytest.fixture
def bob():
    return make_user("bob")


def change(article, **parts):
    """Change the public version."""
    return editing.record(article, replace(editing.current(article), **parts), by=None)


def keep(article, by, save=None, **parts):
    """Keep a next version, made from the newest save or from the public version."""
    document = loads(save.text) if save else editing.current(article)
    opened = editing.Opened(save.base if save else article.revision_number, save.pk if save else None)
    return editing.keep(article, replace(document, **parts), by=by, note=f"By {by}", opened=opened)


def test_readers_see_nothing_of_a_next_version(article, alice, client):
    before = client.get("/wiki/ada-lovelace/").content, client.get("/wiki/ada-lovelace.md").content
    keep(article, alice, title="Grace Hopper", slug="grace-hopper", tags=("Navy",), body="Wrote a *compiler*.")
    assert (client.get("/wiki/ada-lovelace/").content, client.get("/wiki/ada-lovelace.md").content) == before
    assert client.get("/wiki/grace-hopper/").status_code == 404
    assert search.search("compiler").ids == []
    assert article.revisions.count() == 1


def test_a_next_version_is_approved_as_its_authors_revision(article, alice, bob):
    kept = keep(article, alice, body="Better.", slug="ada-king", former=("ada-lovelace",))
    editing.send_for_review(kept.pending, seen=kept.pk)
    revision = editing.approve(kept.pending, by=bob, seen=kept.pk)
    document = editing.current(article)
    assert (document.body, document.slug, document.former) == ("Better.", "ada-king", ("ada-lovelace",))
    assert (revision.number, revision.author, revision.note) == (2, alice, "By alice (approved by bob)")
    assert revision.is_public
    assert not PendingVersion.objects.exists()


def test_all_who_had_a_hand_in_it_are_named(article, alice, bob):
    first = keep(article, alice, body="Better.")
    second = keep(article, bob, save=first, summary="By Bob.")
    revision = editing.approve(second.pending, by=bob, seen=second.pk)
    assert (revision.author, revision.note) == (bob, "By bob (with alice)")


def test_what_became_public_meanwhile_is_kept_when_it_is_approved(article, alice, bob):
    kept = keep(article, alice, body="One.\n\nTwo.\n\nThree, by Alice.")
    change(article, body="One, by Bob.\n\nTwo.\n\nThree.", summary="By Bob.")
    editing.approve(kept.pending, by=bob, seen=kept.pk)
    document = editing.current(article)
    assert (document.body, document.summary) == ("One, by Bob.\n\nTwo.\n\nThree, by Alice.", "By Bob.")


def test_a_conflict_with_the_public_version_is_not_approved(article, alice, bob):
    kept = keep(article, alice, body="By Alice.")
    change(article, body="By Bob.")
    with pytest.raises(editing.Conflicting):
        editing.approve(kept.pending, by=bob, seen=kept.pk)
    assert editing.current(article).body == "By Bob."
    assert loads(kept.pending.newest.text).body == "By Alice."


def test_opening_it_brings_in_what_became_public(article, alice):
    kept = keep(article, alice, body="By Alice.")
    change(article, summary="By Bob.")
    document, number = editing.pending_document(article, kept.pending)
    assert (document.body, document.summary, number) == ("By Alice.", "By Bob.", 2)
    change(article, body="By Bob.")
    with pytest.raises(editing.Conflicting) as clash:
        editing.pending_document(article, kept.pending)
    assert clash.value.merge.document.body == "By Alice."
    assert (clash.value.revision, clash.value.save) == (3, kept.pk)


def test_two_who_prepare_it_at_once_are_merged_or_both_are_asked(article, alice, bob):
    first = keep(article, alice, body="One.\n\nTwo.\n\nThree.", summary="Begun.")
    keep(article, alice, save=first, body="One, by Alice.\n\nTwo.\n\nThree.")
    merged = keep(article, bob, save=first, body="One.\n\nTwo.\n\nThree, by Bob.")
    assert loads(merged.text).body == "One, by Alice.\n\nTwo.\n\nThree, by Bob."
    with pytest.raises(editing.Conflicting) as clash:
        keep(article, bob, save=first, body="One, by Bob.\n\nTwo.\n\nThree.")
    assert clash.value.theirs == loads(merged.text)
    assert clash.value.save == merged.pk
    assert PendingSave.objects.count() == 3


def test_what_somebody_took_out_of_it_does_not_come_back(article, alice, bob):
    first = keep(article, alice, aliases=("Countess",))
    keep(article, alice, save=first, aliases=())
    merged = keep(article, bob, save=first, language="en")
    assert (loads(merged.text).aliases, loads(merged.text).language) == ((), "en")


def test_who_begins_one_beside_another_is_merged_with_it(article, alice, bob):
    keep(article, alice, summary="By Alice.")
    merged = keep(article, bob, language="en")
    assert (loads(merged.text).summary, loads(merged.text).language) == ("By Alice.", "en")
    with pytest.raises(editing.Conflicting):
        keep(article, bob, summary="By Bob.")


def test_one_that_was_approved_meanwhile_is_begun_anew_without_loss(article, alice, bob):
    first = keep(article, alice, body="By Alice.")
    editing.approve(first.pending, by=bob, seen=first.pk)
    again = keep(Article.objects.get(), alice, save=first, summary="More.", body="By Alice.")
    document = loads(again.text)
    assert (document.body, document.summary, again.base) == ("By Alice.", "More.", 2)


def test_a_decision_about_another_text_than_was_read_is_refused(article, alice, bob):
    first = keep(article, alice, body="Fine.")
    keep(article, alice, save=first, body="Not so fine.")
    for decide in (
        lambda: editing.approve(first.pending, by=bob, seen=first.pk),
        lambda: editing.reject(first.pending, by=bob, seen=first.pk, remark="No."),
        lambda: editing.return_to_author(first.pending, by=bob, seen=first.pk, remark="No."),
        lambda: editing.discard(first.pending, seen=first.pk),
    ):
        with pytest.raises(editing.Decided):
            decide()
    assert editing.current(article).body == "One.\n\nTwo.\n\nThree."
    assert PendingVersion.objects.get().state == PendingState.DRAFT


def test_a_returned_one_keeps_its_remark_until_it_is_sent_again(article, alice, bob):
    kept = keep(article, alice, body="Better.")
    editing.return_to_author(kept.pending, by=bob, seen=kept.pk, remark="Name a source.")
    pending = PendingVersion.objects.get()
    assert (pending.state, pending.remark, pending.reviewer_name) == ("returned", "Name a source.", "bob")
    again = keep(article, alice, save=kept, body="Better, with a source.")
    assert PendingVersion.objects.get().remark == "Name a source."
    editing.send_for_review(again.pending, seen=again.pk)
    assert PendingVersion.objects.get().remark == ""


def test_a_rejected_one_can_be_taken_up_again_or_gives_way_to_another(article, alice, bob):
    kept = keep(article, alice, body="Better.")
    editing.reject(kept.pending, by=bob, seen=kept.pk, remark="No.")
    editing.take_up(kept.pending, seen=kept.pk)
    assert PendingVersion.objects.get().state == PendingState.DRAFT
    editing.reject(kept.pending, by=bob, seen=kept.pk, remark="Still no.")
    other = keep(article, bob, summary="Another.")
    assert loads(other.text).body == "One.\n\nTwo.\n\nThree."
    assert PendingVersion.objects.count() == 1


def test_a_slug_that_is_another_articles_is_refused_before_review(article, alice):
    make_article("BERT")
    with pytest.raises(editing.SlugTaken):
        keep(article, alice, slug="bert")
    assert not PendingVersion.objects.exists()


def test_saves_are_not_kept_without_end(article, alice):
    kept = None
    for number in range(60):
        kept = keep(article, alice, save=kept, summary=f"Save {number}.")
    assert PendingSave.objects.count() == 50
    assert loads(kept.pending.newest.text).summary == "Save 59."


def test_releasing_it_publishes_what_the_form_holds_and_others_have_saved(article, alice, bob):
    first = keep(article, alice, body="By Alice.")
    keep(article, alice, save=first, summary="By Alice too.")
    document = replace(loads(first.text), language="en")
    opened = editing.Opened(1, first.pk)
    revision = editing.release(article, document, by=bob, note="Done", opened=opened)
    document = editing.current(article)
    assert (document.body, document.summary, document.language) == ("By Alice.", "By Alice too.", "en")
    assert (revision.author, revision.note) == (bob, "Done (with alice)")
    assert not PendingVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_counts():
    article, alice = make_article("Ada Lovelace"), make_user("alice")
    kept = keep(article, alice, body="Better.")

    def approve():
        try:
            editing.approve(PendingVersion.objects.get(pk=kept.pending_id), by=alice, seen=kept.pk)
        except (editing.Decided, PendingVersion.DoesNotExist):
            return "told"
        return "approved"

    connection.close()
    assert sorted(at_once([approve, approve])) == ["approved", "told"]
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_keep_one_at_once_nobody_loses_a_word():
    article = make_article("Ada Lovelace")
    users = [make_user(f"user-{number}") for number in range(4)]
    acts = [lambda user=user: keep(Article.objects.get(pk=article.pk), user, tags=(user.username,)) for user in users]
    at_once(acts)
    assert PendingVersion.objects.count() == 1
    assert set(loads(PendingSave.objects.latest("pk").text).tags) == {user.username for user in users}
