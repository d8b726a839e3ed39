"""Only who works at the desk is called so, and readers see by more than a name who does."""

import pytest
from django.test import Client

from comments.models import Comment, Person
from comments.people import person_of
from comments.senders.reserved import look_of
from encyclopedia.site import staff as people
from tests.builders import count_queries

from .builders import fields, make_account, make_comment, somewhere, text_of

pytestmark = pytest.mark.django_db

KEPT = "kept for the people who run this site"
#: Of a site called Open Encyclopedia, with an editor called Zoë Müller whose account is zoe.mueller.
REFUSED = [
    *("editor", "Editor", "EDITOR", " e d i t o r ", "Éditör", "e.d.i.t.o.r", "edit\u200bor", "Ｅｄｉｔｏｒ", "𝓔𝓭𝓲𝓽𝓸𝓻"),
    *("еditоr", "ΕDIΤΟR", "ᴇᴅɪᴛᴏʀ", "edıtor", "ed1t0r", "Moderator", "rnoderator", "м0dеrаtоr", "MΟDERATOR"),
    *("🅴🅳🅸🆃🅾🆁", "🅔🅓🅘🅣🅞🅡", "ꭼditor", "edᎥtor", "℮ditor", "edi†or", "ꓮdmin", "ᗩdmin", "ⲁdmin", "Admiռ", "еditoᴦ"),
    *("Admin", "admln", "аdmin", "Administrator", "ADMINISTRATOR", "@dmin", "Admins", "Staff"),
    *("Open Encyclopedia", "OpenEncyclopedia", "open-encyclopedia", "Open Encyclopedía", "Оpen Еncyclopedia"),
    *("Zoë Müller", "ZOE MULLER", "zoë  müller", "Zое Мullеr", "zoe.mueller", "zoe mueller", "Doctor Z", "doctor-z"),
]
FREE = ["Ed Itoro", "Edith", "Adam", "Max Mustermann", "Zoë", "Müller", "Ольга", "Ελένη", "太郎", "…7", "Encyclopedia"]


@pytest.fixture
def zoe():
    zoe = people.make_staff("zoe.mueller", [people.EDITORS], password=lambda user: "zoe-password")
    zoe.first_name, zoe.last_name = "Zoë", "Müller"
    zoe.save()
    Person.objects.create(account=zoe, name="Doctor Z")
    return zoe


def posted(article, browser=None, **changes):
    address = f"{article.get_absolute_url()}comments/new/"
    return (browser or Client(REMOTE_ADDR=somewhere())).post(address, fields(article, **changes))


def test_a_stranger_is_not_called_like_the_staff(article, zoe):
    for name in REFUSED:
        answer = posted(article, name=name)
        assert (answer.status_code, KEPT in text_of(answer)) == (422, True), name
        assert 'id="id_name_error"' in text_of(answer)
    assert not Comment.objects.exists()


def test_all_other_names_are_free(article, zoe):
    for name in FREE:
        answer = posted(article, name=name, text=f"I am {name}.")
        assert answer.status_code == 303, (name, text_of(answer))


def test_no_account_is_called_like_the_staff(zoe):
    for name in ("Editor", "Zоë Müller"):
        answer = Client(REMOTE_ADDR=somewhere()).post(
            "/accounts/signup/", {"name": name, "email": "x@example.org", "password1": "a good pass phrase"}
        )
        assert (answer.status_code, KEPT in text_of(answer)) == (422, True), name
    browser = Client()
    browser.force_login(make_account("Dora"))
    assert browser.post("/accounts/settings/", {"name": "Moderator"}).status_code == 422


def test_the_staff_keep_their_names(article, zoe):
    browser = Client()
    browser.force_login(zoe)
    assert browser.post("/accounts/settings/", {"name": "Zoë Müller"}).status_code == 303
    assert browser.post("/accounts/settings/", {"name": "Editor"}).status_code == 303
    assert posted(article, browser).status_code == 303


def test_readers_see_which_comments_are_of_the_staff(client, article, zoe):
    reader = make_account("Zoe Mueller the other")
    ours = make_comment(article, "Ours.", account=zoe, name="Doctor Z")
    make_comment(article, "Theirs.", account=reader, name="Dora")
    make_comment(article, "A stranger's.")
    thread = f"{article.get_absolute_url()}comments/"
    for path in (article.get_absolute_url(), thread, f"{thread}{ours.public_id}/"):
        page = text_of(client.get(path))
        assert page.count('<span class="comment-staff">Staff</span>') == 1, path
        assert 'aria-label="Comment by Doctor Z, staff"' in page
    assert [each["staff"] for each in client.get(f"{thread}?format=json").json()["comments"]] == [True, False, False]
    assert text_of(client.get("/feeds/comments/")).count("(staff)") == 1
    assert "comment-staff" in text_of(client.get(person_of(zoe).get_absolute_url()))
    assert "comment-staff" not in text_of(client.get(reader.person.get_absolute_url()))


def test_the_marks_cost_no_question_of_their_own(client, article, zoe):
    thread = f"{article.get_absolute_url()}comments/"
    make_comment(article, "A stranger's.")
    cost = count_queries(lambda: client.get(thread))
    for number in range(3):
        make_comment(article, f"Ours {number}.", account=make_account(f"Reader {number}"), name="Dora")
    assert count_queries(lambda: client.get(thread)) == cost


def test_long_names_and_odd_signs_have_a_look_too():
    for name in ("\u0301" * 50, "ﷺ" * 50, "\u202e", "🅴🅳", ""):
        assert isinstance(look_of(name), str)
