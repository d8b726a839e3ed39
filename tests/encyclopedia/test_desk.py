"""The door of the desk, and who may do what behind it."""

import logging
from dataclasses import replace
from io import BytesIO

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from encyclopedia import editing
from encyclopedia.document.schema import Reference
from encyclopedia.models import Article, Autosave, Category, PendingVersion, Revision
from encyclopedia.site.door.tries import BY_ACCOUNT, BY_ACCOUNT_AND_ADDRESS, BY_ADDRESS, BY_DEVICE
from tests.builders import make_article, make_document, make_user
from tests.growth import MOST, growth

from .browsers import Page, article_form, at_once

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"
LOGIN = f"{ADMIN}login/"
ARTICLES = f"{ADMIN}encyclopedia/article/"
CATEGORIES = f"{ADMIN}encyclopedia/category/"
WRONG = "Please enter the correct username and password for a staff account."
TOO_MANY = "Too many tries. Wait 15 minutes and try again."


# Who may do what

RIGHTS = {
    "staff": [],
    "viewer": ["view_article", "view_category"],
    "publisher": ["view_article", "publish_article"],
    "hider": ["hide_revision"],
    "writer": ["view_article", "add_article", "change_article"],
}
ROLES = ["anonymous", "reader", *RIGHTS, "editor", "superuser"]


@pytest.fixture
def browser_of(editor, settings, tmp_path):
    """Gives the browser of somebody in a role."""
    settings.MEDIA_ROOT = tmp_path

    def browser(role):
        browser = Client()
        if role != "anonymous":
            browser.force_login(editor if role == "editor" else somebody(role))
        return browser

    return browser


def somebody(role):
    user = make_user(role, is_staff=role != "reader", is_superuser=role == "superuser")
    user.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS.get(role, [])))
    return user


class Library:
    """A published article with a next version in review, a draft, and an empty category; what may be tried on them."""

    def __init__(self):
        self.public = make_article("Ada Lovelace", category=("People",), status="draft", published=None)
        editing.publish(self.public, by=None)
        for summary in ("A mathematician.", "A mathematician and writer."):
            editing.record(self.public, replace(editing.current(self.public), summary=summary), by=None)
        Revision.objects.filter(article=self.public, number=2).update(hidden=True)
        next_version = replace(editing.current(self.public), body="The next version.")
        author = make_user("author")
        kept = editing.keep(self.public, next_version, by=author, opened=editing.Opened(4))
        editing.send_for_review(kept.pending, seen=kept.pk)
        self.save = kept.pk
        self.draft = make_article("BERT", status="draft", published=None)
        self.empty = Category.objects.create(name="Empty", slug="empty", path="Empty", path_key="empty", depth=1)

    def try_(self, browser, way):
        return getattr(self, f"_{way.replace(' ', '_')}")(browser)

    def _form(self, **changes):
        """What an editor's form would send."""
        rows = {f"{part}-{kind}_FORMS": "0" for part in PARTS for kind in ("TOTAL", "INITIAL")}
        values = {"title": "New", "status": "draft", "revision": "1", "body": "Changed."}
        return rows | values | changes

    def _index(self, browser):
        return browser.get(ADMIN)

    def _list(self, browser):
        return browser.get(ARTICLES)

    def _open_add(self, browser):
        return browser.get(f"{ARTICLES}add/")

    def _add(self, browser):
        return browser.post(f"{ARTICLES}add/", self._form())

    def _add_published(self, browser):
        return browser.post(f"{ARTICLES}add/", self._form(status="published"))

    def _open_draft(self, browser):
        return browser.get(f"{ARTICLES}{self.draft.pk}/change/")

    def _change_draft(self, browser):
        return browser.post(f"{ARTICLES}{self.draft.pk}/change/", self._form(slug="bert"))

    def _publish_draft_in_form(self, browser):
        return browser.post(f"{ARTICLES}{self.draft.pk}/change/", self._form(slug="bert", status="published"))

    def _open_published(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/change/")

    def _change_published(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/change/", self._form(revision="4", status="draft"))

    def _keep_next_version(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/change/", self._form(revision="4", save=self.save, _draft="x"))

    def _read_revision(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/history/3/")

    def _read_private_revision(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/history/1/")

    def _see_revision_as_page(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/history/1/page/")

    def _compare(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/compare/1/4/")

    def _revert(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/history/3/revert/")

    def _undo(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/history/4/undo/")

    def _hide(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/history/3/hide/", {"reason": "A name in it"})

    def _show(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/history/2/show/")

    def _read_hidden(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/history/2/page/")

    def _review_queue(self, browser):
        return browser.get(f"{ARTICLES}review/")

    def _open_review(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/review/")

    def _decide(self, browser, decision):
        decided = {"decision": decision, "seen": self.save, "remark": "Because."}
        return browser.post(f"{ARTICLES}{self.public.pk}/review/", decided)

    def _approve(self, browser):
        return self._decide(browser, "approve")

    def _return(self, browser):
        return self._decide(browser, "return")

    def _reject(self, browser):
        return self._decide(browser, "reject")

    def _discard(self, browser):
        return self._decide(browser, "discard")

    def _see_next_version_as_page(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/review/page/")

    def _autosave(self, browser):
        return browser.post(f"{ARTICLES}{self.public.pk}/autosave/", self._form())

    def _autosave_new(self, browser):
        return browser.post(f"{ARTICLES}add/autosave/", self._form())

    def _list_deletions(self, browser):
        return browser.get(f"{ADMIN}encyclopedia/deletion/")

    def _delete_with_reason(self, browser):
        return browser.post(f"{ARTICLES}{self.draft.pk}/delete/", {"reason": "A court said so."})

    def _preview(self, browser):
        return browser.post(f"{ARTICLES}preview/", self._form(status="published"))

    def _preview_stored_draft(self, browser):
        return browser.get(f"{ARTICLES}{self.draft.pk}/preview/")

    def _preview_stored_published(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/preview/")

    def _read_log(self, browser):
        return browser.get(f"{ARTICLES}{self.public.pk}/history/")

    def _preview_markdown(self, browser):
        return browser.post(f"{ARTICLES}markdown/preview/", {"content": "*Yes*"})

    def _upload(self, browser):
        file = BytesIO()
        Image.new("RGB", (2, 2)).save(file, "PNG")
        return browser.post(f"{ARTICLES}markdown/upload/", {"image": SimpleUploadedFile("a.png", file.getvalue())})

    def _publish(self, browser):
        return browser.post(ARTICLES, {"action": "publish", "_selected_action": [self.draft.pk]})

    def _withdraw(self, browser):
        return browser.post(ARTICLES, {"action": "withdraw", "_selected_action": [self.public.pk]})

    def _delete(self, browser):
        return browser.post(f"{ARTICLES}{self.draft.pk}/delete/", {"post": "yes"})

    def _list_categories(self, browser):
        return browser.get(CATEGORIES)

    def _add_category(self, browser):
        return browser.post(f"{CATEGORIES}add/", {"name": "New", "order": "0"})

    def _change_category(self, browser):
        return browser.post(f"{CATEGORIES}{self.empty.pk}/change/", {"name": "New", "slug": "new", "order": "0"})

    def _delete_category(self, browser):
        return browser.post(f"{CATEGORIES}{self.empty.pk}/delete/", {"post": "yes"})

    def _delete_full_category(self, browser):
        return browser.post(f"{CATEGORIES}{self.public.category_id}/delete/", {"post": "yes"})

    def state(self):
        """All that a try may have changed."""
        articles = {article.pk: editing.current(article) for article in Article.objects.all()}
        return (
            articles,
            list(Category.objects.values_list("pk", "name", "slug")),
            list(Revision.objects.filter(hidden=True, article=self.public).values_list("number", "hidden")),
            [(pending.state, pending.newest.text) for pending in PendingVersion.objects.all()],
            Autosave.objects.count(),
        )


PARTS = ["infobox", "timeline", "faq", "references"]
IN, NO = "to the sign-in", 403
#: The answer to each way, for each of ROLES in their order; with a star where something was changed by it.
TABLE = {
    #                          anonymous reader staff viewer publisher hider writer editor superuser
    "index":                    [IN,    IN,    200,  200,   200,     200,  200,   200,   200],
    "list":                     [IN,    IN,    NO,   200,   200,     NO,   200,   200,   200],
    "open add":                 [IN,    IN,    NO,   NO,    NO,      NO,   200,   200,   200],
    "add":                      [IN,    IN,    NO,   NO,    NO,      NO,   "302*", "302*", "302*"],
    "add published":            [IN,    IN,    NO,   NO,    NO,      NO,   422,   "302*", "302*"],
    "open draft":               [IN,    IN,    NO,   302,   302,     NO,   200,   200,   200],
    "change draft":             [IN,    IN,    NO,   NO,    NO,      NO,   "302*", "302*", "302*"],
    "publish draft in form":    [IN,    IN,    NO,   NO,    NO,      NO,   422,   "302*", "302*"],
    "open published":           [IN,    IN,    NO,   302,   302,     NO,   200,   200,   200],
    "change published":         [IN,    IN,    NO,   NO,    NO,      NO,   409,   "302*", "302*"],
    "keep next version":        [IN,    IN,    NO,   NO,    NO,      NO,   "302*", "302*", "302*"],
    "preview":                  [IN,    IN,    NO,   NO,    NO,      NO,   200,   200,   200],
    "preview stored draft":     [IN,    IN,    NO,   200,   200,     NO,   200,   200,   200],
    "preview stored published": [IN,    IN,    NO,   200,   200,     NO,   200,   200,   200],
    "read log":                 [IN,    IN,    NO,   200,   200,     200,  200,   200,   200],
    "read revision":            [IN,    IN,    NO,   200,   200,     200,  200,   200,   200],
    "read private revision":    [IN,    IN,    NO,   200,   200,     404,  200,   200,   200],
    "see revision as page":     [IN,    IN,    NO,   200,   200,     404,  200,   200,   200],
    "compare":                  [IN,    IN,    NO,   200,   200,     404,  200,   200,   200],
    "revert":                   [IN,    IN,    NO,   NO,    NO,      NO,   302,   "302*", "302*"],
    "undo":                     [IN,    IN,    NO,   NO,    NO,      NO,   302,   "302*", "302*"],
    "hide":                     [IN,    IN,    NO,   NO,    NO,      "302*", NO,  NO,    "302*"],
    "show":                     [IN,    IN,    NO,   NO,    NO,      "302*", NO,  NO,    "302*"],
    "read hidden":              [IN,    IN,    NO,   NO,    NO,      200,  NO,    NO,    200],
    "review queue":             [IN,    IN,    NO,   NO,    200,     NO,   NO,    200,   200],
    "open review":              [IN,    IN,    NO,   NO,    NO,      NO,   200,   200,   200],
    "approve":                  [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "return":                   [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "reject":                   [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "discard":                  [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "see next version as page": [IN,    IN,    NO,   200,   200,     NO,   200,   200,   200],
    "autosave":                 [IN,    IN,    NO,   NO,    NO,      NO,   "204*", "204*", "204*"],
    "autosave new":             [IN,    IN,    NO,   NO,    NO,      NO,   "204*", "204*", "204*"],
    "preview markdown":         [IN,    IN,    NO,   NO,    NO,      NO,   200,   200,   200],
    "upload":                   [IN,    IN,    NO,   NO,    NO,      NO,   NO,    200,   200],
    "publish":                  [IN,    IN,    NO,   200,   "302*",  NO,   200,   "302*", "302*"],
    "withdraw":                 [IN,    IN,    NO,   200,   "302*",  NO,   200,   "302*", "302*"],
    "delete":                   [IN,    IN,    NO,   NO,    NO,      NO,   NO,    NO,    422],
    "delete with reason":       [IN,    IN,    NO,   NO,    NO,      NO,   NO,    NO,    "302*"],
    "list deletions":           [IN,    IN,    NO,   NO,    NO,      NO,   NO,    NO,    200],
    "list categories":          [IN,    IN,    NO,   200,   NO,      NO,   NO,    200,   200],
    "add category":             [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "change category":          [IN,    IN,    NO,   NO,    NO,      NO,   NO,    "302*", "302*"],
    "delete category":          [IN,    IN,    NO,   NO,    NO,      NO,   NO,    NO,    "302*"],
    "delete full category":     [IN,    IN,    NO,   NO,    NO,      NO,   NO,    NO,    NO],
}  # fmt: skip


@pytest.mark.parametrize("way", TABLE)
def test_everybody_may_do_just_what_the_table_says(browser_of, settings, way):
    settings.COMPANIONS = []
    library = Library()
    before = library.state()
    answers = []
    for role in ROLES:
        with transaction.atomic():
            response = library.try_(browser_of(role), way)
            happened = IN if response.get("Location", "").startswith(LOGIN) else response.status_code
            answers.append(f"{happened}*" if library.state() != before else happened)
            transaction.set_rollback(True)  # the next finds what this one found
    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, TABLE[way], strict=True))


def test_who_may_only_read_is_shown_the_page_and_no_form(browser_of):
    library = Library()
    browser = browser_of("viewer")
    response = browser.get(f"{ARTICLES}{library.draft.pk}/change/", follow=True)
    assert response.redirect_chain == [(f"{ARTICLES}{library.draft.pk}/preview/", 302)]
    assert "<h1><bdi>BERT</bdi></h1>" in response.content.decode()
    assert "article_form" not in response.content.decode()
    assert 'name="action"' not in browser.get(ARTICLES).content.decode()


def test_a_writer_is_told_beside_the_status_that_it_cannot_be_published(browser_of):
    library = Library()
    browser = browser_of("writer")
    path = f"{ARTICLES}{library.draft.pk}/change/"
    fields = article_form(browser, path)
    page = Page(browser.post(path, fields | {"status": "published", "body": "Kept."}), "article_form")
    assert page.errors == {"status": ["Select a valid choice. published is not one of the available choices."]}
    assert page.fields["body"] == "Kept."


def test_no_form_of_the_desk_is_taken_without_its_token(editor):
    library = Library()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    before = library.state()
    ways = [*("add", "change draft", "preview", "preview markdown", "upload", "publish", "add category")]
    assert [library.try_(browser, way).status_code for way in ways] == [403] * 7
    assert library.state() == before
    assert Client(enforce_csrf_checks=True).post(LOGIN, {"username": "editor"}).status_code == 403


# The Markdown preview

PREVIEW = f"{ARTICLES}markdown/preview/"
TEXT = """## Life

Well [[BERT]], [[nobody]] and *so* on.[@notes][^1]

| a | b |
|--:|---|
| 1 | <script>alert(1)</script> |

## Life

[^1]: A note with [a link](javascript:alert(1)).
"""


def test_the_preview_is_what_the_page_will_show(client, editor):
    make_article("BERT")
    make_article("Ada Lovelace", body=TEXT.strip(), references=(Reference("notes", title="Notes"),))
    client.force_login(editor)
    shown = client.post(PREVIEW, {"content": TEXT.strip().replace("\n", "\r\n")}).content.decode()
    page = client.get("/wiki/ada-lovelace/").content.decode()
    assert f'<div class="prose">{shown}</div>' in page
    assert "<table" in shown
    assert "<script" not in shown
    assert 'href="javascript' not in shown


def test_the_preview_asks_for_content_and_for_a_post(client, editor):
    client.force_login(editor)
    assert client.post(PREVIEW, {}).status_code == 400
    assert client.post(PREVIEW, {"text": "x"}).status_code == 400
    assert client.post(PREVIEW, {"content": "x" * 1_000_001}).status_code == 400
    assert client.post(PREVIEW, {"content": ""}).status_code == 200
    refused = client.post(PREVIEW, {"content": "<b>\x0b"})
    assert (refused.status_code, refused.content) == (400, b"The character U+000B is not allowed here.")
    for address in (PREVIEW, f"{ARTICLES}markdown/upload/"):
        response = client.get(address)
        assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "text", ["\x00", "[[" * 4000, "> " * 5000, "\u202e", "# a" + "\u0301\u0316" * 200_000, "[^1]" * 2000, "|" * 9000]
)
def test_no_text_breaks_the_preview_or_takes_long(client, editor, text):
    client.force_login(editor)

    def look_at(text):
        assert client.post(PREVIEW, {"content": text}).status_code in {200, 400}

    assert growth(look_at, text[: len(text) // 4], text) < MOST


# The sign-in


def sign_in(browser, name="editor", password="editor-password", address="203.0.113.1", **extra):
    return browser.post(LOGIN, {"username": name, "password": password} | extra, REMOTE_ADDR=address)


def sign_out(browser):
    """As the button does it: the browser keeps the cookies of its device."""
    assert browser.post(f"{ADMIN}logout/").status_code == 200


def fail(times, *, name="editor", address="203.0.113.1", browser=None):
    """Try wrong passwords; an address with a place for a number is another one each time."""
    for number in range(times):
        place = address.format(number // 250, number % 250)
        response = sign_in(browser or Client(), name, "wrong", place)
        assert response.status_code == 200, (number, response.status_code)


def test_an_editor_signs_in_and_out(client, editor, settings):
    settings.COMPANIONS = []
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, ADMIN)
    assert client.get(ADMIN).status_code == 200
    assert client.get(LOGIN)["Location"] == ADMIN
    sign_out(client)
    assert client.get(ADMIN).status_code == 302


def test_the_cookies_of_the_desk_are_out_of_reach_of_scripts_and_of_other_sites(client, editor):
    cookies = sign_in(client).cookies
    assert set(cookies) == {"session", "csrf", "device"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert "no-store" in client.get(LOGIN, follow=True)["Cache-Control"]


@pytest.mark.parametrize("name", ["Zoë", "編集者", "a b", 'quote";', "Ⅷ", "İstanbul"])
def test_a_name_in_any_script_signs_in_and_its_cookies_are_plain(client, name):
    user = make_user(name, is_staff=True)
    response = sign_in(client, user.username, f"{name}-password")
    assert response.status_code == 302
    assert all(cookie.OutputString().isascii() for cookie in response.cookies.values())
    fail(BY_ACCOUNT_AND_ADDRESS, name=user.username)
    sign_out(client)
    assert sign_in(client, user.username, f"{name}-password").status_code == 302


def test_after_too_many_tries_the_form_comes_again_with_the_name_and_the_time_to_wait(client, editor):
    fail(BY_ACCOUNT_AND_ADDRESS)
    for password in ("wrong", "editor-password"):
        response = sign_in(client, password=password)
        assert (response.status_code, response["Retry-After"]) == (429, "900")
        page = Page(response, "login-form")
        assert page.notes == [TOO_MANY]
        assert (page.fields["username"], page.fields["password"]) == ("editor", "")
    assert "session" not in client.cookies
    assert sign_in(client, address="203.0.113.2").status_code == 302


def test_guessing_at_one_account_from_many_addresses_ends_too(client, editor):
    fail(BY_ACCOUNT, address="10.9.{}.{}")
    assert sign_in(client, address="203.0.113.77").status_code == 429


def test_guessing_at_many_accounts_from_one_address_ends_too(client, editor):
    for number in range(BY_ADDRESS):
        fail(1, name=f"name{number}")
    assert sign_in(client).status_code == 429
    assert sign_in(client, address="203.0.113.2").status_code == 302


def test_a_stranger_does_not_lock_out_an_owner_whose_device_is_known(client, editor):
    sign_in(client)
    sign_out(client)
    fail(BY_ACCOUNT_AND_ADDRESS)
    fail(BY_ACCOUNT - BY_ACCOUNT_AND_ADDRESS, address="10.9.{}.{}")
    assert sign_in(Client(), password="wrong").status_code == 429
    assert sign_in(client, password="wrong").status_code == 200
    assert sign_in(client).status_code == 302


def test_a_known_device_is_counted_by_itself(client, editor):
    sign_in(client)
    sign_out(client)
    fail(BY_DEVICE, browser=client, address="10.9.{}.{}")
    assert sign_in(client).status_code == 429
    assert sign_in(Client()).status_code == 302


def test_the_device_of_one_account_is_none_of_another_and_cannot_be_made_up(editor):
    make_user("mallory", is_staff=True)
    mallory = Client()
    sign_in(mallory, "mallory", "mallory-password")
    sign_out(mallory)
    fail(BY_ACCOUNT_AND_ADDRESS)
    cookie = mallory.cookies["device"].value
    for made_up in (cookie, f"editor{cookie[6:]}", "editor", "", "x:y:z", "é" * 50):
        mallory.cookies["device"] = made_up
        assert sign_in(mallory).status_code == 429


def test_whoever_is_signed_in_elsewhere_is_counted_like_a_stranger(editor):
    reader = Client()
    reader.force_login(make_user("reader"))
    fail(BY_ACCOUNT_AND_ADDRESS, browser=reader)
    assert "device" not in reader.cookies
    assert sign_in(reader, password="wrong").status_code == 429


def test_a_try_without_a_password_does_not_start_the_count_again(client, editor):
    fail(BY_ACCOUNT_AND_ADDRESS - 2)
    assert sign_in(client, password="").status_code == 200
    fail(1)
    assert sign_in(client).status_code == 429


def test_a_good_sign_in_starts_the_count_of_its_account_again_but_not_that_of_others(client, editor):
    make_user("mallory", is_staff=True)
    fail(BY_ACCOUNT_AND_ADDRESS - 1)
    assert sign_in(client).status_code == 302
    fail(BY_ACCOUNT_AND_ADDRESS)
    assert sign_in(Client(), "mallory", "mallory-password").status_code == 302
    assert sign_in(Client()).status_code == 429


def test_spelling_the_name_otherwise_does_not_start_a_count_of_its_own(client, editor):
    for name in ("editor", "EDITOR", "\teditor", " editor ", "ｅditor"):
        fail(2, name=name)
    assert sign_in(client).status_code == 429


def test_the_answer_does_not_tell_whether_there_is_such_an_account(editor):
    make_user("reader")
    make_user("gone", is_staff=True, is_active=False)
    answers = set()
    for name, password in (
        *(("nobody", "x"), ("editor", "x"), ("reader", "x"), ("reader", "reader-password")),
        *(("gone", "x"), ("gone", "gone-password")),
    ):
        response = sign_in(Client(), name, password, address=f"203.0.113.{len(name) * 10 + len(password)}")
        page = Page(response, "login-form")
        assert page.notes[0].startswith(WRONG)
        token = page.fields["csrfmiddlewaretoken"]
        answers.add((response.status_code, page.html.replace(token, "").replace(f'value="{name}"', "")))
    assert len(answers) == 1


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_the_same_moment_are_all_counted(editor):
    acts = [lambda: sign_in(Client(), password="wrong") for _ in range(BY_ACCOUNT_AND_ADDRESS + 6)]
    answers = sorted(response.status_code for response in at_once(acts))
    assert answers == [200] * BY_ACCOUNT_AND_ADDRESS + [429] * 6


@pytest.mark.parametrize(
    "name",
    ["\x00", "editor\x00", "a" * 151, "a" * 100_000, "a" + "\u0301\u0316" * 50_000, "\ufdfa" * 30_000, "\u202e", " "],
)
@pytest.mark.parametrize("session", [False, True])
def test_no_name_breaks_the_sign_in_or_takes_long(client, editor, name, session):
    if session:
        client.cookies["session"] = "anything"

    def try_it(name):
        assert sign_in(client, name).status_code in {200, 413}

    assert growth(try_it, name[: len(name) // 4], name) < MOST
    body = "username=%ED%A0%80%00%FF&password=%ED%A0%80%00"
    assert client.post(LOGIN, body, content_type="application/x-www-form-urlencoded").status_code == 200


@pytest.mark.parametrize(
    "place",
    [
        *("//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example"),
        *(
            "/%09/evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "///evil.example",
            "http://testserver@evil.example",
        ),
        *("\x00//evil.example", " //evil.example", "https://testserver.evil.example/", "data:text/html,x", "///"),
    ],
)
def test_signing_in_never_leaves_the_site(editor, place):
    account = {"username": "editor", "password": "editor-password"}
    in_the_form = Client().post(LOGIN, account | {"next": place})
    in_the_address = Client().post(LOGIN, account, query_params={"next": place})
    for response in (in_the_form, in_the_address):
        # A percent sign that stands in the address itself is part of a path here.
        assert response.get("Location", ADMIN) in {ADMIN, "/%09/evil.example"}
    assert in_the_form.status_code == 302
    assert in_the_address.status_code in {302, 400}


def test_signing_in_leads_to_where_one_was_going(editor):
    browser = Client()
    wanted = browser.get(f"{ARTICLES}add/?title=BERT")
    response = browser.post(wanted["Location"], {"username": "editor", "password": "editor-password"})
    assert response["Location"] == f"{ARTICLES}add/?title=BERT"


def test_no_password_is_written_to_a_log_or_shown_again(client, editor, caplog):
    secrets = ["a-wrong-but-secret-password", "editor-password"]
    with caplog.at_level(logging.DEBUG):
        pages = [sign_in(client, password=secrets[0]) for _ in range(BY_ACCOUNT_AND_ADDRESS + 1)]
        pages.append(sign_in(client, password=secrets[1], address="203.0.113.2"))
    assert pages[-1].status_code == 302
    for secret in secrets:
        assert secret not in caplog.text
        assert not any(secret in page.content.decode() for page in pages)


@pytest.mark.parametrize("query", ["x=%00", "next=%00", "q=" + "a+" * 400])
def test_odd_queries_are_answered_at_every_address_of_the_desk(client, editor, settings, query):
    settings.COMPANIONS = []
    client.force_login(editor)
    for path in (ADMIN, LOGIN, ARTICLES, f"{ARTICLES}add/", CATEGORIES, f"{ADMIN}jsi18n/", f"{ADMIN}autocomplete/"):
        assert client.get(f"{path}?{query}").status_code in {200, 302, 400, 403}


def test_no_list_fails_at_numbers_that_no_database_holds(client, admin_user):
    client.force_login(admin_user)
    for model, desk in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        asked = ["pk__in", "id__exact", *(name for name in desk.list_filter if isinstance(name, str))]
        for name in [*asked, *(f"{field.name}__exact" for field in model._meta.fields)]:
            for value in ("9" * 30, f"1,-{'9' * 30}"):
                assert client.get(address, {name: value}).status_code in {200, 302, 400}
        assert client.get(address, {"q": "9" * 30}).status_code in {200, 302}


def test_the_desk_page_of_an_article_keeps_what_others_wrote(client, editor):
    """A last look at the whole: write, read, change, withdraw."""
    client.force_login(editor)
    fields = article_form(client, f"{ARTICLES}add/") | {"title": "BERT", "status": "published", "body": "One."}
    client.post(f"{ARTICLES}add/", fields)
    assert "One." in client.get("/wiki/bert/").content.decode()
    article = Article.objects.get()
    change = f"{ARTICLES}{article.pk}/change/"
    client.post(change, article_form(client, change) | {"body": "Two."})
    assert "Two." in client.get("/wiki/bert/").content.decode()
    client.post(ARTICLES, {"action": "withdraw", "_selected_action": [article.pk]})
    assert client.get("/wiki/bert/").status_code == 404
    withdrawn = editing.current(article)
    assert withdrawn == make_document(
        "BERT", status="draft", summary="", body="Two.", published=withdrawn.published, updated=withdrawn.updated
    )
