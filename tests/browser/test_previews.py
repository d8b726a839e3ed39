"""What a link leads to, shown before it is followed."""

import pytest

from encyclopedia.document.schema import Reference
from tests.builders import make_article


@pytest.fixture
def article(live_server, transactional_db):
    make_article("BERT", short_answer="BERT reads *both* ways.[@x]", summary="A model.")
    reference = Reference("turing1950", title="Computing Machinery and Intelligence")
    body = "It is like [[BERT]] and [[Nobody]].[@turing1950]\n\n" + "\n\n".join(["More text."] * 60)
    return make_article("Ada Lovelace", body=body, references=(reference,))


def card(page):
    return page.locator("#preview-card")


def test_pointing_at_a_link_shows_its_article_and_leaving_hides_it(page, article):
    page.goto("/wiki/ada-lovelace/")
    page.locator("a.wikilink").hover()
    card(page).wait_for(state="visible")
    assert card(page).locator("p").all_inner_texts() == ["BERT", "BERT reads both ways."]
    page.mouse.move(5, 5)
    card(page).wait_for(state="hidden")


def test_the_keyboard_shows_it_too_and_escape_hides_it(page, article, assert_accessible):
    page.goto("/wiki/ada-lovelace/")
    page.locator(".prose").click(position={"x": 2, "y": 2})
    while page.evaluate("document.activeElement.className") != "wikilink":
        page.keyboard.press("Tab")
    card(page).wait_for(state="visible")
    assert page.locator("a.wikilink").get_attribute("aria-describedby") == "preview-card"
    assert_accessible(page)
    page.keyboard.press("Escape")
    card(page).wait_for(state="hidden")
    assert page.locator("a.wikilink").get_attribute("aria-describedby") is None


def test_a_marker_shows_its_reference_in_place(page, article):
    page.goto("/wiki/ada-lovelace/")
    page.locator(".citation a").first.hover()
    card(page).wait_for(state="visible")
    assert "Computing Machinery and Intelligence" in card(page).inner_text()
    assert "↑" not in card(page).inner_text()
    assert page.url.endswith("/wiki/ada-lovelace/")


def test_a_first_tap_shows_and_a_second_follows(new_page, article):
    page = new_page(has_touch=True, viewport={"width": 360, "height": 700})
    page.goto("/wiki/ada-lovelace/")
    page.locator("a.wikilink").tap()
    card(page).wait_for(state="visible")
    assert page.url.endswith("/wiki/ada-lovelace/")
    box = card(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    card(page).get_by_role("link", name="Read the article").tap()
    page.wait_for_url("**/wiki/bert/")


def test_without_scripts_both_are_plain_links(new_page, article):
    page = new_page(java_script_enabled=False)
    page.goto("/wiki/ada-lovelace/")
    page.locator(".citation a").first.click()
    assert page.url.endswith("#ref-1")
    page.locator("a.wikilink").click()
    page.wait_for_url("**/wiki/bert/")
