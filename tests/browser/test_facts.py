"""Facts and tables, as people see and operate them."""

import pytest

from encyclopedia.document.schema import Infobox, InfoboxField
from tests.builders import make_article
from tests.thoroughness import some

TABLE = "/categories/models/table/"
PAGES = ["/facts/", "/facts/Licence/", "/facts/Licence/MIT/", "/facts/Licence/No/", TABLE, f"{TABLE}?sort=odd"]
LONG = "a_name_that_goes_on_" * 4


@pytest.fixture(autouse=True)
def library(live_server, transactional_db):
    for title, *pairs in [
        (
            "BERT",
            ("Licence", "MIT"),
            ("Licence", ".."),
            ("Size", "110 million"),
            ("Field", "Language"),
            ("Year", "2018"),
        ),
        ("Llama", ("Licence", "MIT"), ("Size", "7 billion"), ("Field", "Language"), (LONG, LONG * 3)),
        ("عالم", ("Licence", "حر"), ("Size", "9 million"), ("Field", "Logic\u202e"), ("Year", "1950")),
    ]:
        box = Infobox(fields=tuple(InfoboxField(*pair) for pair in pairs))
        make_article(title, category=("Models",), infobox=box)


@pytest.mark.parametrize("width", some([360, 1440]))
def test_pages_are_accessible_and_fit_the_screen(new_page, assert_accessible, width):
    page = new_page(viewport={"width": width, "height": 780})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(page)
    page.goto(f"{TABLE}?label=Size&sort=-Size")
    page.get_by_text("Choose columns").click()
    assert_accessible(page)


def test_a_table_is_put_together_and_sorted_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto("/categories/models/")
    page.get_by_role("link", name="As a table").click()
    page.get_by_text("Choose columns").click()
    page.get_by_label("Field").uncheck()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/table/?*label=Size*")
    assert page.get_by_role("columnheader").all_inner_texts() == ["Article", "Licence", "Size", "Year"]
    page.get_by_role("link", name="Size").click()
    page.wait_for_url("**sort=Size")
    titles = page.get_by_role("rowheader")
    assert titles.all_inner_texts() == ["Llama", "عالم", "BERT"]
    page.get_by_role("link", name="Size").click()
    page.wait_for_url("**sort=-Size")
    assert titles.all_inner_texts() == ["BERT", "عالم", "Llama"]
    assert page.get_by_role("columnheader", name="Size").get_attribute("aria-sort") == "descending"


def test_a_wide_table_scrolls_within_itself_with_the_keyboard_and_its_first_column_stays(new_page):
    page = new_page(viewport={"width": 360, "height": 780})
    page.goto(TABLE)
    region = page.get_by_role("region", name="Models as a table")
    title = page.get_by_role("rowheader").first
    before = title.bounding_box()["x"]
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft >= 20", arg=region.element_handle())
    assert title.bounding_box()["x"] == before


def test_from_an_article_to_others_that_have_it_in_common(page):
    page.goto("/wiki/bert/")
    page.get_by_role("complementary").get_by_role("link", name="MIT").click()
    page.wait_for_url("**/facts/Licence/MIT/")
    assert page.get_by_role("link", name="Llama").is_visible()
    page.get_by_role("link", name="Licence").click()
    page.get_by_role("link", name="..", exact=True).click()
    page.wait_for_url("**/facts/?label=Licence&value=..")
    assert page.get_by_role("heading", name="..", exact=True).is_visible()
