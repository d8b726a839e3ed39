"""Next versions at the desk: kept, autosaved, sent for review, and decided about."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.models import Article, Autosave, PendingSave, PendingVersion
from encyclopedia.site import staff as people
from tests.builders import count_queries, make_article, make_user

from .browsers import Page, article_form

pytestmark = pytest.mark.django_db

LIST = "/admin/encyclopedia/article/"
QUEUE = f"{LIST}review/"


@pytest.fixture
def article():
    return make_article("Ada Lovelace", body="One.\n\nTwo.\n\nThree.")


def change(article, query=""):
    return f"{LIST}{article.pk}/change/{query}"


def review(article):
    return f"{LIST}{article.pk}/review/"


def post(browser, path, fields, **changes):
    return Page(browser.post(path, fields | changes, follow=True), "article_form")


def propose(writer, article, **changes):
    """What a writer does: open the form, change something, send it."""
    return post(writer, change(article), article_form(writer, change(article)), _review="Send for review", **changes)


def decide(browser, article, decision, remark=""):
    seen = Page(browser.get(review(article))).fields["seen"]
    return browser.post(review(article), {"decision": decision, "seen": seen, "remark": remark}, follow=True)


def test_a_writer_never_changes_what_readers_see(writer, article):
    fields = article_form(writer, change(article))
    for button in ("_save", "_continue", "_draft", "_review"):
        page = post(writer, change(article), fields, body=f"By {button}.", status="archived", **{button: "x"})
        assert page.status in {200, 409}, page.errors
        fields = article_form(writer, change(article))
    assert editing.current(article).body == "One.\n\nTwo.\n\nThree."
    assert editing.current(article).status == "published"
    assert article.revisions.count() == 1
    assert loads(PendingVersion.objects.get().newest.text).status == "published"


def test_a_draft_is_kept_beside_the_public_version_and_opened_again(writer, desk, article):
    fields = article_form(writer, change(article))
    page = post(writer, change(article), fields, body="Mine.", note="In the works", _draft="Keep as draft")
    assert page.messages == ["Kept as the next version. Readers see the present one until it is published."]
    assert (page.fields["body"], page.fields["note"]) == ("Mine.", "In the works")
    # For everybody at the desk, who may also leave it alone.
    assert article_form(desk, change(article))["body"] == "Mine."
    assert article_form(desk, change(article, "?public"))["body"].startswith("One.")


def test_an_editor_changes_the_public_version_and_the_draft_stays(writer, desk, article):
    propose(writer, article, body="One.\r\n\r\nTwo.\r\n\r\nThree, by the writer.")
    fields = article_form(desk, change(article, "?public"))
    post(desk, change(article), fields, summary="By the editor.")
    assert editing.current(article).summary == "By the editor."
    html = desk.get(review(article)).content.decode()
    assert "has changed since this was begun" in html
    decide(desk, article, "approve")
    document = editing.current(article)
    assert (document.summary, document.body.endswith("by the writer.")) == ("By the editor.", True)


def test_the_queue_shows_what_waits_and_the_front_of_the_desk_counts_it(writer, desk, article):
    propose(writer, article, body="Better.", note="Named a source")
    make_article("BERT", status="in review", published=None)
    assert "To review: 2" in desk.get("/admin/").content.decode()
    assert "To review" not in writer.get("/admin/").content.decode()
    html = desk.get(QUEUE).content.decode()
    for text in ("Ada Lovelace", "writer", "Named a source", "BERT"):
        assert text in html
    assert writer.get(QUEUE).status_code == 403


def test_the_queue_costs_the_same_however_long_it_is(desk):
    def wait(number):
        article = make_article(f"Article {number}")
        document = replace(editing.current(article), body="New.")
        kept = editing.keep(article, document, by=make_user(f"user-{number}"), opened=editing.Opened(1))
        editing.send_for_review(kept.pending, seen=kept.pk)
        make_article(f"Draft {number}", status="in review", published=None)

    wait(0)
    cost = count_queries(lambda: desk.get(QUEUE))
    for number in range(1, 10):
        wait(number)
    assert count_queries(lambda: desk.get(QUEUE)) == cost


def test_a_reviewer_sees_the_comparison_and_approves(writer, desk, article):
    propose(writer, article, body="One.\r\n\r\nTwo.\r\n\r\nThree, better.", note="Better")
    html = desk.get(review(article)).content.decode()
    assert "better" in html
    assert "<ins" in html
    assert Page(decide(desk, article, "approve")).messages == ["Next version approved."]
    revision = article.revisions.first()
    assert (revision.author_name, revision.note) == ("writer", "Better (approved by editor)")
    assert not PendingVersion.objects.exists()


def test_a_reviewer_returns_with_a_remark_and_the_writer_goes_on(writer, desk, article):
    propose(writer, article, body="Better.")
    refused = decide(desk, article, "return")
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    decide(desk, article, "return", "Name a source.")
    assert "Returned to you: 1" in writer.get("/admin/").content.decode()
    page = Page(writer.get(change(article)), "article_form")
    assert "Name a source." in page.html
    assert page.fields["body"] == "Better."
    post(writer, change(article), page.fields, body="Better, with a source.", _review="x")
    assert PendingVersion.objects.get().state == "in review"


def test_a_rejected_version_is_out_of_the_way_and_can_be_taken_up(writer, desk, article):
    propose(writer, article, body="Worse.")
    decide(desk, article, "reject", "Not so.")
    page = Page(writer.get(change(article)), "article_form")
    assert page.fields["body"].startswith("One.")
    assert "Not so." in page.html
    response = decide(writer, article, "take up")
    assert Page(response, "article_form").fields["body"] == "Worse."


def test_whoever_wrote_in_it_may_throw_it_away_and_no_other_writer(writer, article):
    propose(writer, article, body="Never mind.")
    other = Client()
    other.force_login(people.make_staff("other", [people.WRITERS], password=lambda user: "other-password"))
    assert decide(other, article, "discard").status_code == 403
    assert "Discard" not in other.get(review(article)).content.decode()
    article.pending.state = "draft"
    article.pending.save()
    assert "Discard it" in writer.get(review(article)).content.decode()
    decide(writer, article, "discard")
    assert not PendingVersion.objects.exists()


def test_a_decision_about_what_somebody_saved_since_is_refused(writer, desk, article):
    propose(writer, article, body="Fine.")
    seen = Page(desk.get(review(article))).fields["seen"]
    propose(writer, article, body="Not fine.")
    response = desk.post(review(article), {"decision": "approve", "seen": seen}, follow=True)
    assert "changed or decided this since" in response.content.decode()
    assert editing.current(article).body.startswith("One.")


@pytest.mark.parametrize(
    "sent", [{}, {"decision": "approve"}, {"decision": "approve", "seen": "x"}, {"decision": "nonsense", "seen": "1"}]
)
def test_odd_decisions_change_nothing(writer, desk, article, sent):
    propose(writer, article, body="Fine.")
    assert desk.post(review(article), sent).status_code in {302, 422}
    assert PendingVersion.objects.get().state == "in review"
    remark = {"decision": "return", "seen": PendingSave.objects.latest("pk").pk, "remark": "x" * 3_000}
    response = desk.post(review(article), remark)
    assert response.status_code == 422
    assert "x" * 3_000 in response.content.decode()


def test_a_conflict_with_the_public_version_is_settled_in_the_form(writer, desk, article):
    propose(writer, article, body="By the writer.", note="Mine")
    editing.record(article, replace(editing.current(article), body="By another."), by=None)
    assert "in the same words" in desk.get(review(article)).content.decode()
    refused = decide(desk, article, "approve")
    assert refused.status_code == 409
    page = Page(desk.get(change(article)), "article_form")
    assert "<pre>By another.</pre>" in page.html
    assert page.fields["body"] == "By the writer."
    saved = post(desk, change(article), page.fields, body="By both.", resolved="yes")
    assert saved.status == 200, saved.errors
    assert editing.current(article).body == "By both."
    assert not PendingVersion.objects.exists()


def test_two_writers_of_one_next_version_are_merged_or_shown_both(writer, desk, article):
    propose(writer, article, summary="Begun.")
    mine, other = article_form(writer, change(article)), article_form(desk, change(article))
    post(desk, change(article), other, language="en", body="By the editor.", _draft="x")
    page = post(writer, change(article), mine, body="By the writer.", aliases="Countess", _draft="x")
    assert page.status == 409
    assert "<pre>By the editor.</pre>" in page.html
    assert (page.fields["body"], page.fields["language"]) == ("By the writer.", "en")
    saved = post(writer, change(article), page.fields, resolved="yes", _draft="x")
    assert saved.status == 200
    document = loads(PendingVersion.objects.get().newest.text)
    assert (document.body, document.language, document.aliases) == ("By the writer.", "en", ("Countess",))


def test_an_article_that_was_never_public_is_reviewed_too(writer, desk):
    fields = article_form(writer, f"{LIST}add/") | {"title": "Grace Hopper", "status": "in review"}
    post(writer, f"{LIST}add/", fields)
    article = Article.objects.get()
    assert "Grace Hopper" in desk.get(QUEUE).content.decode()
    assert decide(desk, article, "return").status_code == 422
    decide(desk, article, "return", "Too short.")
    article.refresh_from_db()
    assert (article.status, article.revisions.first().note) == ("draft", "Returned to its author: Too short.")
    editing.record(article, replace(editing.current(article), status="in review"), by=None)
    decide(desk, article, "approve")
    article.refresh_from_db()
    assert article.is_public


def test_a_draft_that_changed_since_it_was_read_is_not_approved(desk):
    article = make_article("BERT", status="in review", published=None)
    seen = Page(desk.get(review(article))).fields["seen"]
    editing.record(article, replace(editing.current(article), body="Nonsense."), by=None)
    response = desk.post(review(article), {"decision": "approve", "seen": seen})
    assert response.status_code == 422
    assert editing.current(article).status == "in review"


# Autosave


def test_what_was_typed_is_kept_offered_and_taken_up_again(desk, article):
    fields = article_form(desk, change(article))
    typed = fields | {"body": "Half a sent", "timeline-0-date": "someday", "timeline-0-event": "Half a row"}
    assert desk.post(f"{LIST}{article.pk}/autosave/", typed).status_code == 204
    assert editing.current(article).body.startswith("One.")
    opened = Page(desk.get(change(article)), "article_form")
    assert "that was not saved" in opened.html
    assert opened.fields["body"].startswith("One.")
    restored = Page(desk.get(change(article, "?restore")), "article_form")
    assert restored.status == 200
    assert (restored.fields["body"], restored.fields["timeline-0-date"]) == ("Half a sent", "someday")
    page = post(desk, change(article), restored.fields, body="Whole.", **{"timeline-0-date": "1815"})
    assert page.status == 200
    assert editing.current(article).body == "Whole."
    assert not Autosave.objects.exists()


def test_what_was_typed_is_for_its_own_writer_and_can_be_thrown_away(desk, writer, article):
    desk.post(f"{LIST}{article.pk}/autosave/", article_form(desk, change(article)))
    assert "that was not saved" not in writer.get(change(article)).content.decode()
    kept = Autosave.objects.get().pk
    writer.post(f"{LIST}{article.pk}/autosave/", {"discard": kept})
    desk.post(f"{LIST}{article.pk}/autosave/", {"discard": "yes"})
    assert Autosave.objects.exists()
    desk.post(f"{LIST}{article.pk}/autosave/", {"discard": kept})
    assert not Autosave.objects.exists()


def test_a_new_article_is_kept_too(desk):
    fields = article_form(desk, f"{LIST}add/") | {"title": "Grace Hopper", "body": "She"}
    for body in ("She", "She wrote"):
        assert desk.post(f"{LIST}add/autosave/", fields | {"body": body}).status_code == 204
    assert Autosave.objects.count() == 1
    restored = Page(desk.get(f"{LIST}add/?restore"), "article_form")
    assert (restored.fields["title"], restored.fields["body"]) == ("Grace Hopper", "She wrote")
    post(desk, f"{LIST}add/", restored.fields)
    assert not Autosave.objects.exists()


def test_taking_it_up_after_others_have_saved_loses_neither(desk, article):
    fields = article_form(desk, change(article))
    desk.post(f"{LIST}{article.pk}/autosave/", fields | {"language": "en"})
    editing.record(article, replace(editing.current(article), summary="By another."), by=None)
    restored = Page(desk.get(change(article, "?restore")), "article_form")
    post(desk, change(article), restored.fields)
    document = editing.current(article)
    assert (document.language, document.summary) == ("en", "By another.")


@pytest.mark.parametrize("sent", [{}, {"x": "y"}])
def test_what_is_no_form_is_not_kept(desk, article, sent):
    assert desk.post(f"{LIST}{article.pk}/autosave/", sent).status_code == 400
    assert desk.get(f"{LIST}{article.pk}/autosave/").status_code == 405
    assert desk.post(f"{LIST}99/autosave/", {"title": "x"}).status_code == 404
    assert not Autosave.objects.exists()


def test_no_token_is_kept(desk, article):
    began = timezone.now()
    desk.post(f"{LIST}{article.pk}/autosave/", {"title": "x", "csrfmiddlewaretoken": "secret"})
    kept = Autosave.objects.get()
    assert kept.fields == "title=x"
    assert began <= kept.saved_at <= timezone.now()


def test_what_was_left_unsaved_is_not_written_over_by_what_is_typed_next(desk, article):
    first = article_form(desk, change(article)) | {"body": "Left behind."}
    desk.post(f"{LIST}{article.pk}/autosave/", first)
    second = article_form(desk, change(article)) | {"body": "Typed next."}
    for _ in range(2):
        assert desk.post(f"{LIST}{article.pk}/autosave/", second).status_code == 204
    older, newer = Autosave.objects.order_by("pk")
    html = desk.get(change(article)).content.decode()
    assert html.index(f"?restore={newer.pk}") < html.index(f"?restore={older.pk}")
    post(desk, change(article), second)
    assert editing.current(article).body == "Typed next."
    assert Autosave.objects.get() == older
    restored = Page(desk.get(change(article, f"?restore={older.pk}")), "article_form").fields
    assert (restored["body"], restored["opening"]) == ("Left behind.", first["opening"])
    for name in ("9" * 30, "-1", "x", str(older.pk + 9)):
        assert article_form(desk, change(article, f"?restore={name}"))["body"] == "Typed next."


def test_of_many_forms_that_were_left_the_newest_ten_are_kept(desk, article):
    for number in range(12):
        fields = article_form(desk, change(article)) | {"body": f"Number {number}."}
        desk.post(f"{LIST}{article.pk}/autosave/", fields)
    kept = [autosave.fields for autosave in Autosave.objects.order_by("pk")]
    assert [f"Number+{number}" in text for number, text in enumerate(kept, start=2)] == [True] * 10
