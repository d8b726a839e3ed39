"""What is used of allauth's internals stands in one module, and does what it is relied on for."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from encyclopedia.site.door import internals
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def test_no_other_module_imports_them():
    importing = [
        str(path.relative_to(settings.BASE_DIR))
        for app in ("encyclopedia", "comments")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if re.search(r"^(?:from|import) allauth[\w.]*\.internal", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importing == ["encyclopedia/site/door/internals.py"]


def test_a_secret_makes_codes_that_are_good_for_it_and_no_other():
    secret, other = internals.generate_totp_secret(), internals.generate_totp_secret()
    assert secret != other
    assert len(secret) >= 26  # base32 of 128 bits, as RFC 4226 asks
    assert not internals.validate_totp_code(secret, "000000x")


def test_an_activated_app_is_found_again_with_its_secret():
    user = make_user("ada")
    secret = internals.generate_totp_secret()
    app = internals.TOTP.activate(user, secret)
    assert app.instance.user == user
    assert app.instance.data["secret"] != "", "the secret is stored with the account"


def test_recovery_codes_are_good_once():
    made = internals.RecoveryCodes.activate(make_user("ada"))
    first, *others = made.get_unused_codes()
    assert len(others) == 9
    assert made.validate_code(first)
    assert not made.validate_code(first)


@pytest.mark.parametrize(("typed", "code"), [("12 34 56", "123456"), ("123456", "123456")])
def test_a_code_is_the_same_however_it_is_spaced(typed, code):
    assert internals.normalize_user_code(typed) == internals.normalize_user_code(code)


def test_accounts_are_found_by_a_proven_address():
    user = make_user("ada")
    EmailAddress.objects.create(user=user, email="ada@example.org", verified=True, primary=True)
    assert list(internals.filter_users_by_email("ada@example.org", is_active=True)) == [user]
    assert list(internals.filter_users_by_email("bob@example.org")) == []


def test_whoever_has_not_given_the_password_lately_is_asked(rf):
    request = rf.get("/")
    request.user, request.session = make_user("ada"), SessionStore()
    assert not internals.did_recently_reauthenticate(request)


def test_sessions_can_be_ended_and_the_secret_of_a_new_app_has_a_place_in_them():
    assert callable(internals.sessions.end_sessions)
    assert isinstance(internals.SECRET_SESSION_KEY, str)
