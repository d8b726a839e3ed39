"""What moderators have decided not to hear from again."""

import pytest
from django.core.exceptions import ValidationError

from comments.models import BlockEntry, BlockKind
from comments.posting import blocklist
from tests.growth import MOST, growth

from .builders import make_account, make_draft

pytestmark = pytest.mark.django_db

RUSSIAN = "https://пример.рф/страница"


def block(kind, pattern):
    return BlockEntry.objects.create(kind=kind, pattern=blocklist.clean(kind, pattern))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("casino", "The best CASINO in town."),
        ("Casino", "casino"),
        ("casino", "Ｃａｓｉｎｏ"),
        ("casino", "cas\u200bi\u00adno"),
        ("casino", "cas**in**o"),
        ("casino", "&#99;asino"),
        ("casino", "free_casino_now"),
        ("casino", "去casino吧"),
        ("casino", "[here](https://example.org/casino/)"),
        ("buy  now", "Please buy\nnow!"),
        ("赌博", "我去赌博网站"),
        ("赌博", "赌 博"),
        ("카지노", "카지노에서"),
        ("หวย", "ซื้อหวยออนไลน์"),
        ("straße", "In der STRASSE."),
        ("$$$", "earn $$$ fast"),
        ("किताब", "यह किताब है"),
    ],
)
def test_a_word_is_met(pattern, text):
    block("word", pattern)
    assert blocklist.hit(make_draft(text)) == BlockKind.WORD


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("cialis", "A specialist wrote it."),
        ("casino", "casinos"),
        ("buy now", "buy, if you must, now"),
        ("किताब", "किताबें"),
        ("赌博", "赌徒 博物馆"),
    ],
)
def test_a_word_is_not_met_within_another(pattern, text):
    block("word", pattern)
    assert blocklist.hit(make_draft(text)) is None


def test_a_word_in_a_name_is_met():
    block("word", "casino")
    assert blocklist.hit(make_draft(name="Casino Royal")) == BlockKind.WORD


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("spam.example", "https://spam.example/"),
        ("spam.example", "https://www.SPAM.example/path"),
        ("spam.example", "[good.example](https://good.example@spam.example:8080/)"),
        ("spam.example", "<https://a.b.spam.example./>"),
        ("spam.example", "https://sp%61m.example/"),
        ("https://spam.example/page?x=1", "https://spam.example/other"),
        ("ПРИМЕР.рф", RUSSIAN),
        ("xn--e1afmkfd.xn--p1ai", RUSSIAN),
        ("пример.рф", "https://xn--e1afmkfd.xn--p1ai/"),
        ("192.0.2.7", "http://192.0.2.7:81/"),
    ],
)
def test_a_site_is_met_however_it_is_written(pattern, text):
    block("host", pattern)
    assert blocklist.hit(make_draft(text)) == BlockKind.HOST


@pytest.mark.parametrize(
    "text",
    [
        "https://notspam.example/",
        "https://spam.example.org/",
        "https://good.example/spam.example",
        "We discuss spam.example here.",
        '`<a href="https://spam.example/">`',
        "https://[::1/",
    ],
)
def test_another_site_is_not_met(text):
    block("host", "spam.example")
    assert blocklist.hit(make_draft(text)) is None


@pytest.mark.parametrize(
    ("pattern", "address", "met"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.99/24", "192.0.2.8", True),
        ("192.0.2.0/24", "192.0.3.8", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("2001:db8::/32", "2001:db8:ffff::1", True),
        ("::ffff:192.0.2.0/120", "192.0.2.9", True),
        ("192.0.2.7", "unix:", False),
    ],
)
def test_an_address_or_its_network_is_met(pattern, address, met):
    block("address", pattern)
    assert (blocklist.hit(make_draft(address=address)) == BlockKind.ADDRESS) is met


@pytest.mark.parametrize(
    ("pattern", "email", "met"),
    [
        ("Eve@Spam.example", "eve@spam.EXAMPLE", True),
        ("eve@spam.example", "adam@spam.example", False),
        ("@spam.example", "adam@spam.example", True),
        ("@spam.example", "adam@mail.spam.example", True),
        ("@spam.example", "adam@notspam.example", False),
        ("@spam.example", "", False),
    ],
)
def test_an_email_address_or_its_domain_is_met(pattern, email, met):
    block("email", pattern)
    assert (blocklist.hit(make_draft(email=email)) == BlockKind.EMAIL) is met


def test_the_address_of_an_account_is_met():
    account = make_account()
    account.email = "eve@spam.example"
    block("email", "@spam.example")
    assert blocklist.hit(make_draft(account=account)) == BlockKind.EMAIL


@pytest.mark.parametrize(("name", "met"), [("EVE  Adams", True), ("Ev\u200be Adams", True), ("Eve", False)])
def test_a_name_is_met_as_a_whole(name, met):
    block("name", "Eve Adams")
    assert (blocklist.hit(make_draft(name=name)) == BlockKind.NAME) is met


@pytest.mark.parametrize(
    ("kind", "pattern", "cleaned"),
    [
        ("word", "  Buy\u200b  NOW ", "buy now"),
        ("word", "赌", "赌"),
        ("host", "https://WWW.Spam.example/x", "www.spam.example"),
        ("host", "Пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("address", "192.0.2.99/24", "192.0.2.0/24"),
        ("address", "2001:db8::1", "2001:db8::/64"),
        ("email", " @Spam.Example ", "@spam.example"),
        ("name", "Eve  ADAMS", "eve adams"),
    ],
)
def test_an_entry_is_kept_in_one_form(kind, pattern, cleaned):
    assert blocklist.clean(kind, pattern) == cleaned
    assert blocklist.clean(kind, cleaned) == cleaned


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        *(("word", ""), ("word", "a"), ("word", " \u200b "), ("word", "a\x00b"), ("word", "x" * 201)),
        *(("host", "com"), ("host", "a b.example"), ("host", ""), ("host", "https://[::1"), ("host", "..")),
        *(("address", "192.0.2"), ("address", "0.0.0.0/0"), ("address", "::/0"), ("address", "example.org")),
        *(("email", "spam.example"), ("email", "@com"), ("email", "a b@spam.example"), ("name", " \u200b")),
    ],
)
def test_what_would_meet_everything_or_nothing_is_refused_in_a_sentence(kind, pattern):
    with pytest.raises(ValidationError) as refusal:
        blocklist.clean(kind, pattern)
    (sentence,) = refusal.value.messages
    assert sentence[0].isupper() and sentence.endswith(".")


def test_a_changed_list_holds_at_once():
    entry = block("word", "casino")
    draft = make_draft("The poker and the casino.")
    assert blocklist.hit(draft)
    BlockEntry.objects.filter(pk=entry.pk).update(pattern="roulette")
    assert blocklist.hit(draft) is None
    BlockEntry.objects.filter(pk=entry.pk).update(pattern="poker")
    assert blocklist.hit(draft)


@pytest.mark.parametrize(
    "text",
    [
        "phrase one phrase " * 277,
        "e" + "\u0301" * 4_999,
        "\ufdfa" * 5_000,
        "http://a.b/ " * 416,
        "http://" + "a." * 2_400 + "example",
        "赌博网站" * 1_250,
        "a " * 2_500,
    ],
)
def test_four_times_the_text_meets_four_times_the_list_in_about_four_times_the_time(text):
    def made(times):
        words = (("word", f"phrase {'one phrase ' * (number % 15)}{number}") for number in range(1_000 * times))
        hosts = (("host", f"host-{number}.example") for number in range(250 * times))
        return blocklist._list_of((*words, *hosts)), make_draft(text * times)

    def ask(both):
        entries, draft = both
        assert entries.hit(draft) is None

    assert growth(ask, made(1), made(4)) < MOST
