"""A reader's account from its beginning to its end: by keyboard alone, on a telephone."""

import json
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.browser.test_commenting import tab_to
from tests.comments.mailbox import delivered, link_in

PASSWORD = "a good pass phrase"


@pytest.fixture
def telephone(new_page, transactional_db):
    return new_page(viewport={"width": 360, "height": 740})


@pytest.fixture
def look(assert_accessible):
    """Judges the page as it stands, and says whether it is the one with this heading."""

    def judge(page, heading):
        expect(page.locator("h1")).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert_accessible(page)

    return judge


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page, words):
    tab_to(page, words)
    enter(page)


def fill(page, **fields):
    """Write into the fields with these labels, in this order, and send the form."""
    for label, text in fields.items():
        tab_to(page, label.replace("_", " "))
        page.keyboard.type(text)


def sign_in(page, look):
    look(page, "Sign in")
    fill(page, Email="dora@example.org", Password=PASSWORD)
    enter(page)


@pytest.fixture(autouse=True)
def standing_codes(monkeypatch):
    """The codes of an authenticator app stay good, however long the test takes."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


def code_of(secret, *, step):
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + step))


def make_an_account(page, look):
    page.goto("/")
    press(page, "Your account")
    look(page, "Sign in")
    press(page, "Make one")
    look(page, "Make an account")
    fill(page, Name="Dora", Email="dora@example.org", Password="short")
    enter(page)
    expect(page.locator(".error-summary")).to_be_focused()
    look(page, "Make an account")
    fill(page, Password=PASSWORD)
    enter(page)
    look(page, "Look at your mail")


def confirm_and_sign_in(page, look):
    page.goto(link_in(delivered()[-1]))
    look(page, "Confirm your address")
    press(page, "Yes, it is mine")
    sign_in(page, look)
    look(page, "Your account")
    assert "Dora" in page.locator("main").inner_text()


def see_what_can_be_changed(page, look):
    press(page, "Name and mails")
    look(page, "Name and mails")
    tab_to(page, "Tell me by email when a moderator has decided about a comment of mine")
    page.keyboard.press("Space")
    enter(page)
    look(page, "Your account")
    assert get_user_model().objects.get().person.wants_decisions

    press(page, "Email address")
    look(page, "Your password, please")
    fill(page, Password=PASSWORD)
    enter(page)
    look(page, "Your email address")
    press(page, "Back to your account")

    press(page, "Password")
    look(page, "Change your password")
    press(page, "Back to your account")


def set_the_second_factor_up(page, look):
    press(page, "Second factor")
    look(page, "Second factor")
    press(page, "Set up an authenticator app")
    look(page, "Set up an authenticator app")
    picture = page.locator(".totp-picture")
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    secret = page.locator(".totp-secret").inner_text()
    fill(page, Code=code_of(secret, step=-1))
    enter(page)
    look(page, "Recovery codes")
    assert page.locator(".recovery-codes li").count() == 10
    press(page, "Make new ones")
    look(page, "Make new recovery codes?")
    press(page, "Keep what there is")
    press(page, "Back to the second factor")
    look(page, "Second factor")
    press(page, "Turn the second factor off")
    look(page, "Turn the second factor off?")
    press(page, "Keep it")
    press(page, "Back to your account")
    return secret


def sign_in_with_it(page, look, secret):
    press(page, "Sign out")
    page.goto("/accounts/")
    sign_in(page, look)
    look(page, "Your second factor")
    fill(page, Code=code_of(secret, step=0))
    enter(page)
    look(page, "Your account")


def see_sessions_and_take_the_data(page, look):
    press(page, "Where you are signed in")
    look(page, "Where you are signed in")
    assert "Chrome on Linux (this one)" in page.locator("main").inner_text()
    press(page, "Back to your account")

    tab_to(page, "Download your data (JSON)")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    data = json.loads(Path(download.value.path()).read_text())
    assert data["emails"][0]["email"] == "dora@example.org"

    press(page, "What others see of you")
    look(page, "Dora")
    page.go_back()


def delete_the_account(page, look):
    press(page, "Delete the account")
    look(page, "Delete your account?")
    tab_to(page, "Erase their texts")
    page.keyboard.press("Space")
    fill(page, Password=PASSWORD)
    enter(page)
    look(page, "Your account is deleted")
    assert not get_user_model().objects.exists()


def test_an_accounts_life_by_keyboard_alone(telephone, look, faults):
    make_an_account(telephone, look)
    confirm_and_sign_in(telephone, look)
    see_what_can_be_changed(telephone, look)
    secret = set_the_second_factor_up(telephone, look)
    sign_in_with_it(telephone, look, secret)
    see_sessions_and_take_the_data(telephone, look)
    delete_the_account(telephone, look)
    faults[:] = [fault for fault in faults if not re.search("status of 422", fault)]


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/accounts/forget/", "Be forgotten"),
        ("/accounts/password/reset/", "Have a new password"),
        ("/accounts/password/reset/sent/", "Look at your mail"),
        ("/accounts/password/reset/done/", "Your password is new"),
        ("/accounts/password/reset/1/nonsense/", "This link is no good"),
        ("/accounts/confirm-email/nonsense/", "This link is no good"),
        ("/accounts/inactive/", "This account is closed"),
        ("/accounts/forget/nonsense/", "This link is no good"),
    ],
)
def test_a_page_that_leads_to_a_form_or_ends_a_way_is_accessible(telephone, look, address, heading):
    telephone.goto(address)
    look(telephone, heading)
