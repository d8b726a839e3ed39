"""The history of an article at the desk, and the verbs that go back."""

from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.models import Article, Deletion, PendingVersion
from tests.builders import count_queries, make_article

from .browsers import Page, article_form

pytestmark = pytest.mark.django_db

LIST = "/admin/encyclopedia/article/"


@pytest.fixture
def moderating(moderator):
    browser = Client()
    browser.force_login(moderator)
    return browser


@pytest.fixture
def article():
    """A draft that was published as revision 2 and changed twice since."""
    article = make_article("Ada Lovelace", status="draft", published=None, body="A secret draft.")
    for parts in ({"status": "published", "body": "One."}, {"body": "Two."}, {"summary": "A mathematician."}):
        editing.record(article, replace(editing.current(article), **parts), by=None, note=f"Now {parts}")
    return article


def history(article, rest=""):
    return f"{LIST}{article.pk}/history/{rest}"


def test_staff_see_every_revision_and_which_of_them_readers_saw(desk, article):
    html = desk.get(history(article)).content.decode()
    assert html.count('<th scope="row">') == 4
    assert html.count("see it") == 3
    assert html.count("never saw it") == 1
    assert "A secret draft." in desk.get(history(article, "1/page/")).content.decode()


def test_a_moderator_sees_just_what_readers_saw(moderating, article):
    html = moderating.get(history(article)).content.decode()
    assert html.count('<th scope="row">') == 3
    assert moderating.get(history(article, "2/")).status_code == 200
    assert moderating.get(history(article, "1/")).status_code == 404
    assert moderating.get(f"{LIST}{article.pk}/compare/1/2/").status_code == 404
    assert "secret draft" not in html + moderating.get(history(article, "2/")).content.decode()


def test_the_page_of_a_revision_says_what_it_changed(desk, article):
    html = desk.get(history(article, "3/")).content.decode()
    assert "<del" in html
    assert "<ins" in html
    assert desk.get(history(article, "99/")).status_code == 404
    assert desk.get(history(article, "3/nonsense/")).status_code == 404
    assert desk.get(history(article, "3/revert/")).status_code == 405


@pytest.mark.parametrize("chosen", ["", "?a=1", "?a=1&b=x", f"?a=1&b={'9' * 30}", "?a=-1&b=2"])
def test_two_revisions_have_to_be_chosen_to_be_compared(desk, article, chosen):
    page = Page(desk.get(f"{LIST}{article.pk}/compare/{chosen}", follow=True))
    assert (page.status, page.messages) == (200, ["Choose two revisions to compare."])


def test_two_chosen_revisions_are_compared(desk, article):
    response = desk.get(f"{LIST}{article.pk}/compare/?a=1&b=4", follow=True)
    assert response.redirect_chain[-1][0] == f"{LIST}{article.pk}/compare/1/4/"
    assert "secret" in response.content.decode()


def test_an_editor_reverts_in_one_step(desk, article):
    page = Page(desk.post(history(article, "2/revert/"), follow=True))
    assert page.messages == ["Back to revision 2: the article is at revision 5 now."]
    assert editing.current(article).body == "One."
    assert LogEntry.objects.get().get_change_message() == "Back to revision 2."
    again = Page(desk.post(history(article, "5/revert/"), follow=True))
    assert again.messages == ["Nothing was changed: the article reads so already."]


def test_an_editor_undoes_an_older_change_and_keeps_later_ones(desk, article):
    page = Page(desk.post(history(article, "3/undo/"), follow=True))
    assert page.messages == ["Undid revision 3: the article is at revision 5 now."]
    document = editing.current(article)
    assert (document.body, document.summary) == ("One.", "A mathematician.")


def test_an_undo_that_later_changes_touch_opens_the_form_with_both(desk, article):
    editing.record(article, replace(editing.current(article), body="Three."), by=None)
    response = desk.post(history(article, "3/undo/"), follow=True)
    assert response.redirect_chain[-1][0] == f"{LIST}{article.pk}/change/?undo=3"
    page = Page(response, "article_form")
    assert page.messages == ["Later changes touch the same words. Look at both below, and decide."]
    assert page.fields["body"] == "One."
    for text in ("Two.", "Three.", "One."):
        assert f"<pre>{text}</pre>" in page.html
    assert editing.current(article).body == "Three."
    refused = Page(desk.post(f"{LIST}{article.pk}/change/", page.fields), "article_form")
    assert refused.status == 409
    saved = desk.post(f"{LIST}{article.pk}/change/", refused.fields | {"resolved": "yes"})
    assert saved.status_code == 302
    assert editing.current(article).body == "One."
    assert article.revisions.first().note == "Undid revision 3"


def test_a_writers_revert_becomes_a_next_version(writer, article):
    response = writer.post(history(article, "2/revert/"), follow=True)
    page = Page(response, "article_form")
    assert page.fields["body"] == "One."
    assert editing.current(article).body == "Two."
    writer.post(f"{LIST}{article.pk}/change/", page.fields | {"_review": "Send for review"})
    pending = PendingVersion.objects.get()
    assert (pending.state, loads(pending.newest.text).body) == ("in review", "One.")
    assert editing.current(article).body == "Two."


@pytest.mark.parametrize("query", ["revert=x", "undo=%D9%A1", "revert=", "undo=-1"])
def test_a_form_for_no_revision_is_refused(desk, article, query):
    assert desk.get(f"{LIST}{article.pk}/change/?{query}").status_code == 400
    assert desk.get(f"{LIST}{article.pk}/change/?revert=99").status_code == 404


def test_a_moderator_hides_and_shows_and_it_is_logged(moderating, desk, article):
    page = Page(moderating.post(history(article, "2/hide/"), {"reason": "A name in it"}, follow=True))
    assert page.messages == ["Hid revision 2."]
    assert LogEntry.objects.get().get_change_message() == "Hid revision 2: A name in it"
    assert "One." in moderating.get(history(article, "2/page/")).content.decode()
    # Not even editors read it now, nor get at it by going back to it.
    assert desk.get(history(article, "2/page/")).status_code == 403
    assert desk.get(f"{LIST}{article.pk}/compare/2/4/").status_code == 403
    assert "Now" not in desk.get(history(article, "2/")).content.decode()
    for way in ("2/revert/", "2/undo/"):
        assert desk.post(history(article, way)).status_code == 403
    for query in ("revert=2", "undo=2", "undo=3"):
        page = Page(desk.get(f"{LIST}{article.pk}/change/?{query}"), "article_form")
        assert page.fields["body"] == "Two."
        assert page.messages == ["The text that this needs is not here."]
    page = Page(moderating.post(history(article, "2/show/"), follow=True))
    assert page.messages == ["Showed revision 2."]


def test_the_current_revision_cannot_be_hidden(moderating, article):
    page = Page(moderating.post(history(article, "4/hide/"), follow=True))
    assert page.messages == ["The current revision cannot be hidden. Revert to another one first."]
    assert not article.revisions.filter(hidden=True).exists()


def test_the_history_costs_the_same_however_long_it_is(desk, article):
    cost = count_queries(lambda: desk.get(history(article)))
    one = count_queries(lambda: desk.get(history(article, "3/")))
    for number in range(30):
        editing.record(article, replace(editing.current(article), body=f"Text {number}."), by=None)
    assert count_queries(lambda: desk.get(history(article))) == cost
    assert count_queries(lambda: desk.get(history(article, "30/"))) == one


def test_a_superuser_deletes_with_a_reason(admin_client, article):
    address = f"{LIST}{article.pk}/delete/"
    assert "4 revisions" in admin_client.get(address).content.decode()
    refused = admin_client.post(address, {"reason": "  "})
    assert (refused.status_code, Article.objects.count()) == (422, 1)
    assert admin_client.post(address, {"reason": "x\x00y"}).status_code == 422
    page = Page(admin_client.post(address, {"reason": "A court said so."}, follow=True))
    assert page.messages == ["“Ada Lovelace” was deleted for good."]
    assert (Article.objects.count(), Deletion.objects.get().reason) == (0, "A court said so.")
    assert "A court said so." in admin_client.get("/admin/encyclopedia/deletion/").content.decode()


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eabc"])
def test_notes_and_titles_are_text_in_the_history(desk, hostile):
    article = make_article(hostile, slug="x")
    editing.record(article, replace(editing.current(article), body=hostile), by=None, note=hostile)
    for path in ("", "2/"):
        page = Page(desk.get(history(article, path)))
        assert (page.status, page.inline) == (200, [])
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html


def test_the_form_of_an_old_revision_is_not_lost_between_two_people(desk, article):
    fields = article_form(desk, f"{LIST}{article.pk}/change/?revert=2")
    editing.record(article, replace(editing.current(article), language="en"), by=None)
    desk.post(f"{LIST}{article.pk}/change/", fields)
    document = editing.current(article)
    assert (document.body, document.language) == ("One.", "en")
