"""Through the forms of the desk and back: whoever opens one, whatever the article is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings

from encyclopedia import editing
from encyclopedia.forms import DocumentForm
from encyclopedia.forms.rows import PARTS
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion
from encyclopedia.site import staff as people
from tests.builders import make_article, make_user
from tests.documents import documents
from tests.thoroughness import examples

from .browsers import Page, article_form

pytestmark = pytest.mark.django_db

LIST = "/admin/encyclopedia/article/"
GROUPS = {
    "writer": [people.WRITERS],
    "editor": [people.EDITORS],
    "editor and moderator": [people.EDITORS, people.MODERATORS],
}


def browser_of(role):
    browser = Client()
    name = role.replace(" ", "-")
    if role == "superuser":
        user = make_user(name, is_staff=True, is_superuser=True)
    else:
        user = people.make_staff(name, GROUPS[role], password=lambda account: f"{name}-password")
    browser.force_login(user)
    return browser


@pytest.fixture(params=[*GROUPS, "superuser"])
def browser(request):
    return browser_of(request.param)


def change(article):
    return f"{LIST}{article.pk}/change/"


def post(browser, path, fields, **changes):
    return Page(browser.post(path, fields | changes, follow=True), "article_form")


def published_at_the_desk(browser):
    fields = article_form(browser, f"{LIST}add/") | {"title": "Grace Hopper", "status": "published", "body": "One."}
    assert post(browser, f"{LIST}add/", fields).status == 200
    return Article.objects.get(title="Grace Hopper")


def with_next_version(state):
    def make(browser):
        article, by = make_article(f"Next {state}", body="One."), make_user(f"author-{state}".replace(" ", "-"))
        document = replace(editing.current(article), body="Two.")
        kept = editing.keep(article, document, by=by, note="Better", opened=editing.Opened(1))
        PendingVersion.objects.filter(pk=kept.pending.pk).update(state=state)
        return article

    return make


def of_moment(moment, status="published"):
    return lambda browser: make_article(f"{moment} {status}", published=moment, status=status, aliases=("x",))


#: Every kind of article that there is at the desk.
KINDS = {
    "published at the desk": published_at_the_desk,
    "imported with a day": of_moment(date(2020, 1, 2)),
    "imported with a time": of_moment(datetime(2020, 1, 2, 9, 30, 15, tzinfo=UTC)),
    "scheduled for a day": of_moment(timezone.now().date() + timedelta(days=30)),
    "scheduled for a time": of_moment(editing.now() + timedelta(days=30)),
    "draft": of_moment(None, "draft"),
    "draft with a time": of_moment(datetime(2020, 1, 2, 9, 30, tzinfo=UTC), "draft"),
    "in review": of_moment(None, "in review"),
    "archived": of_moment(date(2020, 1, 2), "archived"),
    "archived with a time": of_moment(datetime(2020, 1, 2, 9, 30, tzinfo=UTC), "archived"),
    **{f"next version {state}": with_next_version(state) for state in PendingState.values},
}


def everything():
    saves = PendingSave.objects.order_by("pk").values_list("pk", "pending__state", "text")
    logged = LogEntry.objects.count()
    return (
        {article.pk: (editing.current(article), article.revision_number) for article in Article.objects.all()},
        [*saves],
        logged,
    )


def test_opening_and_saving_untouched_changes_nothing_whoever_does_it_and_whatever_it_is(browser):
    maker = browser if _is_superuser(browser) else browser_of("superuser")
    for kind, make in KINDS.items():
        article = make(maker)
        fields = article_form(browser, change(article))
        before = everything()
        html = browser.get(change(article)).content.decode()
        buttons = [name for name in ("_save", "_continue", "_draft", "_review") if f'name="{name}"' in html]
        if fields["save"]:
            # What a next version waits for is done by these, touched or not.
            buttons = [name for name in buttons if name == "_draft" or (name == "_review" and "in review" in kind)]
        assert buttons, kind
        for button in buttons:
            page = post(browser, change(article), fields, **{button: "yes"})
            assert (page.status, page.messages) == (200, ["Nothing was changed."]), (kind, button, page.errors)
            assert everything() == before, (kind, button)


def _is_superuser(browser):
    return browser.get("/admin/auth/user/").status_code == 200


def test_a_next_version_is_sent_for_review_without_another_save(browser):
    article = KINDS["next version returned"](browser)
    page = post(browser, change(article), article_form(browser, change(article)), _review="yes")
    assert page.messages == ["Sent for review. Readers see the present version until it is approved."]
    assert (PendingVersion.objects.get().state, PendingSave.objects.count()) == ("in review", 1)


def test_an_article_is_written_reviewed_approved_and_changed_again(browser):
    editor = browser_of("superuser") if not _is_superuser(browser) else browser
    fields = article_form(browser, f"{LIST}add/") | {"title": "Ada Lovelace", "status": "in review", "body": "One."}
    assert post(browser, f"{LIST}add/", fields).status == 200
    article = Article.objects.get()
    _approve(editor, article)
    assert Article.objects.published().get() == article
    for number, body in enumerate(("Two.", "Three.")):
        fields = article_form(browser, change(article)) | {"body": body, "note": f"Again {number}"}
        page = post(browser, change(article), fields, _review="Send for review")
        assert page.status == 200, page.errors
        _approve(editor, article)
        assert (editing.current(article).body, article.revisions.count()) == (body, 3 + number)


def _approve(browser, article):
    address = f"{LIST}{article.pk}/review/"
    seen = Page(browser.get(address)).fields["seen"]
    assert browser.post(address, {"decision": "approve", "seen": seen}).status_code == 302


def test_a_writer_sees_what_a_change_to_a_public_article_would_look_like(writer):
    article = published_at_the_desk(browser_of("superuser"))
    fields = article_form(writer, change(article)) | {"body": "By the writer."}
    html = writer.get(change(article)).content.decode()
    assert f'formaction="{LIST}{article.pk}/preview/"' in html
    response = writer.post(f"{LIST}{article.pk}/preview/", fields)
    assert (response.status_code, "By the writer." in response.content.decode()) == (200, True)
    assert editing.current(article).body == "One."


@settings(max_examples=examples(60))
@given(document=documents())
def test_a_field_that_cannot_be_changed_holds_what_the_document_has(document):
    document = replace(document, category=(), status=document.status or "draft")
    sent = {f"{part}-{count}_FORMS": "0" for part in PARTS for count in ("TOTAL", "INITIAL")}
    form = DocumentForm(sent | {"revision": "1"}, document=document)
    for name, field in form.article.fields.items():
        field.disabled = name not in {"revision", "save"}
    assert form.article.is_valid(), form.article.errors
    values = form.article.cleaned_data
    for name in ("title", "slug", "tags", "status", "published", "aliases", "language", "summary", "short_answer"):
        assert values[name] == getattr(document, name), name
    assert values["body"] == document.body


# Times


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("2026-12-24 09:00", datetime(2026, 12, 24, 8, tzinfo=UTC)),
        ("2026-12-24  9:00", datetime(2026, 12, 24, 8, tzinfo=UTC)),
        ("2026-12-24T09:00", datetime(2026, 12, 24, 8, tzinfo=UTC)),
        ("2026-12-24t09:00:30", datetime(2026, 12, 24, 8, 0, 30, tzinfo=UTC)),
        ("2026-07-24 09:00", datetime(2026, 7, 24, 7, tzinfo=UTC)),
        ("2026-12-24 09:00Z", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24T09:00:00z", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24 09:00 +05:30", datetime(2026, 12, 24, 3, 30, tzinfo=UTC)),
        ("2026-12-24 09:00-0500", datetime(2026, 12, 24, 14, tzinfo=UTC)),
        ("2026-12-24T23:00-02", datetime(2026, 12, 25, 1, tzinfo=UTC)),
        # The hour that the clocks skip, and the one that they repeat.
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        *(
            (typed, None)
            for typed in (
                *("2026-12-24 9", "2026-12-24 25:00", "2026-12-24 24:00", "2026-12-24 09:60", "2026-13-01 09:00"),
                *("2026-12-24 09:00 CET", "2026-12-24 09:00+25:00", "24.12.2026 09:00", "2026-12-2409:00", "09:00"),
                *("0001-01-01 00:00+14:00", "9999-12-31 23:00-12:00", "٢٠٢٦-12-24 09:00", "2026-12-24 09:00:00.5"),
            )
        ),
    ],
)
def test_a_date_and_a_time_are_read_as_people_write_them(settings, typed, meant):
    settings.TIME_ZONE = "Europe/Berlin"
    with timezone.override("Europe/Berlin"):
        sent = {f"{part}-{count}_FORMS": "0" for part in PARTS for count in ("TOTAL", "INITIAL")}
        form = DocumentForm(sent | {"title": "X", "status": "draft", "revision": "0", "published": typed})
        assert form.is_valid() == (meant is not None), form.article.errors
    if meant:
        assert form.result.published == meant
    else:
        assert list(form.article.errors) == ["published"]


# A time to come


def test_nobody_takes_a_public_article_from_readers_by_a_date_without_saying_so(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article))
    assert "hide" not in fields
    page = post(desk, change(article), fields, published="2999-01-01 09:00")
    assert (page.status, list(page.errors)) == (422, ["published"])
    assert "Readers see this article now" in page.errors["published"][0]
    assert "hide" in page.names
    assert Article.objects.published().exists()
    page = post(desk, change(article), page.fields, hide="on")
    assert "Readers will see this article from 1 January 2999, 9 a.m. on." in page.messages
    assert not Article.objects.published().exists()
    # Scheduled already: nothing is taken from anybody, and nothing is asked.
    page = post(desk, change(article), article_form(desk, change(article)), published="2999-01-02")
    assert (page.status, page.errors) == (200, {})


def test_a_next_version_with_a_time_to_come_is_asked_about_too(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article)) | {"published": "2999-01-01", "_draft": "yes"}
    page = post(desk, change(article), fields)
    assert (page.status, list(page.errors)) == (422, ["published"])
    page = post(desk, change(article), page.fields, hide="on", _draft="yes")
    assert page.messages == ["Kept as the next version. Readers see the present one until it is published."]
    html = desk.get(f"{LIST}{article.pk}/review/").content.decode()
    assert "takes the article from readers until 1 January 2999." in html


def test_what_waits_for_its_time_is_not_said_to_be_published(desk):
    article = make_article("Ada Lovelace", status="in review", published=date(2999, 1, 1))
    html = desk.get(f"{LIST}{article.pk}/review/").content.decode()
    assert "Readers will see it from 1 January 2999 on." in html
    seen = Page(desk.get(f"{LIST}{article.pk}/review/")).fields["seen"]
    address = f"{LIST}{article.pk}/review/"
    page = Page(desk.post(address, {"decision": "approve", "seen": seen}, follow=True))
    assert page.messages == ["Approved. Readers will see this article from 1 January 2999 on."]
    now = make_article("BERT", status="draft", published=None)
    waiting = make_article("GPT", status="draft", published=date(2999, 1, 1))
    chosen = {"action": "publish", "_selected_action": [now.pk, waiting.pk]}
    page = Page(desk.post(LIST, chosen, follow=True))
    assert page.messages == ["“GPT”: Readers will see this article from 1 January 2999 on.", "1 article published."]


# Names


def aliases_after(desk, article, *titles):
    for title in titles:
        page = post(desk, change(article), article_form(desk, change(article)), title=title, _save="Save")
        assert page.status == 200, page.errors
    return editing.current(article).aliases


def test_a_title_that_readers_knew_stays_as_another_name(desk):
    assert aliases_after(desk, make_article("Ada Byron"), "Ada King", "Ada Lovelace") == ("Ada Byron", "Ada King")


def test_a_title_that_no_reader_has_seen_is_no_other_name(desk, writer):
    assert aliases_after(desk, make_article("Grace Hoper", status="draft"), "Grace Hopper") == ()
    article = make_article("Ada Byron")
    for title in ("Ada Kign", "Ada King"):
        post(writer, change(article), article_form(writer, change(article)), title=title, _draft="Keep as draft")
    document, _number = editing.pending_document(article, PendingVersion.objects.get())
    assert (document.title, document.aliases) == ("Ada King", ("Ada Byron",))
    post(writer, change(article), article_form(writer, change(article)), title="Ada Byron", _draft="Keep as draft")
    document, _number = editing.pending_document(article, PendingVersion.objects.get())
    assert (document.title, document.aliases) == ("Ada Byron", ())
    PendingVersion.objects.get().delete()
    assert editing.current(article).aliases == ()


def test_renamed_back_an_article_keeps_the_name_in_between_only_where_it_is_linked_to(desk):
    assert aliases_after(desk, make_article("Ada Byron"), "Ada Kign", "Ada Byron") == ()
    make_article("Linking", body="See [[Grace Murray]].")
    article = make_article("Grace Hopper")
    assert aliases_after(desk, article, "Grace Murray", "Grace Hopper") == ("Grace Murray",)


@pytest.mark.parametrize("verb", ["revert", "undo"])
def test_a_rename_that_is_reverted_leaves_no_name_behind(desk, verb):
    for by_form in (True, False):
        article = make_article(f"Right {by_form}")
        aliases_after(desk, article, "Wrong")
        number = 1 if verb == "revert" else 2
        if by_form:
            address = f"{change(article)}?{verb}={number}"
            assert post(desk, address, article_form(desk, address), summary="Right again.").status == 200
        else:
            desk.post(f"{LIST}{article.pk}/history/{number}/{verb}/")
        document = editing.current(article)
        assert (document.title, document.aliases) == (f"Right {by_form}", ())


def test_of_two_who_rename_at_once_the_second_decides(desk):
    article = make_article("Ada Byron")
    fields = article_form(desk, change(article))
    post(desk, change(article), fields, title="Ada King")
    page = post(desk, change(article), fields, title="Ada Lovelace")
    assert page.status == 409
    post(desk, change(article), page.fields, title="Ada Lovelace", resolved="yes")
    assert editing.current(article).aliases == ("Ada Byron", "Ada King")
