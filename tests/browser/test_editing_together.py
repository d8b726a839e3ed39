"""Two people at the desk with one article: in both orders, with changes that go together and changes that do not."""

import re

import pytest

from encyclopedia import editing
from encyclopedia.models import Article, Autosave, PendingVersion
from encyclopedia.site import staff as people
from tests.builders import make_article


@pytest.fixture
def article(live_server, transactional_db):
    for name, group in (("alice", people.EDITORS), ("bob", people.EDITORS), ("wanda", people.WRITERS)):
        people.make_staff(name, [group], password=lambda account: f"{account.get_username()}-password")
    return make_article("Ada Lovelace", body="First paragraph.\n\nSecond paragraph.\n\nThird paragraph.")


@pytest.fixture
def desk_of(new_page, article):
    """Opens the form of the article in a browser of somebody's own."""

    def open_form(name):
        page = new_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(f"{name}-password")
        page.get_by_role("button", name="Log in").click()
        page.goto(f"/admin/encyclopedia/article/{article.pk}/change/")
        return page

    return open_form


def save(page, name="_save"):
    with page.expect_navigation():
        page.locator(f"input[name={name}]").click()


@pytest.mark.parametrize("order", [("alice", "bob"), ("bob", "alice")])
def test_changes_to_different_parts_are_both_kept_whoever_saves_first(desk_of, article, order):
    pages = {name: desk_of(name) for name in order}
    pages["alice"].locator("#id_summary").fill("By Alice.")
    pages["alice"].locator("#id_body").fill("First, by Alice.\n\nSecond paragraph.\n\nThird paragraph.")
    pages["bob"].locator("#id_body").fill("First paragraph.\n\nSecond paragraph.\n\nThird, by Bob.")
    row = pages["bob"].locator("#faq-group .row").first
    row.get_by_label("Question").fill("Who was she?")
    row.get_by_label("Answer").fill("A mathematician.")
    for name in order:
        save(pages[name])
    assert f"{order[0]} had changed other parts" in pages[order[1]].content()
    document = editing.current(article)
    assert document.summary == "By Alice."
    assert document.body == "First, by Alice.\n\nSecond paragraph.\n\nThird, by Bob."
    assert [pair.question for pair in document.faq] == ["Who was she?"]
    assert Article.objects.get().revision_number == 3


@pytest.mark.parametrize("order", [("alice", "bob"), ("bob", "alice")])
def test_changes_to_the_same_words_are_shown_side_by_side_and_nobody_loses_any(
    desk_of, article, order, assert_accessible, faults
):
    pages = {name: desk_of(name) for name in order}
    for name, page in pages.items():
        page.locator("#id_body").fill(f"First, by {name}.\n\nSecond paragraph.\n\nThird paragraph.")
        page.get_by_label("What changed and why").fill(f"Note of {name}")
    first, second = order
    save(pages[first])
    save(pages[second])
    page = pages[second]
    assert page.get_by_role("heading", name="Two versions of the same words").is_visible()
    shown = page.locator(".conflict pre").all_inner_texts()
    assert shown == ["First paragraph.", f"First, by {first}.", f"First, by {second}."]
    assert page.locator("#id_body").input_value().startswith(f"First, by {second}.")
    assert page.get_by_label("What changed and why").input_value() == f"Note of {second}"
    assert not faults
    assert_accessible(page, ".conflicts")
    faults.clear()  # axe itself tries styles on what may scroll
    assert editing.current(article).body.startswith(f"First, by {first}.")
    page.locator("#id_body").fill("First, by both.\n\nSecond paragraph.\n\nThird paragraph.")
    page.get_by_label(re.compile("I have looked at both")).check()
    save(page)
    assert editing.current(article).body.startswith("First, by both.")
    assert Article.objects.get().revision_number == 3


def test_what_was_typed_survives_a_closed_browser(desk_of, article):
    page = desk_of("alice")
    page.locator("#id_body").fill("Half a sentence")
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    with page.expect_response(lambda response: response.url.endswith("/autosave/")) as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert answer.value.status == 204
    assert "Kept at" in page.locator(".autosave-status").inner_text()
    page.close()
    page = desk_of("alice")
    assert page.locator("#id_body").input_value().startswith("First paragraph.")
    page.get_by_role("link", name="Go on with it").click()
    page.wait_for_url("**/change/?restore=*")
    assert page.locator("#id_body").input_value() == "Half a sentence"
    save(page)
    assert editing.current(article).body == "Half a sentence"
    assert not Autosave.objects.exists()


def test_a_writer_proposes_and_an_editor_compares_and_approves(desk_of, article, assert_accessible):
    page = desk_of("wanda")
    page.locator("#id_body").fill("First paragraph.\n\nSecond and better paragraph.\n\nThird paragraph.")
    page.get_by_label("What changed and why").fill("Better")
    assert page.locator("input[name=_save]").count() == 0
    save(page, "_review")
    assert "Sent for review" in page.content()
    page.goto("/wiki/ada-lovelace/")
    assert "better" not in page.inner_text("main")

    desk = desk_of("bob")
    desk.goto("/admin/")
    desk.get_by_role("link", name="To review: 1").click()
    desk.get_by_role("link", name="Ada Lovelace").click()
    assert "and better" in desk.locator("ins").first.inner_text()
    assert_accessible(desk, "#content-main")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Approve and publish").click()
    desk.goto("/wiki/ada-lovelace/")
    assert "Second and better paragraph." in desk.inner_text("main")
    assert "Revision 2" in desk.locator("#about-article").inner_text()
    assert not PendingVersion.objects.exists()
