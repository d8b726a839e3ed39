"""The desk's door on a telephone: setting the second factor up, and coming in again without scripts."""

import pytest
from playwright.sync_api import expect

from encyclopedia.site import staff as people
from tests.encyclopedia.test_second_factor import shown


@pytest.fixture
def editor(transactional_db, settings):
    settings.REQUIRE_STAFF_2FA = True
    return people.make_staff("editor", [people.EDITORS], password=lambda user: "editor-password")


def give_password(page):
    page.goto("/admin/")
    page.get_by_label("Username:").fill("editor")
    page.get_by_label("Password:").fill("editor-password")
    page.keyboard.press("Enter")


def test_an_editor_sets_the_second_factor_up_and_comes_in_again(new_page, editor, assert_accessible):
    page = new_page(viewport={"width": 360, "height": 740})

    def look(heading):
        expect(page.locator("#content h1")).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert_accessible(page)

    give_password(page)
    look("Set up a second factor")
    secret = page.locator(".totp-secret").inner_text()
    page.get_by_label("Code:").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Incorrect code.")
    look("Set up a second factor")
    page.get_by_label("Code:").fill(shown(secret))
    page.keyboard.press("Enter")
    look("Your recovery codes")
    code = page.locator(".recovery-codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.locator("#user-tools")).to_contain_text("Second factor")

    plain = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    give_password(plain)
    expect(plain.locator("#content h1")).to_have_text("A code, please")
    plain.get_by_label("Code:").fill(code)
    plain.keyboard.press("Enter")
    expect(plain.locator("#user-tools")).to_be_visible()
