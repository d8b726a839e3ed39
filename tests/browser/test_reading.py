"""What people see and click."""

import pytest

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Reference, TimelineEvent
from tests.builders import make_article
from tests.thoroughness import some

SIZES = [(360, 780), (820, 1180), (1440, 900)]
PAGES = [
    "/",
    "/wiki/ada-lovelace/",
    "/wiki/bare/",
    "/categories/",
    "/categories/people/",
    "/articles/",
    "/search/?q=ada",
    "/search/?q=ada+lovelace",
    "/search/?q=lovelacee&tag=computing",
    "/articles/?letter=A",
    "/tags/",
]
PAGES += ["/wiki/ada-lovelace/comments/new/", "/wiki/nobody/", "/admin/login/"]


@pytest.fixture(autouse=True)
def library(live_server, transactional_db):
    make_article("Bare", summary="")
    make_article(
        "Ada Lovelace",
        category=("People",),
        tags=("Computing",),
        short_answer="She wrote the **first** program.[@a]",
        infobox=Infobox(
            caption="A mathematician.", fields=(InfoboxField("Born", "1815"), InfoboxField("Field", "Logic"))
        ),
        body="## Life\n\nText about [[Bare]] and [[Nobody yet]].[@a, p. 3]\n\n"
        + "### Youth\n\nMore words.\n\n" * 3
        + "## Work\n\n| A wide table | with | cells |\n|---|---:|:-:|\n| a | 1 | c |\n\n```\ncode\n```\n"
        + "\n\nA paragraph to scroll through." * 40,
        timeline=tuple(TimelineEvent(parse_event_date(str(1815 + n)), f"Event {n}.") for n in range(8)),
        faq=(Faq("Did she?", "She *did*."), Faq("Why?", "Nobody knows.")),
        references=(Reference("a", "book", "Notes", url="https://example.org/notes"),),
    )


@pytest.mark.parametrize("size", some(SIZES))
def test_pages_are_accessible_and_fit_the_screen(new_page, assert_accessible, size):
    width, height = size
    page = new_page(viewport={"width": width, "height": height})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if "admin" not in path:
            assert_accessible(page)


def test_the_short_answer_stands_in_the_first_screen_of_a_phone(new_page):
    page = new_page(viewport={"width": 360, "height": 780})
    page.goto("/wiki/ada-lovelace/")
    box = page.locator(".short-answer").bounding_box()
    assert box["y"] + box["height"] < 780


def test_everything_can_be_read_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto("/wiki/ada-lovelace/")
    page.locator("details.contents summary").click()
    page.locator("details.contents").get_by_role("link", name="Work").click()
    page.wait_for_url("**/wiki/ada-lovelace/#work")
    page.get_by_text("Did she?").click()
    assert page.get_by_text("She did.").is_visible()
    assert page.get_by_role("link", name="Write a comment").is_visible()
    assert page.locator(".theme-switch").is_hidden()


def test_a_question_that_the_address_points_to_is_open(page):
    page.goto("/wiki/ada-lovelace/#question-2")
    assert page.get_by_text("Nobody knows.").is_visible()
    assert page.get_by_text("She did.").is_hidden()


def test_the_contents_mark_the_section_that_is_read(new_page):
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto("/wiki/ada-lovelace/")
    page.locator("#references").scroll_into_view_if_needed()
    page.locator(".contents-column a[aria-current]").wait_for()
    page.evaluate("document.getElementById('timeline').scrollIntoView()")
    page.locator('.contents-column a[href="#timeline"][aria-current]').wait_for()


def test_the_keyboard_reaches_everything(page):
    page.goto("/wiki/ada-lovelace/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_a_chosen_theme_is_kept(page):
    page.goto("/")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    switch = page.locator(".theme-switch")
    switch.click()
    switch.click()
    assert switch.inner_text() == "Theme: dark"
    page.goto("/wiki/ada-lovelace/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before


def test_on_paper_everything_is_open_and_nothing_is_to_click(page):
    page.goto("/wiki/ada-lovelace/")
    page.emulate_media(media="print")
    assert page.get_by_text("She did.").is_visible()
    assert page.locator(".site-header").is_hidden()
    assert page.locator(".contents-column").is_hidden()


def test_a_first_visit_weighs_little(page):
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()))
    page.goto("/wiki/ada-lovelace/")
    page.wait_for_load_state("networkidle")
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 100_000
