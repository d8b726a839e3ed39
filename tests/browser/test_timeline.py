"""The timeline of everything, as people see and operate it."""

import pytest

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import TimelineEvent
from tests.builders import make_article
from tests.thoroughness import some

PAGES = ["/timeline/", "/timeline/?scale=century&before=end", "/timeline/?from=1950s"]


@pytest.fixture(autouse=True)
def library(live_server, transactional_db):
    dates = ["-2559", "-0043-03-15", "0476", "~1450", "1492-10-12", "1618/1648", *map(str, range(1800, 1920))]
    events = tuple(TimelineEvent(parse_event_date(date), f"Event of *{date}*.[@x]") for date in dates)
    make_article(
        "A long history" + " of it" * 12, slug="history", category=("History", "Of the world"), timeline=events
    )
    long = TimelineEvent(parse_event_date("1950-10"), "word" * 60)
    make_article("عالم", slug="right", language="ar", timeline=(long, TimelineEvent(long.date, "قديم")))


@pytest.mark.parametrize("width", some([360, 1440]))
def test_pages_are_accessible_and_fit_the_screen(new_page, assert_accessible, width):
    page = new_page(viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if page.locator("summary").count():
            page.click("summary")
        assert_accessible(page)


def test_the_chart_leads_to_a_period_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto("/timeline/?scale=century")
    page.get_by_label("19th century: 100 events").click()
    assert page.get_by_role("heading", level=2).all_inner_texts() == [f"{decade}s" for decade in range(1800, 1910, 10)]
    assert page.get_by_label("From").input_value() == "1801"
    # What a mouse does with the chart, the keyboard does with the table.
    page.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**scale=year")
    assert page.get_by_role("heading", level=2).all_inner_texts() == [str(year) for year in range(1801, 1810)]
    page.get_by_role("link", name="A long history").first.click()
    assert page.locator(":target").inner_text().startswith("1801")
