"""Two addresses are one person's when they are spelled alike but for capitals, and never because a database says so."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldError
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.accounts.forms import Forget
from comments.forms import CommentForm
from comments.keeping import erasure
from comments.mail import subscriptions
from comments.mail.notices import new_replies
from comments.models import BlockEntry, BlockKind, Comment, State, Subscription
from comments.people import set_name
from comments.posting import blocklist
from encyclopedia.site.mailboxes import check_domain, key_of

from .builders import make_account, make_comment, make_draft, somewhere
from .mailbox import delivered, link_in

pytestmark = pytest.mark.django_db

VICTIM = "skid@skid.org"
SAME = ["skid@skid.org", "Skid@Skid.org", "SKID@SKID.ORG"]
#: What some rule of case, of compatibility or of looks makes the same, each in the name and in the domain.
OTHERS = [
    *("sk\N{LATIN SMALL LETTER DOTLESS I}d@skid.org", "skid@sk\N{LATIN SMALL LETTER DOTLESS I}d.org"),
    *("\N{LATIN SMALL LETTER LONG S}kid@skid.org", "skid@\N{LATIN SMALL LETTER LONG S}kid.org"),
    *("s\N{KELVIN SIGN}id@skid.org", "skid@s\N{KELVIN SIGN}id.org"),
    *("sk\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}d@skid.org", "skid@ski\N{COMBINING DOT ABOVE}d.org"),
    "skid@\N{FULLWIDTH LATIN SMALL LETTER S}kid.org",
    "skid@\N{CYRILLIC SMALL LETTER DZE}kid.org",
]


@pytest.mark.parametrize("address", SAME)
def test_capitals_make_no_difference(address):
    assert key_of(address) == VICTIM


@pytest.mark.parametrize("address", OTHERS)
def test_what_only_looks_or_folds_alike_is_another_address(address):
    assert key_of(address) != VICTIM
    assert key_of(key_of(address)) == key_of(address)


@pytest.mark.parametrize(("one", "other"), [("J@BÜCHER.de", "j@bücher.de"), ("a@ΣΊΣ.gr", "a@σίσ.gr")])
def test_letters_of_every_script_have_their_capitals(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    "domain", ["ｓkid.org", "\u017fkid.org", "skid\u200b.org", "s\u00adkid.org", "faß.de", "skid。org"]
)
def test_a_domain_that_mail_would_not_go_to_as_it_is_written_is_refused(client, article, domain):
    """Else each spelling would be a mailbox of its own, and have as many mails sent to the same one."""
    address = f"skid@{domain}"
    for form in (CommentForm({"text": "Useful.", "name": "Sue", "email": address}), Forget({"email": address})):
        assert "email" in form.errors
    answer = client.post("/accounts/password/reset/", {"email": address})
    assert answer.status_code == 422
    assert not delivered()


@pytest.mark.parametrize("address", ["skid@bücher.de", "skid@BÜCHER.de", "skid@xn--bcher-kva.de", "skid@例え.jp"])
def test_a_domain_of_any_script_is_taken_as_it_is(address):
    check_domain(address)


# What may be done with an address, by whom it is somebody's and by whom it is not


def stored(article, email):
    """What somebody left who commented with an address and heard of replies."""
    comment = make_comment(article, email=email, name="Sue")
    subscription = Subscription.objects.create(
        article=article, email=email, created_at=timezone.now(), confirmed_at=timezone.now()
    )
    return comment, subscription


def are_gone(comment, subscription):
    comment.refresh_from_db()
    return (comment.state, comment.email, Subscription.objects.filter(pk=subscription.pk).exists()) == (
        State.DELETED,
        "",
        False,
    )


@pytest.mark.parametrize("address", SAME)
def test_the_owner_is_forgotten_however_the_address_is_written(client, article, address):
    left = stored(article, "SkiD@skid.ORG")
    client.post("/accounts/forget/", {"email": address})
    assert [mail.to for mail in delivered()] == [[VICTIM]]
    client.post(link_in(delivered()[-1]), {"texts": "remove"})
    assert are_gone(*left)


@pytest.mark.parametrize("address", OTHERS)
def test_nobody_is_forgotten_by_anothers_wish(client, article, address):
    left = stored(article, VICTIM)
    theirs = stored(article, address)
    client.post("/accounts/forget/", {"email": address})
    assert all(mail.to == [key_of(address)] for mail in delivered())
    erasure.forget_address(address, keep_text=False)
    assert are_gone(*theirs)
    assert not are_gone(*left)
    subscriptions.end(Subscription.objects.create(article=article, email=address, created_at=timezone.now()))
    left[0].refresh_from_db()
    assert left[0].email == VICTIM


@pytest.mark.parametrize("address", OTHERS)
def test_nobody_hears_of_replies_to_another(article, address):
    mine, subscription = stored(article, VICTIM)
    theirs = make_comment(article, "Theirs.", email=address)
    make_comment(article, "A reply to them.", parent=theirs)
    assert not new_replies(subscription).exists()
    make_comment(article, "A reply to me.", parent=mine)
    assert new_replies(subscription).count() == 1


@pytest.mark.parametrize("address", OTHERS)
def test_an_account_takes_over_no_address_but_its_own(article, address):
    account = make_account("Sue")
    EmailAddress.objects.filter(user=account).update(email=VICTIM)
    left = stored(article, address)
    erasure.erase(account, keep_text=False)
    assert not are_gone(*left)


@pytest.mark.parametrize("address", [VICTIM, *OTHERS])
def test_the_block_list_holds_one_address_and_no_lookalike(address):
    BlockEntry.objects.create(kind=BlockKind.EMAIL, pattern=blocklist.clean(BlockKind.EMAIL, "SKID@skid.org"))
    assert (blocklist.hit(make_draft(email=address.upper() if address == VICTIM else address)) is not None) == (
        address == VICTIM
    )


PASSWORD = "a good pass phrase"


def owner():
    account = make_account("Sue")
    account.email = VICTIM
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.filter(user=account).update(email=VICTIM)
    return account


def ask(way, address):
    """Ask for something by an address, as anybody can."""
    browser = Client(REMOTE_ADDR=somewhere())
    fields = {
        "login": {"login": address, "password": PASSWORD},
        "password/reset": {"email": address},
        "signup": {"name": "Sue", "email": address, "password1": PASSWORD},
    }
    return browser.post(f"/accounts/{way}/", fields[way])


@pytest.mark.parametrize("address", SAME)
def test_the_owner_of_an_account_signs_in_however_the_address_is_written(address):
    owner()
    assert ask("login", address).status_code == 302
    assert ask("password/reset", address).status_code == 302
    assert [mail.to for mail in delivered()] == [[VICTIM]]
    assert ask("signup", address).status_code == 302
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("address", OTHERS)
def test_no_other_address_leads_to_the_account(address):
    account = owner()
    assert ask("login", address).status_code == 422
    ask("password/reset", address)
    ask("signup", address)
    assert not any(mail.to == [VICTIM] or f"/{account.pk}/" in mail.body for mail in delivered())
    assert EmailAddress.objects.filter(email=VICTIM).count() == 1
    other = make_account("Mallory")
    set_name(other, name="Mallory", wants_decisions=False)
    other.set_password(PASSWORD)
    other.save()
    browser = Client(REMOTE_ADDR=somewhere())
    ask_as = EmailAddress.objects.get(user=other).email
    browser.post("/accounts/login/", {"login": ask_as, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/email/", {"email": address})
    assert not EmailAddress.objects.filter(user=other, email=VICTIM).exists()
    assert EmailAddress.objects.get(email=VICTIM).user == account


# No other way


@pytest.mark.parametrize("lookup", ["iexact", "icontains", "istartswith", "contains", "startswith", "regex"])
@pytest.mark.parametrize("model", [Comment, Subscription])
def test_a_database_is_asked_for_nothing_but_the_key(model, lookup):
    with pytest.raises(FieldError):
        model.objects.filter(**{f"email__{lookup}": VICTIM})


def test_addresses_that_were_stored_as_typed_are_found_by_their_key(article):
    migration = import_module("comments.migrations.0004_mailboxes")
    comment = make_comment(article, email=VICTIM)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET email = 'SKID@Skid.org' WHERE id = %s", [comment.pk])
    assert not Comment.objects.filter(email=VICTIM).exists()
    migration.store_keys(apps, None)
    assert Comment.objects.filter(email=VICTIM).exists()
