"""Readers' accounts: every page, who learns what by them, and how often one may try."""

import io
import json
import logging
import re
import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comments.accounts import browsers, requests
from comments.models import Person
from encyclopedia.site.door import tries
from encyclopedia.site.door.attempt import Attempt
from tests.builders import make_user

from .at_once import at_once
from .builders import PRIVATE, make_account, text_of
from .mailbox import delivered, link_in

pytestmark = pytest.mark.django_db

PASSWORD = "a good pass phrase"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
ACCOUNTS = "/accounts/"
SIGN_UP, SIGN_IN, SIGN_OUT = f"{ACCOUNTS}signup/", f"{ACCOUNTS}login/", f"{ACCOUNTS}logout/"
RESET, FACTOR, SESSIONS = f"{ACCOUNTS}password/reset/", f"{ACCOUNTS}2fa/", f"{ACCOUNTS}sessions/"

OPEN = ["signup/", "login/", "inactive/", "confirm-email/", "password/reset/", "password/reset/sent/"]
OPEN += ["password/reset/done/", "forget/", "deleted/", "confirm-email/nonsense/", "password/reset/1/set-it/"]
OWN = ["", "settings/", "data/", "delete/", "email/", "password/change/", "2fa/", "sessions/", "reauthenticate/"]
OWN += ["2fa/totp/activate/", "2fa/totp/picture/", "2fa/totp/deactivate/", "2fa/recovery-codes/"]
OWN += ["2fa/recovery-codes/generate/", "2fa/recovery-codes/download/", "2fa/reauthenticate/"]
ALL = [*OPEN, *OWN, "logout/", "2fa/authenticate/"]


def reader(email="dora@example.org", name="Dora", **flags):
    """A reader who can sign in with PASSWORD."""
    account = make_account(name)
    account.email = email
    account.set_password(PASSWORD)
    for flag, value in flags.items():
        setattr(account, flag, value)
    account.save()
    EmailAddress.objects.filter(user=account).update(email=email)
    return account


def sign_up(client, **changes):
    values = {"name": "Dora", "email": "dora@example.org", "password1": PASSWORD} | changes
    return client.post(SIGN_UP, values)


def sign_in(client, email="dora@example.org", password=PASSWORD, **options):
    return client.post(SIGN_IN, {"login": email, "password": password}, **options)


def signed_in(account=None, **headers):
    """A browser in which somebody has signed in and has just given the password again."""
    client = Client(headers={"user-agent": FIREFOX} | headers)
    account = account or reader()
    assert sign_in(client, account.email).status_code == 302
    assert client.post(f"{ACCOUNTS}reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def code_of(secret, *, step=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + step))


@pytest.fixture(autouse=True)
def standing_codes(monkeypatch):
    """The codes of an authenticator app stay good, however long the test takes."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


def turn_on(client):
    """Set the second factor up; the answer is its secret."""
    secret = re.search(r"<code class=\"totp-secret\">([A-Z2-7]+)<", text_of(client.get(f"{FACTOR}totp/activate/")))[1]
    assert client.post(f"{FACTOR}totp/activate/", {"code": code_of(secret)}).status_code == 302
    return secret


# From nothing to an account


def test_a_reader_signs_up_confirms_the_address_and_signs_in(client):
    answer = sign_up(client, name="  Dora   Maar ", email="Dora@Example.org")
    assert (answer.status_code, answer["Location"]) == (302, f"{ACCOUNTS}confirm-email/")
    link = link_in(delivered()[-1])
    assert sign_in(client)["Location"] == f"{ACCOUNTS}confirm-email/"  # not before the address is confirmed
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified
    assert client.post(link)["Location"] == SIGN_IN
    assert sign_in(client)["Location"] == ACCOUNTS
    assert "Dora Maar" in text_of(client.get(ACCOUNTS))
    user = get_user_model().objects.get()
    assert user.person.name == "Dora Maar"
    assert re.fullmatch(r"[0-9a-f]{32}", user.username)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write the name"),
        ({"name": "\u200b"}, "A name needs a letter"),
        ({"name": "x" * 51}, "at most 50 characters"),
        ({"name": "see www.example.org"}, "Write a name, not an address."),
        ({"name": "a\u202eb"}, "turn the direction"),
        ({"name": "a\x00b"}, "cannot be shown"),
        ({"name": "a\u2028b"}, "cannot be shown"),
        ({"email": ""}, "Write your email address."),
        ({"email": "dora"}, "Write an email address such as"),
        ({"email": "dora@example.org\r\nBcc: x@example.org"}, "Write an email address such as"),
        ({"email": f"{'x' * 250}@example.org"}, "at most 254 characters"),
        ({"password1": "short"}, "too short"),
        ({"password1": "1234567890123"}, "entirely numeric"),
        ({"password1": "dora@example.org"}, "too similar"),
        ({"password1": ""}, "required"),
    ],
)
def test_a_form_that_is_not_as_it_should_be_comes_back_with_what_was_typed(client, changes, words):
    answer = sign_up(client, **changes)
    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'role="alert"' in page
    assert "dora@example.org" in page or "email" in changes
    assert "Dora" in page or "name" in changes
    assert not get_user_model().objects.exists()


def test_extra_fields_are_not_obeyed(client):
    sign_up(client, is_staff="on", is_superuser="1", username="root", id="7", public_id="x")
    user = get_user_model().objects.get()
    assert (user.is_staff, user.is_superuser, user.username == "root") == (False, False, False)


def test_the_user_name_is_shown_nowhere(client):
    account = reader()
    client = signed_in(account)
    for path in OWN:
        assert account.username not in text_of(client.get(ACCOUNTS + path))
    client.post(f"{ACCOUNTS}password/change/", {"oldpassword": "no"})
    delivered()
    assert all(account.username not in f"{each.subject}{each.body}" for each in mail.outbox)


# Every page


@pytest.mark.parametrize("path", ALL)
def test_a_page_is_private_and_has_one_heading_and_no_inline_code(path):
    reader()
    for client in (Client(), signed_in(get_user_model().objects.get())):
        answer = client.get(ACCOUNTS + path)
        assert answer.status_code in {200, 302, 404}
        if answer.status_code != 404:
            assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
            assert answer["X-Robots-Tag"] == "noindex"
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = text_of(answer)
            assert len(re.findall(r"<h1[ >]", page)) == 1
            assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)|placeholder=\"(?!Search)", page)
            ids = re.findall(r'\sid="([^"]+)"', page)
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", OWN)
def test_own_pages_lead_to_the_readers_sign_in_and_back(client, path):
    answer = client.get(ACCOUNTS + path)
    assert (answer.status_code, answer["Location"]) == (302, f"{SIGN_IN}?next={ACCOUNTS + path}")


def test_the_desk_leads_to_its_own_sign_in(client):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.parametrize("path", ALL)
def test_a_page_takes_nothing_but_get_head_and_post(path):
    client = signed_in()
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(ACCOUNTS + path).status_code == 405


@pytest.mark.parametrize("path", ALL)
def test_a_form_without_token_is_refused(path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(ACCOUNTS + path, {}).status_code == 403


ODD = ["", "\x00", "\ud800".encode("utf-16", "surrogatepass"), "\U0001f600" * 2000, "-1", "9" * 40]
FIELDS = ["login", "password", "name", "email", "password1", "password2", "oldpassword", "code", "texts", "session"]
FIELDS += ["next", "action_add", "action_remove", "action_primary", "action_send", "remember", "wants_decisions"]


@pytest.mark.parametrize("path", ALL)
def test_no_input_is_a_fault(path):
    client = signed_in()
    for value in ODD:
        for browser in (Client(), client):
            assert browser.post(ACCOUNTS + path, dict.fromkeys(FIELDS, value)).status_code < 500
        assert client.get(ACCOUNTS + path, {"next": value, "email": value, "page": value}).status_code < 500
    assert client.post(ACCOUNTS + path).status_code < 500


def test_a_reader_who_only_reads_gets_no_cookie(client):
    for path in ("/", "/articles/", "/recent/"):
        answer = client.get(path)
        assert answer.cookies == {}
        assert "Cookie" not in answer.get("Vary", "")
    assert f'href="{ACCOUNTS}"' in text_of(client.get("/"))


def test_public_pages_are_the_same_for_who_is_signed_in(client):
    assert signed_in().get("/").content == client.get("/").content


# Where one goes afterwards


@pytest.mark.parametrize(
    "away",
    [
        "//evil.example",
        "https://evil.example/",
        "https:evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http://localhost/elsewhere",
        "///evil.example",
        "\n//evil.example",
        "http:///evil.example",
    ],
)
def test_next_never_leaves_the_site(client, away):
    reader()
    for address in (SIGN_IN, SIGN_OUT):
        answer = client.post(address, {"login": "dora@example.org", "password": PASSWORD, "next": away})
        assert answer["Location"] in {ACCOUNTS, "/"}
    sign_in(client)
    assert client.get(SIGN_IN, {"next": away})["Location"] == ACCOUNTS


def test_next_leads_to_where_one_came_from(client):
    reader()
    page = text_of(client.get(SIGN_IN, {"next": "/wiki/ada/?a=1"}))
    assert 'name="next" value="/wiki/ada/?a=1"' in page
    answer = client.post(SIGN_IN, {"login": "dora@example.org", "password": PASSWORD, "next": "/wiki/ada/?a=1"})
    assert answer["Location"] == "/wiki/ada/?a=1"


# Nobody learns who has an account


def like(answer):
    """What somebody learns from an answer: all of it but the tokens."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text_of(answer))
    body = re.sub(r"[\w.]+@example\.org", "", body)
    headers = {
        name: value for name, value in answer.items() if name not in {"Content-Length", "Date", "ETag", "Expires"}
    }
    return answer.status_code, headers, sorted(answer.cookies), body


ASKED = {
    "sign-up": lambda client, email: sign_up(client, email=email),
    "reset": lambda client, email: client.post(RESET, {"email": email}),
    "sign-in": lambda client, email: sign_in(client, email, "not the password"),
    "forget": lambda client, email: client.post(f"{ACCOUNTS}forget/", {"email": email}),
}
TAKEN, UNCONFIRMED, FREE = "taken@example.org", "unconfirmed@example.org", "nobody@example.org"


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("follow", [False, True])
def test_answers_do_not_tell_whether_an_address_has_an_account(question, follow):
    reader(TAKEN)
    sign_up(Client(), email=UNCONFIRMED)
    answers = []
    for email in (TAKEN, UNCONFIRMED, FREE):
        browser = Client()
        answer = ASKED[question](browser, email)
        if follow and answer.status_code == 302:
            answer = browser.get(answer["Location"])
        answers.append(like(answer))
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("question", ["sign-up", "reset", "sign-in"])
def test_the_password_is_hashed_as_often_whether_or_not_there_is_an_account(question, monkeypatch):
    reader(TAKEN)
    counts = []
    encode = MD5PasswordHasher.encode
    for email in (TAKEN, FREE):
        hashed = []
        monkeypatch.setattr(
            MD5PasswordHasher, "encode", lambda *args, hashed=hashed: (hashed.append(1), encode(*args))[1]
        )
        ASKED[question](Client(), email)
        counts.append(len(hashed))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("question", ["sign-up", "reset"])
def test_a_mail_goes_out_whether_or_not_there_is_an_account(question):
    reader(TAKEN)
    for email in (TAKEN, FREE):
        before = len(delivered())
        ASKED[question](Client(), email)
        assert [each.to for each in delivered()[before:]] == [[email]]


def test_another_accounts_address_can_be_named_as_ones_own_and_nothing_is_learned(client):
    reader(TAKEN)
    client = signed_in()
    answers = []
    for email in (TAKEN, FREE):
        answers.append(like(client.post(f"{ACCOUNTS}email/", {"email": email}, follow=True)))
    assert answers[0] == answers[1]


def test_a_taken_address_makes_no_second_account_and_says_so_only_there(client):
    reader(TAKEN)
    sign_up(client, email=TAKEN, name="Mallory")
    assert get_user_model().objects.count() == 1
    assert "You have an account already" in delivered()[-1].subject


# Mails


def test_mails_are_plain_single_lined_and_point_to_this_site(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://wiki.example.org", ["*"]
    settings.SECURE_SSL_REDIRECT = False
    reader(TAKEN)
    for email in (TAKEN, FREE):
        sign_up(Client(headers={"host": "evil.example"}), email=email, name="Buy Pills Now")
        Client(headers={"host": "evil.example"}).post(RESET, {"email": email})
    messages = delivered()
    assert len(messages) == 4
    for message in messages:
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"
        assert message.content_subtype == "plain"
        assert not getattr(message, "alternatives", None)
        assert "\n" not in message.subject
        assert "evil.example" not in str(message.message())
        assert "https://wiki.example.org/accounts/" in message.body
        assert "Pills" not in str(message.message())
        assert "&" not in message.body


def test_a_mailbox_gets_only_so_many_mails_of_a_kind(client):
    reader()
    for _ in range(requests.MAILS + 2):
        assert client.post(RESET, {"email": "dora@example.org"}).status_code == 302
    assert len(delivered()) == requests.MAILS


def test_a_dead_mail_server_delays_mail_and_nothing_else(client, settings):
    settings.EMAIL_BACKEND = "nowhere.such.Backend"
    assert sign_up(client).status_code == 302
    assert client.post(RESET, {"email": "dora@example.org"}).status_code == 302


# Passwords


def test_a_forgotten_password_is_replaced_by_a_mailed_link_once(client):
    account = reader()
    elsewhere = signed_in(account)
    client.post(RESET, {"email": "DORA@example.org"})
    link = link_in(delivered()[-1])
    page = client.get(link)
    assert page.status_code == 200
    assert "session" not in page.cookies
    new = {"password1": "another pass phrase", "password2": "another pass phrase"}
    assert client.post(link, new | {"password2": "a slip"}).status_code == 422
    assert client.post(link, new)["Location"] == f"{RESET}done/"
    assert client.post(link, new).status_code == 404
    assert elsewhere.get(ACCOUNTS).status_code == 302
    assert sign_in(client).status_code == 422
    assert sign_in(client, password="another pass phrase").status_code == 302


@pytest.mark.parametrize("link", ["1/nonsense/", "zzzzzzzzzzzzz/a-b/", "9999999999999/x/", "-/x/", f"{'z' * 500}/x/"])
def test_a_link_that_is_no_good_is_404(client, link):
    assert client.get(RESET + link).status_code == 404
    assert client.post(RESET + link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404


def test_a_link_does_not_serve_for_another_account_or_another_end(client):
    first, second = reader("one@example.org"), reader("two@example.org")
    client.post(RESET, {"email": first.email})
    link = link_in(delivered()[-1])
    _uid, token = link.rstrip("/").split("/")[-2:]
    assert client.get(f"{RESET}{second.pk}/{token}/").status_code == 404
    assert client.get(f"{ACCOUNTS}confirm-email/{token}/").status_code == 404
    assert client.get(f"{ACCOUNTS}forget/{token}/").status_code == 404


def test_an_old_confirmation_is_no_good(client, monkeypatch):
    sign_up(client)
    link = link_in(delivered()[-1])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3 * 86_400)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_following_a_link_changes_nothing_for_who_is_signed_in_with_another_account(client):
    sign_up(client, email=FREE)
    link = link_in(delivered()[-1])
    other = signed_in()
    assert other.get(link).status_code == 200
    assert other.get(ACCOUNTS).status_code == 200
    other.post(link)
    assert EmailAddress.objects.get(email=FREE).verified


def test_a_password_is_changed_with_the_present_one_and_ends_other_sessions():
    account = reader()
    here, there = signed_in(account), signed_in(account)
    new = {"oldpassword": PASSWORD, "password1": "another pass phrase", "password2": "another pass phrase"}
    assert here.post(f"{ACCOUNTS}password/change/", new | {"oldpassword": "wrong"}).status_code == 422
    assert here.post(f"{ACCOUNTS}password/change/", new).status_code == 302
    assert here.get(ACCOUNTS).status_code == 200
    assert there.get(ACCOUNTS).status_code == 302
    assert delivered()[-1].subject == "Your password is changed"


def test_an_address_is_changed_once_the_new_one_is_confirmed():
    account = reader()
    client = signed_in(account)
    assert client.post(f"{ACCOUNTS}email/", {"email": "new@example.org"}).status_code == 302
    assert "new@example.org" in text_of(client.get(f"{ACCOUNTS}email/"))
    account.refresh_from_db()
    assert account.email == "dora@example.org"
    client.post(link_in(delivered()[-1]))
    account.refresh_from_db()
    assert account.email == "new@example.org"
    assert [each.email for each in EmailAddress.objects.filter(user=account)] == ["new@example.org"]
    assert delivered()[-1].to == ["dora@example.org"]


def test_what_could_harm_asks_for_the_password_again_and_keeps_no_request(client):
    reader()
    sign_in(client)
    for path in ("email/", "2fa/totp/activate/"):
        answer = client.post(ACCOUNTS + path, {"email": "new@example.org"})
        assert answer["Location"] == f"{ACCOUNTS}reauthenticate/?next=%2Faccounts%2F{path.replace('/', '%2F')}"
    assert "META" not in json.dumps(dict(client.session))
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == f"{FACTOR}totp/activate/"


# Tries


def test_tries_at_one_account_from_one_address_are_limited_and_the_page_says_so(client):
    reader()
    for _ in range(tries.BY_ACCOUNT_AND_ADDRESS):
        assert sign_in(client, password="guess").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == tries.WINDOW
    assert "Too many tries" in text_of(answer)
    assert "dora@example.org" in text_of(answer)


def test_tries_at_an_account_that_is_not_there_are_limited_the_same(client):
    for _ in range(tries.BY_ACCOUNT_AND_ADDRESS):
        assert sign_in(client, FREE, "guess").status_code == 422
    assert sign_in(client, FREE, "guess").status_code == 429


def test_tries_from_one_address_are_limited_over_all_accounts(client):
    for number in range(tries.BY_ADDRESS):
        sign_in(client, f"r{number}@example.org", "guess")
    assert sign_in(client, "another@example.org", "guess").status_code == 429


def test_tries_from_one_network_of_ipv6_count_together(client):
    for number in range(tries.BY_ADDRESS):
        sign_in(client, f"r{number}@example.org", "guess", REMOTE_ADDR=f"2001:db8::{number:x}")
    assert sign_in(client, FREE, "guess", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in(client, FREE, "guess", REMOTE_ADDR="2001:db8:0:1::1").status_code == 422


def test_strangers_cannot_lock_the_owner_out_of_a_device_that_is_known(client):
    reader()
    sign_in(client)
    client.post(SIGN_OUT)
    stranger = Client()
    for number in range(tries.BY_ACCOUNT + 5):
        sign_in(stranger, password="guess", REMOTE_ADDR=f"10.0.0.{number}")
    assert sign_in(Client(), REMOTE_ADDR="10.1.1.1").status_code == 429
    assert sign_in(client).status_code == 302


def test_a_known_device_is_known_to_its_own_account_alone(client):
    reader()
    reader("other@example.org", "Other")
    sign_in(client)
    client.post(SIGN_OUT)
    for _ in range(tries.BY_ACCOUNT_AND_ADDRESS):
        sign_in(client, "other@example.org", "guess")
    assert sign_in(client, "other@example.org").status_code == 429


def test_a_forged_device_is_nobodys(client):
    account = reader()
    client.cookies[tries.DEVICE_COOKIE] = f"{account.pk}:1abcde:forged"
    for _ in range(tries.BY_ACCOUNT_AND_ADDRESS):
        sign_in(client, password="guess")
    assert sign_in(client).status_code == 429


@pytest.mark.parametrize("question", ["sign-up", "reset", "forget"])
def test_what_has_mail_sent_is_limited_by_address(question):
    for number in range(requests.REQUESTS):
        assert ASKED[question](Client(), f"r{number}@example.org").status_code < 400
    answer = ASKED[question](Client(), FREE)
    assert answer.status_code == 429
    assert "Retry-After" in answer


def test_tries_are_counted_in_the_database_for_all_processes(client):
    reader()
    sign_in(client, password="guess")
    assert Attempt.objects.all().count() == 3
    assert all(re.fullmatch("[0-9a-f]{64}", each.key) for each in Attempt.objects.all())


def test_guesses_at_the_password_in_a_session_are_limited():
    client = signed_in()
    for _ in range(tries.BY_DEVICE):
        assert client.post(f"{ACCOUNTS}reauthenticate/", {"password": "guess"}).status_code == 422
    assert client.post(f"{ACCOUNTS}reauthenticate/", {"password": PASSWORD}).status_code == 429
    assert client.post(f"{ACCOUNTS}delete/", {"password": PASSWORD, "texts": "keep"}).status_code == 429


# The second factor


def test_a_second_factor_is_set_up_and_asked_for_and_each_code_is_good_once(django_capture_on_commit_callbacks):
    account = reader()
    client = signed_in(account)
    with django_capture_on_commit_callbacks(execute=True):
        secret = turn_on(client)
    picture = client.get(f"{FACTOR}totp/picture/")
    assert picture.status_code == 404  # once it is set up
    assert "An authenticator app is set up" in text_of(client.get(FACTOR))
    codes = re.findall(r"<li><code>(\d{8})</code>", text_of(client.get(f"{FACTOR}recovery-codes/")))
    assert len(codes) == 10
    assert client.get(f"{FACTOR}recovery-codes/download/").content.decode().split() == codes

    browser = Client()
    assert sign_in(browser)["Location"] == f"{FACTOR}authenticate/"
    assert browser.get(ACCOUNTS).status_code == 302
    assert browser.post(f"{FACTOR}authenticate/", {"code": "000000"}).status_code == 422
    code = code_of(secret, step=1)
    assert browser.post(f"{FACTOR}authenticate/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == ACCOUNTS
    assert browser.get(ACCOUNTS).status_code == 200

    for code_again, status in ((code, 422), (codes[0], 302), (codes[0], 422)):
        again = Client()
        sign_in(again)
        cache.clear()  # as another process has it
        assert again.post(f"{FACTOR}authenticate/", {"code": code_again}).status_code == status
    assert "second factor is on" in "".join(each.subject for each in delivered())


def test_the_picture_is_shown_while_the_factor_is_being_set_up():
    client = signed_in()
    page = client.get(f"{FACTOR}totp/activate/")
    assert 'src="/accounts/2fa/totp/picture/"' in text_of(page)
    picture = client.get(f"{FACTOR}totp/picture/")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == PRIVATE
    assert picture.content.startswith(b"<?xml")


def test_codes_are_limited_without_locking_out_a_known_device():
    account = reader()
    client = signed_in(account)
    secret = turn_on(client)
    client.post(SIGN_OUT)
    thief = Client()
    sign_in(thief)
    for _ in range(tries.BY_ACCOUNT_AND_ADDRESS):
        assert thief.post(f"{FACTOR}authenticate/", {"code": "000000"}).status_code == 422
    assert thief.post(f"{FACTOR}authenticate/", {"code": code_of(secret, step=1)}).status_code == 429
    sign_in(client)
    assert client.post(f"{FACTOR}authenticate/", {"code": code_of(secret, step=1)}).status_code == 302


def test_the_second_factor_is_turned_off_and_its_codes_are_gone():
    client = signed_in()
    turn_on(client)
    assert client.get(f"{FACTOR}totp/deactivate/").status_code == 200
    assert Authenticator.objects.exists()
    assert client.post(f"{FACTOR}totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_make_the_old_ones_no_good():
    client = signed_in()
    turn_on(client)
    old = client.get(f"{FACTOR}recovery-codes/download/").content
    assert client.post(f"{FACTOR}recovery-codes/generate/").status_code == 302
    assert client.get(f"{FACTOR}recovery-codes/download/").content != old


def test_a_reset_password_does_not_get_round_the_second_factor(client):
    account = reader()
    turn_on(signed_in(account))
    client.post(RESET, {"email": account.email})
    client.post(link_in(delivered()[-1]), {"password1": "another pass phrase", "password2": "another pass phrase"})
    assert sign_in(client, password="another pass phrase")["Location"] == f"{FACTOR}authenticate/"


def test_the_desk_shows_no_secret_of_a_second_factor(client):
    turned_on = signed_in()
    secret = turn_on(turned_on)
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    one = Authenticator.objects.get(type="totp")
    page = text_of(client.get(f"/admin/mfa/authenticator/{one.pk}/change/"))
    assert "Authenticator" in page
    assert secret not in page
    assert "seed" not in page


# Sessions


def test_sessions_are_listed_by_a_coarse_name_and_ended_one_by_one_or_all():
    account = reader()
    here, there, elsewhere = signed_in(account), signed_in(account), signed_in(account, **{"user-agent": "curl/8"})
    page = text_of(here.get(SESSIONS))
    assert page.count("<b>Firefox on Android</b>") == 2
    assert page.count("<b>A browser</b>") == 1
    assert page.count("(this one)") == 1
    ended = UserSession.objects.get(user_agent="A browser")
    assert here.post(SESSIONS, {"session": ended.pk}).status_code == 303
    assert elsewhere.get(ACCOUNTS).status_code == 302
    assert there.get(ACCOUNTS).status_code == 200
    here.post(SESSIONS)
    assert there.get(ACCOUNTS).status_code == 302
    assert here.get(ACCOUNTS).status_code == 200


def test_nobody_ends_anothers_session():
    other = reader("other@example.org", "Other")
    theirs = signed_in(other)
    mine = signed_in()
    for session in UserSession.objects.filter(user=other):
        mine.post(SESSIONS, {"session": session.pk})
    assert theirs.get(ACCOUNTS).status_code == 200
    assert mine.get(ACCOUNTS).status_code == 200


def test_neither_address_nor_browser_is_stored():
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0.5"
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR="203.0.113.77")
    reader()
    sign_in(client)
    client.get(f"{FACTOR}totp/activate/")
    client.post(f"{ACCOUNTS}email/", {"email": "x@example.org"})
    client.post(f"{ACCOUNTS}reauthenticate/", {"password": PASSWORD})
    turn_on(client)
    client.post(
        f"{ACCOUNTS}password/change/",
        {"oldpassword": PASSWORD} | dict.fromkeys(("password1", "password2"), "x" * 9 + "yz"),
    )
    stored = [json.dumps(each.get_decoded(), default=str) for each in Session.objects.all()]
    stored += [f"{each.ip} {each.user_agent} {each.data}" for each in UserSession.objects.all()]
    stored += [f"{each.subject}{each.body}" for each in delivered()]
    assert stored
    assert not any("203.0.113" in each or "Mozilla" in each or "128.0" in each for each in stored)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605", "Safari on macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko Firefox/128.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
        ("Firefox on Android", "Firefox on Android"),
    ],
)
def test_a_browser_has_a_coarse_name(agent, name):
    assert browsers.called(agent) == name
    assert browsers.called(name) == name


# Staff


def test_staff_who_signed_in_at_the_desk_can_use_the_readers_pages(client, editor):
    client.post("/admin/login/", {"username": "editor", "password": "editor-password"})
    for path in ("", "settings/", "data/", "delete/", "sessions/", "2fa/", "email/", "password/change/"):
        assert client.get(ACCOUNTS + path).status_code in {200, 302}
    assert "superuser" in text_of(client.get(f"{ACCOUNTS}delete/"))
    assert client.post(f"{ACCOUNTS}delete/", {"password": "editor-password", "texts": "keep"}).status_code == 403
    assert get_user_model().objects.filter(pk=editor.pk).exists()


def test_no_address_and_no_reader_opens_the_desk(client):
    reader()
    make_user("chief", is_staff=True, email="chief@example.org")
    chief = get_user_model().objects.get(username="chief")
    chief.set_password(PASSWORD)
    chief.save()
    for name in ("dora@example.org", "chief@example.org"):
        assert client.post("/admin/login/", {"username": name, "password": PASSWORD}).status_code == 200
    assert client.post("/admin/login/", {"username": "chief", "password": PASSWORD}).status_code == 302


def test_a_closed_account_is_told_so_and_stays_out(client):
    reader(is_active=False)
    assert sign_in(client)["Location"] == f"{ACCOUNTS}inactive/"
    assert client.get(ACCOUNTS).status_code == 302


# Settings


def test_the_name_and_the_mails_are_changed(client):
    account = reader()
    client = signed_in(account)
    assert client.post(f"{ACCOUNTS}settings/", {"name": " New  Name ", "wants_decisions": "on"}).status_code == 303
    person = Person.objects.get(account=account)
    assert (person.name, person.wants_decisions) == ("New Name", True)
    answer = client.post(f"{ACCOUNTS}settings/", {"name": "www.example.org"})
    assert answer.status_code == 422
    assert "www.example.org" in text_of(answer)
    assert Person.objects.get(account=account).name == "New Name"


def test_signing_out_takes_a_form():
    client = signed_in()
    assert client.get(SIGN_OUT).status_code == 200
    assert client.get(ACCOUNTS).status_code == 200
    assert client.post(SIGN_OUT).status_code == 302
    assert client.get(ACCOUNTS).status_code == 302


def test_looking_at_pages_writes_nothing():
    client = signed_in()
    models = (Person, EmailAddress, UserSession, get_user_model())
    before = {model: list(model.objects.order_by("pk").values()) for model in models}
    for path in OWN:
        client.head(ACCOUNTS + path)
        client.get(ACCOUNTS + path)
    assert before == {model: list(model.objects.order_by("pk").values()) for model in before}


# At once


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_do_not_slip_through_together():
    reader()
    answers = at_once(*[lambda: sign_in(Client(), password="guess").status_code] * 16)
    assert sorted(answers) == [422] * tries.BY_ACCOUNT_AND_ADDRESS + [429] * (16 - tries.BY_ACCOUNT_AND_ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_sent_twice_at_once_is_good_once():
    secret = turn_on(signed_in())
    browsers_of_two = [Client(), Client()]
    for browser in browsers_of_two:
        sign_in(browser)
    code = code_of(secret, step=1)

    def use(browser):
        cache.clear()  # as another process has it
        return browser.post(f"{FACTOR}authenticate/", {"code": code}).status_code

    assert sorted(at_once(*[lambda browser=browser: use(browser) for browser in browsers_of_two])) == [302, 422]


@pytest.mark.django_db(transaction=True)
def test_one_address_signed_up_many_times_at_once_is_no_fault_and_confirmed_once():
    assert at_once(*[lambda: sign_up(Client()).status_code] * 4) == [302] * 4
    for message in delivered():
        if "confirm-email" in message.body:
            Client().post(link_in(message))
    assert EmailAddress.objects.filter(verified=True).count() == 1


def test_the_log_holds_no_link_that_is_somebodys_alone(client):
    reader()
    client.post(RESET, {"email": "dora@example.org"})
    link = link_in(delivered()[-1])
    written = io.StringIO()
    console = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    before = console.setStream(written)
    try:
        assert client.post(link, {"password1": PASSWORD, "password2": "another"}).status_code == 422
        assert Client(enforce_csrf_checks=True).post(link).status_code == 403
        client.get("/mail/confirm/a-secret/")
        client.put("/mail/end/a-secret/")
        client.get("/accounts/forget/a-secret/?more")
    finally:
        console.setStream(before)
    assert written.getvalue().count(f"{RESET}…") == 2
    assert link.split("/")[-2] not in written.getvalue()
    assert "a-secret" not in written.getvalue()
