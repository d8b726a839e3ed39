"""The history of an article, as people see and operate it."""

from dataclasses import replace

import pytest

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Infobox, InfoboxField, TimelineEvent
from tests.builders import make_article, make_user
from tests.thoroughness import some

SIZES = [(360, 780), (1440, 900)]
HISTORY = "/wiki/ada-lovelace/history/"
PAGES = [
    HISTORY, "/wiki/ada-lovelace/history/2/", "/wiki/ada-lovelace/history/3/", "/wiki/ada-lovelace/compare/1/5/",
    "/wiki/ada-lovelace/compare/5/5/", "/wiki/ada-lovelace/contributors/", "/wiki/alone/history/", "/recent/",
    "/recent/?author=nobody", "/recent/?kind=odd", "/wiki/ada-lovelace/compare/", "/wiki/right/compare/1/2/",
]  # fmt: skip
PROGRAM = "She wrote a program.\n\n"
LONG = "a_name_that_goes_on_" * 7


@pytest.fixture(autouse=True)
def library(live_server, transactional_db):
    alice, long = make_user("alice"), make_user(LONG)
    make_article("Alone", by=alice)
    right = make_article("عالم", slug="right", language="ar", body="هذا نص قديم عن العالم.", by=alice)
    editing.record(right, replace(editing.current(right), body="هذا نص جديد عن العالم كله."), by=alice, note="تعديل")
    article = make_article("Ada Lovelace", category=("People",), body=PROGRAM * 40 + "End.", by=alice)

    def change(by, note, **parts):
        editing.record(article, replace(editing.current(article), **parts), by=by, note=note)

    change(long, "x" * 300, body="She wrote the first program.\n\n" + PROGRAM * 39 + "End.")
    change(alice, "To be hidden", summary="y" * 1000)
    change(
        alice,
        "Much at once \u202e and back",
        infobox=Infobox(caption="A person.", fields=(InfoboxField("Born", "1815"), InfoboxField("L" * 80, "v" * 300))),
        timeline=(TimelineEvent(parse_event_date("1815-12-10"), "Born in London."),),
        tags=("Computing",),
    )
    change(None, "", summary="A mathematician.", body="Nothing is left." + "_long" * 100)
    editing.hide(article.revisions.get(number=3))


@pytest.mark.parametrize("size", some(SIZES))
def test_pages_are_accessible_and_fit_the_screen(new_page, assert_accessible, size):
    width, height = size
    page = new_page(viewport={"width": width, "height": height})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(page)


def test_two_revisions_are_chosen_and_compared_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto("/wiki/ada-lovelace/")
    page.get_by_role("link", name="History").click()
    page.get_by_label("From revision 1").check()
    page.get_by_label("To revision 2").check()
    page.get_by_role("button", name="Compare the marked revisions").first.click()
    page.wait_for_url("**/wiki/ada-lovelace/compare/1/2/")
    assert page.locator("ins").first.inner_text().split()[1:3] == ["the", "first"]
    page.get_by_role("link", name="revision 1").click()
    page.wait_for_url("**/wiki/ada-lovelace/history/1/")
    assert page.get_by_text("not as it is now").is_visible()
    page.get_by_role("link", name="The article now").click()
    page.wait_for_url("**/wiki/ada-lovelace/")


def test_two_revisions_are_chosen_with_the_keyboard_alone(page):
    page.goto(HISTORY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "b":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # past the hidden one
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/wiki/ada-lovelace/compare/2/4/")


def test_a_hidden_revision_cannot_be_marked(page):
    page.goto(HISTORY)
    assert page.get_by_label("From revision 2").is_visible()
    assert page.get_by_label("From revision 3").count() == 0
    assert page.get_by_text("Hidden by a moderator.").is_visible()


def test_changes_are_told_apart_without_colour(page):
    page.goto("/wiki/ada-lovelace/compare/1/2/")
    decorations = [
        page.locator(name).first.evaluate("e => getComputedStyle(e).textDecorationLine") for name in ("ins", "del")
    ]
    assert decorations == ["underline", "line-through"]
    page.emulate_media(media="print")
    assert page.locator("ins").first.is_visible()


def test_words_of_either_direction_stand_where_they_are_read(page):
    page.goto("/wiki/right/compare/1/2/")
    assert page.locator(".hunk").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_recent_changes_are_narrowed_with_the_keyboard_and_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto("/")
    page.get_by_role("link", name="Recent changes").click()
    page.get_by_label("Author").focus()
    page.keyboard.type("alice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recent/?*author=alice*")
    assert page.get_by_role("link", name="Alone", exact=True).is_visible()
    assert page.get_by_text("To be hidden").count() == 0
    page.get_by_label("Kind").select_option("changes")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/recent/?kind=changes*")
    assert page.get_by_role("link", name="Alone", exact=True).count() == 0
    page.get_by_role("link", name="What changed in Ada Lovelace").first.click()
    page.wait_for_url("**/wiki/ada-lovelace/compare/2/4/")
