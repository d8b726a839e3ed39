"""An account with a second factor is asked for it on every way in, and half-way in is nobody."""

import re
import time

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from encyclopedia.site.door import second_factor, tries
from encyclopedia.site.middleware import Authentication
from tests.builders import make_user

from .browsers import Page, at_once

pytestmark = pytest.mark.django_db

DESK, LOGIN, ACCOUNT = "/admin/", "/admin/login/", "/accounts/"
CODE, SET_UP, CODES = f"{LOGIN}code/", f"{LOGIN}set-up/", "/admin/recovery-codes/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL = "editor@example.org"
PASSWORD = "editor-password"


def shown(secret=SECRET, *, step=0):
    """What the app shows."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step))


def secure(user):
    """Give the account a second factor; the answer is its recovery codes."""
    totp.TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def with_address(user):
    """Let the account be known by an address, too."""
    user.email = EMAIL
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)


def at_the_desk(browser, password=PASSWORD, **extra):
    return browser.post(LOGIN, {"username": "editor", "password": password} | extra)


def as_a_reader(browser, **extra):
    return browser.post(f"{ACCOUNT}login/", {"login": EMAIL, "password": PASSWORD} | extra)


def is_nobody(browser):
    """Whether nothing takes this browser for somebody's."""
    pages = {path: browser.get(path) for path in (DESK, "/admin/encyclopedia/article/", ACCOUNT, f"{ACCOUNT}data/")}
    pages |= {CODES: browser.get(CODES), "/admin/password_change/": browser.get("/admin/password_change/")}
    return all(page.status_code == 302 and "login" in page["Location"] for page in pages.values())


def is_in(browser):
    return browser.get(DESK).status_code == 200 and browser.get(ACCOUNT).status_code == 200


# Every way to a session


def by_the_desk(browser, user):
    at_the_desk(browser)


def by_the_desk_and_on(browser, user):
    at_the_desk(browser, next=f"{DESK}encyclopedia/article/add/")
    browser.get(DESK)


def by_the_readers_sign_in(browser, user):
    as_a_reader(browser)


def by_the_readers_sign_in_and_on(browser, user):
    as_a_reader(browser, next=DESK)


def by_a_new_password(browser, user):
    token = f"{user_pk_to_url_str(user)}/{default_token_generator.make_token(user)}"
    new = dict.fromkeys(("password1", "password2"), "another pass phrase")
    assert browser.post(f"{ACCOUNT}password/reset/{token}/", new).status_code == 302
    browser.post(f"{ACCOUNT}login/", {"login": EMAIL, "password": "another pass phrase"})
    browser.get(DESK)


def by_confirming_an_address(browser, user):
    address = EmailAddress.objects.create(user=user, email="new@example.org")
    browser.post(f"{ACCOUNT}confirm-email/{EmailConfirmationHMAC.create(address).key}/")


def by_signing_up_again(browser, user):
    browser.post(f"{ACCOUNT}signup/", {"name": "Dora", "email": EMAIL, "password1": "another pass phrase"})


def by_a_session_from_before(browser, user):
    Authenticator.objects.all().delete()
    browser.force_login(user)
    assert browser.get(DESK).status_code in {200, 302}
    secure(user)


def by_a_session_that_gave_a_code_of_an_older_factor(browser, user):
    Authenticator.objects.all().delete()
    secure(user)
    at_the_desk(browser)
    browser.post(CODE, {"code": shown()})
    assert is_in(browser)
    Authenticator.objects.all().delete()
    secure(user)


def by_a_session_that_was_made_past_the_pages(browser, user):
    browser.force_login(user)


def by_asking_for_the_password_again(browser, user):
    browser.force_login(user)
    browser.post(f"{ACCOUNT}reauthenticate/", {"password": PASSWORD})
    browser.post(f"{ACCOUNT}2fa/reauthenticate/", {"code": shown()})


def by_setting_up_another_factor(browser, user):
    at_the_desk(browser)
    browser.get(SET_UP)
    browser.post(SET_UP, {"code": shown()})


def by_the_session_of_somebody_else(browser, user):
    browser.force_login(make_user("reader"))
    at_the_desk(browser)


WAYS = [
    by_the_desk,
    by_the_desk_and_on,
    by_the_readers_sign_in,
    by_the_readers_sign_in_and_on,
    by_a_new_password,
    by_confirming_an_address,
    by_signing_up_again,
    by_a_session_from_before,
    by_a_session_that_gave_a_code_of_an_older_factor,
    by_a_session_that_was_made_past_the_pages,
    by_asking_for_the_password_again,
    by_setting_up_another_factor,
    by_the_session_of_somebody_else,
]


@pytest.mark.parametrize("way", WAYS)
def test_an_account_with_a_second_factor_is_let_in_by_no_way_without_a_code(client, editor, way):
    with_address(editor)
    secure(editor)
    way(client, editor)
    assert is_nobody(client)


@pytest.mark.parametrize("way", [way for way in WAYS if "factor" not in way.__name__])
def test_where_staff_need_a_second_factor_no_way_lets_them_in_without_one(client, editor, settings, way):
    settings.REQUIRE_STAFF_2FA = True
    with_address(editor)
    way(client, editor)
    assert is_nobody(client)


@pytest.mark.parametrize("way", [at_the_desk, as_a_reader])
def test_readers_and_staff_without_one_sign_in_as_before_where_none_is_needed(client, editor, way):
    with_address(editor)
    assert way(client).status_code == 302
    assert is_in(client)


def test_readers_need_none_where_staff_do(client, settings):
    settings.REQUIRE_STAFF_2FA = True
    reader = make_user("dora")
    reader.set_password(PASSWORD)
    with_address(reader)
    as_a_reader(client)
    assert client.get(ACCOUNT).status_code == 200


def test_whoever_asks_a_request_in_another_way_is_told_the_same(editor):
    """`request.auser` knows no more than `request.user`."""
    browser = Client()
    browser.force_login(editor)
    secure(editor)
    request = RequestFactory().get("/")
    request.session = browser.session
    Authentication(lambda request: None).process_request(request)
    assert isinstance(request.auser.func(), AnonymousUser)


# The code


def test_an_editor_gives_password_and_code_and_comes_to_where_the_way_led(client, editor):
    codes = secure(editor)
    wanted = f"{DESK}encyclopedia/article/add/?title=BERT"
    assert at_the_desk(client, next=wanted)["Location"] == CODE
    page = Page(client.get(CODE), "login-form")
    assert not page.unlabelled
    assert not page.inline
    wrong = client.post(CODE, {"code": "000000"})
    assert (wrong.status_code, "Incorrect code" in wrong.content.decode()) == (422, True)
    assert client.post(CODE).status_code == 422
    assert is_nobody(client)
    assert client.post(CODE, {"code": f" {shown()[:3]} {shown()[3:]} "})["Location"] == wanted
    assert is_in(client)
    client.post(f"{DESK}logout/")
    at_the_desk(client)
    assert client.post(CODE, {"code": codes[0]})["Location"] == DESK
    assert is_in(client)


def test_each_code_is_good_once(editor):
    codes = secure(editor)
    for code in (shown(), codes[0]):
        for status in (302, 422):
            browser = Client()
            at_the_desk(browser)
            cache.clear()  # as another process has it
            assert browser.post(CODE, {"code": code}).status_code == status


def test_the_code_that_sets_a_factor_up_is_used_up_by_it(editor):
    factor = totp.TOTP.activate(editor, SECRET).instance
    second_factor.use_up_first(editor, "123456")
    with pytest.raises(ValidationError):
        second_factor.use_up(factor, "123 456")


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_sent_twice_at_once_is_good_once(editor):
    secure(editor)
    browsers = [Client(), Client()]
    for browser in browsers:
        at_the_desk(browser)
    code = shown()

    def use(browser):
        cache.clear()
        return browser.post(CODE, {"code": code}).status_code

    assert sorted(at_once([lambda browser=browser: use(browser) for browser in browsers])) == [302, 422]


def test_codes_are_counted_like_passwords_at_every_door_together(client, editor):
    with_address(editor)
    secure(editor)
    at_the_desk(client)
    thief = Client()
    at_the_desk(thief)
    reader = Client()
    as_a_reader(reader)
    for number in range(tries.BY_ACCOUNT_AND_ADDRESS):
        door, path = ((thief, CODE), (reader, f"{ACCOUNT}2fa/authenticate/"))[number % 2]
        assert door.post(path, {"code": "000000"}).status_code == 422
    for door, path in ((thief, CODE), (reader, f"{ACCOUNT}2fa/authenticate/")):
        answer = door.post(path, {"code": shown()})
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        # A good password in between does not start the count of codes again.
        at_the_desk(thief)
    assert client.post(CODE, {"code": shown()}, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_device_that_is_known_is_not_locked_out_by_somebody_elses_guesses(client, editor):
    codes = secure(editor)
    at_the_desk(client)
    client.post(CODE, {"code": codes[0]})
    client.post(f"{DESK}logout/")
    for number in range(tries.BY_ACCOUNT):
        thief = Client(REMOTE_ADDR=f"10.9.0.{number}")
        at_the_desk(thief)
        assert "device" not in thief.cookies
        thief.post(CODE, {"code": "000000"})
    at_the_desk(client)
    assert client.post(CODE, {"code": codes[1]}).status_code == 302


def test_the_pages_of_the_code_tell_nothing_to_who_has_not_given_the_password(client, editor):
    secure(editor)
    at_the_desk(client, password="wrong")
    for path in (CODE, SET_UP, f"{SET_UP}picture/"):
        for answer in (client.get(path), client.post(path, {"code": shown()})):
            assert (answer.status_code, answer["Location"]) == (302, LOGIN)


def begun(browser):
    return browser.session["half_way_in"]


@pytest.mark.parametrize("end", ["time", "password", "closed"])
def test_what_was_begun_ends_after_a_while_and_with_the_password(client, editor, monkeypatch, end):
    secure(editor)
    at_the_desk(client)
    assert begun(client)
    if end == "time":
        later = time.time() + second_factor.HALF_WAY_FOR + 1
        monkeypatch.setattr(second_factor.time, "time", lambda: later)
    elif end == "password":
        editor.set_password("another pass phrase")
        editor.save()
    else:
        editor.is_active = False
        editor.save()
    assert client.post(CODE, {"code": shown()})["Location"] == LOGIN
    assert is_nobody(client)


def test_the_session_is_a_new_one_after_the_password_and_after_the_code(client, editor):
    secure(editor)
    client.get(LOGIN)
    keys = []
    for step in (lambda: at_the_desk(client), lambda: client.post(CODE, {"code": shown()})):
        step()
        keys.append(client.cookies["session"].value)
    assert len(set(keys)) == 2
    assert "half_way_in" not in client.session


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
@pytest.mark.parametrize("way", [at_the_desk, as_a_reader])
def test_no_way_past_the_code_leaves_the_site(client, editor, settings, way, place):
    settings.REQUIRE_STAFF_2FA = True
    with_address(editor)
    assert way(client, next=place)["Location"] == SET_UP
    client.post(SET_UP, {"code": shown(secret_on(client))})
    assert re.search(r'class="button" href="(/admin/|/accounts/)"', client.get(CODES).content.decode())


def test_no_code_is_a_fault(client, editor):
    secure(editor)
    at_the_desk(client)
    for code in ("", " ", "\x00", "é" * 6, "１２３４５６", "9" * 10_000, "-1", "\u202e123456"):
        assert client.post(CODE, {"code": code}).status_code == 422
        Client().post(CODE, {"code": code})


def test_the_forms_need_their_token(editor, settings):
    settings.REQUIRE_STAFF_2FA = True
    browser = Client(enforce_csrf_checks=True)
    token = Page(browser.get(LOGIN), "login-form").fields["csrfmiddlewaretoken"]
    at_the_desk(browser, csrfmiddlewaretoken=token)
    assert browser.post(SET_UP, {"code": shown()}).status_code == 403


def test_whoever_came_by_the_readers_door_may_see_recovery_codes_too(client, editor):
    with_address(editor)
    codes = secure(editor)
    as_a_reader(client)
    client.post(f"{ACCOUNT}2fa/authenticate/", {"code": shown()})
    page = client.get(CODES)
    assert (page.status_code, codes[0] in page.content.decode()) == (200, True)


# Setting it up


def secret_on(browser):
    """The secret that the page of the set-up shows."""
    return re.search(r'totp-secret">([A-Z2-7]+)<', browser.get(SET_UP).content.decode())[1]


@pytest.mark.parametrize("way", [at_the_desk, as_a_reader])
def test_a_new_editor_sets_one_up_before_anything_else(client, editor, settings, way):
    settings.REQUIRE_STAFF_2FA = True
    if way is as_a_reader:
        with_address(editor)
    assert way(client, next=f"{DESK}encyclopedia/article/")["Location"] == SET_UP
    secret = secret_on(client)
    assert secret_on(client) == secret  # the app has read it
    page = Page(client.get(SET_UP), "login-form")
    assert not page.unlabelled
    assert not page.inline
    picture = client.get(f"{SET_UP}picture/")
    assert (picture["Content-Type"], picture.content[:5]) == ("image/svg+xml", b"<?xml")
    assert "no-store" in picture["Cache-Control"]
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert is_nobody(client)
    code = shown(secret)
    assert client.post(SET_UP, {"code": code})["Location"] == CODES
    kept = client.get(CODES).content.decode()
    assert len(re.findall(r"<li><code>(\d{8})</code>", kept)) == 10
    assert f'href="{DESK}encyclopedia/article/"' in kept
    assert is_in(client)
    assert client.get(SET_UP)["Location"] == LOGIN

    again = Client()
    assert way(again)["Location"] in {CODE, f"{ACCOUNT}2fa/authenticate/"}
    assert is_nobody(again)
    if way is at_the_desk:
        assert again.post(CODE, {"code": code}).status_code == 422
        assert again.post(CODE, {"code": shown(secret, step=1)}).status_code == 302
        assert is_in(again)


def test_recovery_codes_are_shown_for_a_while_only(client, editor, settings, monkeypatch):
    settings.REQUIRE_STAFF_2FA = True
    at_the_desk(client)
    client.post(SET_UP, {"code": shown(secret_on(client))})
    assert client.get(CODES).status_code == 200
    later = time.time() + second_factor.SHOWN_FOR + 1
    monkeypatch.setattr(second_factor.time, "time", lambda: later)
    assert client.get(CODES)["Location"] == DESK


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_is_set_up_twice_at_once_is_set_up_once(editor, settings):
    settings.REQUIRE_STAFF_2FA = True
    browsers = [Client(), Client()]
    for browser in browsers:
        at_the_desk(browser)
    secrets = [secret_on(browser) for browser in browsers]

    def act(browser, secret):
        return browser.post(SET_UP, {"code": shown(secret)})["Location"]

    acts = [lambda pair=pair: act(*pair) for pair in zip(browsers, secrets, strict=True)]
    assert sorted(at_once(acts)) == [CODE, CODES]
    assert sum(is_in(browser) for browser in browsers) == 1
    assert Authenticator.objects.filter(type="totp").count() == 1
