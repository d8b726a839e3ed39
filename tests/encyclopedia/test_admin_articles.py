"""Articles at the desk."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings as site
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Infobox, InfoboxField, Name, Reference, TimelineEvent
from encyclopedia.models import Article, Category, Revision
from tests.builders import count_queries, make_article, make_document
from tests.documents import documents
from tests.thoroughness import examples

from .browsers import Page, add_row, article_form, at_once

pytestmark = pytest.mark.django_db

LIST = "/admin/encyclopedia/article/"
ADD = f"{LIST}add/"

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "</textarea><b>bold",
    "]]><!--",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "%(title)s %s %d",
    "\u202egnihtemos",
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp;",
    "<" * 200,
]


def change(article):
    return f"{LIST}{article.pk}/change/"


def post(client, path, fields, **changes):
    """Send the form; the answer is the page that it leads to."""
    return Page(client.post(path, fields | changes, follow=True), "article_form")


def whole_article():
    """An article with something in every part."""
    return make_article(
        "Ada Lovelace",
        category=("People", "Mathematicians"),
        tags=("War, peace", "Computing"),
        aliases=("Countess of Lovelace",),
        former=("ada-byron",),
        language="en",
        short_answer="\n  A *mathematician*.\n\n",
        infobox=Infobox(
            title="Ada",
            caption="Wrote the first\nprogram.",
            image="images/ada.png",
            image_alt="Her portrait",
            image_credit="[Carpenter](https://example.org)",
            fields=(InfoboxField("Born", "1815"), InfoboxField("Field", "Maths"), InfoboxField("Field", "Poetry")),
        ),
        timeline=tuple(
            TimelineEvent(parse_event_date(date), f"In {date}.\n") for date in ("-0043", "~1815", "1842/1843", "1852/")
        ),
        references=(
            Reference("notes", "article", title="Notes", authors=(Name("{Royal Society}"), Name("Lovelace, Ada"))),
        ),
        body="    code\n\nText  \nwith a break.[@notes]",
    )


# The form


def test_saving_what_was_not_touched_says_so_and_changes_nothing(desk):
    article = whole_article()
    before = editing.current(article)
    page = post(desk, change(article), article_form(desk, change(article)))
    assert (page.status, page.messages) == (200, ["Nothing was changed."])
    assert editing.current(article) == before
    assert article.revisions.count() == 1
    assert not LogEntry.objects.exists()


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=documents())
def test_whatever_an_article_holds_goes_through_the_form_without_loss(desk, document):
    with transaction.atomic():
        article = Article()
        editing.record(article, document, by=None)
        before = editing.current(article)
        fields = article_form(desk, change(article))
        untouched = post(desk, change(article), fields)
        assert untouched.messages == ["Nothing was changed."], untouched.errors
        assert (editing.current(article), article.revisions.count()) == (before, 1)
        saved = post(desk, change(article), fields, language="eo")
        assert any("was changed" in message for message in saved.messages), saved.errors
        after = editing.current(article)
        assert after == replace(before, language="eo", updated=after.updated)
        transaction.set_rollback(True)


def test_an_article_is_written(desk, editor):
    fields = article_form(desk, f"{ADD}?title=Grace+Hopper")
    assert fields["title"] == "Grace Hopper"
    fields |= {"status": "published", "body": "# Life\r\n\r\nShe wrote a compiler.\r\n", "note": "A first version"}
    add_row(fields, "timeline", date="1906-12-09", event="Born.")
    add_row(fields, "references", title="Her papers")
    page = post(desk, ADD, fields)
    assert page.messages == ["The article “Grace Hopper” was added."]
    article = Article.objects.get()
    document = editing.current(article)
    assert (document.slug, document.body) == ("grace-hopper", "# Life\n\nShe wrote a compiler.")
    assert [str(event.date) for event in document.timeline] == ["1906-12-09"]
    assert [reference.key for reference in document.references] == ["ref-1"]
    revision = article.revisions.get()
    assert (revision.author, revision.note, revision.is_public) == (editor, "A first version", True)
    assert LogEntry.objects.get().get_change_message() == "Written: A first version"


def test_without_scripts_the_blank_row_of_each_part_is_one_to_write_in(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article))
    fields |= {"infobox-0-label": "Born", "infobox-0-value": "1815", "faq-0-question": "Who?", "faq-0-answer": "Ada."}
    page = post(desk, change(article), fields, _continue="Save and continue editing")
    assert page.messages == ["The article “Ada Lovelace” was changed. You may go on below."]
    assert page.fields["infobox-0-value"] == "1815"
    assert page.fields["infobox-1-value"] == ""
    assert [pair.question for pair in editing.current(article).faq] == ["Who?"]


def test_rows_are_added_moved_emptied_and_removed(desk):
    article = whole_article()
    fields = article_form(desk, change(article))
    fields |= {"infobox-0-label": "", "infobox-0-value": "", "infobox-1-DELETE": "on"}
    fields |= {"timeline-0-ORDER": "3", "timeline-1-ORDER": "1", "timeline-2-ORDER": "2", "timeline-3-DELETE": "on"}
    add_row(fields, "timeline", date="1835", event="Married.", ORDER="1")
    post(desk, change(article), fields)
    document = editing.current(article)
    assert [field.value for field in document.infobox.fields] == ["Poetry"]
    assert [str(event.date) for event in document.timeline] == ["~1815", "1835", "1842/1843", "-0043"]
    assert article.revisions.count() == 2


def test_every_part_can_be_emptied(desk):
    article = whole_article()
    fields = article_form(desk, change(article))
    kept = {"title", "slug", "status", "published", "revision", "csrfmiddlewaretoken"}
    for name in fields:
        if name not in kept and not name.endswith(("_FORMS", "-ORDER", "-type")):
            fields[name] = ""
    post(desk, change(article), fields)
    document = editing.current(article)
    assert document == make_document("Ada Lovelace", summary="", former=("ada-byron",), updated=document.updated)


def test_another_slug_keeps_the_old_one_as_a_former_address(desk):
    article = whole_article()
    post(desk, change(article), article_form(desk, change(article)), slug="ada-king")
    document = editing.current(article)
    assert (document.slug, document.former) == ("ada-king", ("ada-byron", "ada-lovelace"))


def test_a_slug_that_is_emptied_comes_from_the_title_again(desk):
    article = make_article("Ada Lovelace", slug="ada")
    post(desk, change(article), article_form(desk, change(article)), slug="", title="Ada King")
    document = editing.current(article)
    assert (document.slug, document.former) == ("ada-king", ("ada",))


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("bert", "The slug belongs to the article “BERT”. You could write “bert-3”."),
        ("old-bert", "The slug is a former address of the article “BERT”. You could write “old-bert-2”."),
    ],
)
def test_a_slug_of_another_article_is_refused_beside_the_slug_with_one_that_is_free(desk, slug, said):
    make_article("BERT", former=("old-bert",))
    make_article("Bert", slug="bert-2")
    article = make_article("Ada Lovelace")
    page = post(desk, change(article), article_form(desk, change(article)), slug=slug, body="Still here.")
    assert (page.status, page.errors) == (422, {"slug": [said]})
    assert (page.fields["slug"], page.fields["body"]) == (slug, "Still here.")
    assert editing.current(article) == make_document("Ada Lovelace")


def test_a_title_that_is_taken_is_a_warning_and_its_slug_is_not_taken_silently(desk):
    make_article("Mercury", summary="A planet.")
    page = post(desk, ADD, article_form(desk, ADD), title="Mercury", body="A metal.")
    assert (page.status, list(page.errors)) == (422, ["slug"])
    page = post(desk, ADD, page.fields, slug="mercury-element")
    assert page.messages == [
        "There is another article with this title. A link to it leads to the older one.",
        "The article “Mercury” was added.",
    ]
    assert Article.objects.filter(title="Mercury").count() == 2


def test_a_refused_form_shows_every_word_again_and_each_error_beside_its_field(desk):
    article = whole_article()
    before = editing.current(article)
    fields = article_form(desk, change(article))
    fields |= {"title": "Augusta Ada", "tags": "One\r\nTwo", "note": "Why", "body": "\r\n\r\nLeading and trailing\r\n"}
    fields |= {"timeline-0-date": "yesterday", "timeline-0-event": "\r\nTyped.", "timeline-1-DELETE": "on"}
    fields |= {"infobox-0-ORDER": "7", "infobox-1-value": "", "status": "archived", "faq-0-answer": "No question."}
    add_row(fields, "references", title="New", date="1950s")
    page = post(desk, change(article), fields)
    assert page.status == 422
    assert page.errors == {
        "infobox-1-value": ["This field is required."],
        "timeline-0-date": ["“yesterday” is no date; write 1950, 1950-10, 1950-10-07, -0043 or ~1950."],
        "faq-0-question": ["This field is required."],
        "references-2-date": ["“1950s” is no date; write the span 1950/1959."],
    }
    assert page.notes == ["Please correct the errors below."]
    assert {name: page.fields.get(name) for name in fields} == fields | {
        "csrfmiddlewaretoken": page.fields["csrfmiddlewaretoken"]
    }
    rows = [name for name in page.names if name.startswith("infobox-") and name.endswith("-label")]
    assert rows[-1] == "infobox-0-label" or rows[-2:] == ["infobox-0-label", "infobox-3-label"]
    assert editing.current(article) == before


def test_three_thousand_rows_are_refused_and_shown_again(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article)) | {"infobox-TOTAL_FORMS": "3000"}
    for number in range(3000):
        fields |= {f"infobox-{number}-label": "Born", f"infobox-{number}-value": f"Number {number % 2000}"}
    page = post(desk, change(article), fields)
    assert page.status == 422
    assert "There are 3,000; 500 at most." in page.html
    assert page.errors["infobox-2999-value"] == ["“Born” has the value “Number 999” twice."]
    assert page.fields["infobox-2998-value"] == "Number 998"
    assert article.revisions.count() == 1


def test_more_fields_than_any_article_has_are_answered_with_400(desk):
    article = make_article("Ada Lovelace")
    sent = "&".join(["extra=x"] * (site.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert desk.post(change(article), sent, content_type="application/x-www-form-urlencoded").status_code == 400
    assert article.revisions.count() == 1


def test_invalid_bytes_never_become_half_a_character(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article))
    sent = "&".join(f"{name}={value}" for name, value in fields.items() if name != "body") + "&body=a%ED%A0%80b"
    response = desk.post(change(article), sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert editing.current(article).body == "a\ufffd\ufffd\ufffdb"


def test_what_the_form_does_not_have_is_ignored(desk, editor):
    article, other = make_article("Ada Lovelace"), make_article("BERT")
    fields = article_form(desk, change(article))
    extra = {"id": other.pk, "pk": other.pk, "author": "999", "is_staff": "on", "revision_number": "77"}
    extra |= {"former": "stolen", "updated": "1999-01-01", "title_key": "x", "slug_key": "x", "body_html": "<b>"}
    post(desk, change(article), fields, body="New.", **extra)
    document = editing.current(article)
    assert (document.body, document.former, document.updated.year >= 2024) == ("New.", (), True)
    article.refresh_from_db()
    assert (article.revision_number, article.revisions.first().author) == (2, editor)
    assert editing.current(other) == make_document("BERT")


def test_a_note_that_looks_like_a_list_does_not_break_the_history(desk):
    article = make_article("Ada Lovelace")
    for number, note in enumerate(["[1]", '["added"]', "{}", "[" * 300, "<b>bold</b>"]):
        post(desk, change(article), article_form(desk, change(article)), body=f"Text {number}.", note=note)
    page = desk.get(f"{LIST}{article.pk}/history/")
    assert page.status_code == 200
    assert "Changed: [1]" in page.content.decode()
    assert "<b>bold" not in page.content.decode()
    assert desk.get("/admin/").status_code == 200


@pytest.mark.parametrize("answer", ["_popup=1&_to_field=body", "_popup=1&_to_field=nonsense", "_to_field=password"])
def test_fields_of_popups_reach_nothing_else(desk, answer):
    article = make_article("Ada Lovelace")
    assert desk.get(f"{change(article)}?{answer}").status_code == 400
    extra = dict(part.split("=") for part in answer.split("&"))
    fields = article_form(desk, change(article))
    assert desk.post(change(article), fields | extra | {"body": "New."}).status_code == 400
    assert article.revisions.count() == 1


# Two at once


def test_changes_to_other_parts_are_merged_and_that_is_said(desk):
    article = make_article("Ada Lovelace", body="One.\n\nTwo.\n\nThree.")
    fields = article_form(desk, change(article))
    first = post(desk, change(article), fields, summary="By Alice.", body="One, by Alice.\r\n\r\nTwo.\r\n\r\nThree.")
    assert not first.errors
    page = post(desk, change(article), fields, language="eo", body="One.\r\n\r\nTwo.\r\n\r\nThree, by Bob.")
    assert page.status == 200
    assert any("editor had changed other parts" in message for message in page.messages)
    document = editing.current(article)
    assert (document.summary, document.language) == ("By Alice.", "eo")
    assert document.body == "One, by Alice.\n\nTwo.\n\nThree, by Bob."
    assert article.revisions.count() == 3


def test_changes_to_the_same_words_are_shown_side_by_side_and_nothing_typed_is_lost(desk):
    article = make_article("Ada Lovelace", body="Before.")
    fields = article_form(desk, change(article))
    post(desk, change(article), fields, body="Alice was here.", summary="By Alice.")
    page = post(desk, change(article), fields, body="So was Bob.", note="Mine", **{"faq-0-question": "And?"})
    assert page.status == 409
    assert any("changed the same words" in note for note in page.notes)
    for text in ("Before.", "Alice was here.", "So was Bob."):
        assert f"<pre>{text}</pre>" in page.html
    typed = page.fields
    assert (typed["body"], typed["faq-0-question"], typed["note"]) == ("So was Bob.", "And?", "Mine")
    assert typed["summary"] == "By Alice.", "what the other one changed elsewhere is in the form"
    assert editing.current(article).body == "Alice was here."
    again = post(desk, change(article), typed, body="Alice was here, and so was Bob.")
    assert again.status == 409, "without a word that both were looked at"
    assert again.fields["body"] == "Alice was here, and so was Bob."
    saved = post(desk, change(article), again.fields, resolved="yes")
    assert saved.status == 200
    document = editing.current(article)
    assert (document.body, document.summary) == ("Alice was here, and so was Bob.", "By Alice.")
    assert [pair.question for pair in document.faq] == ["And?"]


def test_an_article_that_was_published_meanwhile_stays_published(desk):
    article = make_article("Ada Lovelace", status="draft", published=None)
    fields = article_form(desk, change(article))
    editing.publish(article, by=None)
    page = post(desk, change(article), fields, body="New.")
    assert page.status == 200
    document = editing.current(article)
    assert (document.status, document.body) == ("published", "New.")


def test_a_rename_and_a_change_of_the_text_go_together(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article))
    editing.rename(article, "ada-king", by=None)
    post(desk, change(article), fields, body="New.")
    document = editing.current(article)
    assert (document.slug, document.former, document.body) == ("ada-king", ("ada-lovelace",), "New.")


def test_two_renames_are_a_conflict(desk):
    article = make_article("Ada Lovelace")
    fields = article_form(desk, change(article))
    editing.rename(article, "ada-king", by=None)
    assert post(desk, change(article), fields, slug="countess").status == 409
    assert editing.current(article).slug == "ada-king"


def test_an_old_title_stays_as_another_name_so_that_links_keep_working(desk, client):
    article = make_article("Ada Lovelace")
    make_article("Links", body="[[Ada Lovelace]] and [[ada-lovelace]].")
    fields = article_form(desk, change(article))
    page = post(desk, change(article), fields, title="Ada King", slug="ada-king")
    assert any("“Ada Lovelace” stays" in message for message in page.messages)
    html = client.get("/wiki/links/").content.decode()
    # Two links in the text, and one among the related articles.
    assert html.count('href="/wiki/ada-king/"') == 3
    assert "unwritten" not in html
    # Whoever takes the name out means it.
    fields = article_form(desk, change(article))
    post(desk, change(article), fields, aliases="")
    assert editing.current(article).aliases == ()


@pytest.mark.django_db(transaction=True)
def test_of_editors_who_save_at_the_same_moment_one_wins_and_the_others_are_told(editor):
    article = make_article("Ada Lovelace")
    names = ["One", "Two", "Three", "Four"]
    browsers = {name: Client() for name in names}
    forms = {}
    for name, browser in browsers.items():
        browser.force_login(editor)
        forms[name] = article_form(browser, change(article)) | {"body": name}
    answers = at_once([lambda n=name: browsers[n].post(change(article), forms[n]) for name in names])
    assert sorted(response.status_code for response in answers) == [302, 409, 409, 409]
    (winner,) = [name for name, response in zip(names, answers, strict=True) if response.status_code == 302]
    assert editing.current(article).body == winner
    assert [revision.number for revision in article.revisions.all()] == [2, 1]
    for name, response in zip(names, answers, strict=True):
        if name != winner:
            assert Page(response, "article_form").fields["body"] == name


@pytest.mark.django_db(transaction=True)
def test_a_new_article_that_is_sent_twice_is_there_once(editor):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(editor)
    fields = article_form(browsers[0], ADD) | {"title": "Ada Lovelace"}
    answers = at_once([lambda b=browser: b.post(ADD, fields) for browser in browsers])
    assert sorted(response.status_code for response in answers) == [302, 422]
    assert (Article.objects.count(), Revision.objects.count()) == (1, 1)


# Previews


def test_the_form_is_previewed_as_a_page_and_nothing_is_saved(desk):
    article = whole_article()
    before = editing.current(article)
    fields = article_form(desk, change(article)) | {"title": "Augusta Ada", "body": "## Early life\r\n\r\nNot saved."}
    add_row(fields, "infobox", label="Died", value="1852")
    response = desk.post(f"{LIST}preview/", fields)
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert all(words in page for words in ["Augusta Ada", "Not saved.", "1852", "Nothing of it is saved yet."])
    assert 'rel="canonical"' not in page
    assert editing.current(article) == before
    assert (article.revisions.count(), Category.objects.count()) == (1, 2)


def test_a_new_article_is_previewed_before_it_exists(desk):
    response = desk.post(f"{LIST}preview/", article_form(desk, ADD) | {"title": "Grace Hopper", "body": "*Soon.*"})
    assert "<em>Soon.</em>" in response.content.decode()
    assert not Article.objects.exists()


def test_what_cannot_be_previewed_says_what_is_wrong(desk):
    fields = article_form(desk, ADD) | {"title": "", "timeline-0-date": "1950s", "timeline-0-event": "x"}
    response = desk.post(f"{LIST}preview/", fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<strong>Title:</strong> This field is required." in page
    assert "<strong>Timeline 1, Date:</strong> “1950s” is no date; write the span 1950/1959." in page
    assert desk.post(f"{LIST}preview/", {}).status_code == 422


def test_opening_the_address_of_the_preview_leads_to_the_list(desk):
    response = desk.get(f"{LIST}preview/")
    assert (response.status_code, response["Location"]) == (302, LIST)


@pytest.mark.parametrize("status", ["draft", "in review", "published", "archived"])
def test_an_article_is_shown_as_it_is_stored_whatever_its_status(desk, status):
    article = make_article("Ada Lovelace", status=status, body="## Life\n\nWell [[kept]].")
    response = desk.get(f"{LIST}{article.pk}/preview/")
    assert "Well" in response.content.decode()
    assert f"stored as “{status}”" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_a_preview_of_no_article_is_not_found(desk, number):
    assert desk.get(f"{LIST}{number}/preview/").status_code == 404


# The list


def test_the_list_is_filtered_and_searched_by_title_slug_and_alias(desk):
    make_article("Ada Lovelace", aliases=("Countess",), category=("People",))
    make_article("BERT", status="draft", published=None)
    make_article("Élan vital", category=("People",), status="archived")
    for query, titles in {
        "?status__exact=draft": ["BERT"],
        "?q=lovelace": ["Ada Lovelace"],
        "?q=Countess": ["Ada Lovelace"],
        "?q=ada-love": ["Ada Lovelace"],
        "?q=%C3%A9lan": ["Élan vital"],
        "?q=%C3%89LAN": ["Élan vital"],
        "?q=elan": ["Élan vital"],
        "?q=nobody": [],
        f"?category__id__exact={Category.objects.get().pk}&status__exact=published": ["Ada Lovelace"],
        "?category__isnull=True": ["BERT"],
    }.items():
        shown = desk.get(LIST + query).context["cl"].result_list
        assert [article.title for article in shown] == titles, query


@pytest.mark.parametrize(
    "query",
    [
        *("status__exact=", "status__exact=nonsense", "status__exact=%00", "status__exact=%ED%A0%80", "status=draft"),
        *("category__id__exact=abc", "category__id__exact=" + "9" * 40, "category__id__exact=", "category__isnull=x"),
        *("p=-1", "p=0", "p=99999", "p=" + "9" * 40, "p=%D9%A1", "p=abc", "o=9.9.-9", "o=abc", "o=" + "1." * 500),
        *("q=%00", "q=" + "a+" * 240, "q=" + "a+" * 2000, "q=%25%25__'%22", "q=" + "%CC%81" * 500, "all=", "e=1"),
        *("_popup=1", "_to_field=password", "title__regex=(", "pk__in=1,2,x", "author__password__startswith=p"),
        *("_changelist_filters=%00", "%00=1", "facets=", "_facets=True", "id__exact=1", "=", "&&&", "status__in=a,b"),
    ],
)  # fmt: skip
def test_no_query_breaks_the_list(desk, query):
    make_article("Ada Lovelace", category=("People",))
    assert desk.get(f"{LIST}?{query}", follow=True).status_code in {200, 400}


def test_the_list_costs_the_same_however_much_it_shows(desk):
    make_article("Ada Lovelace", category=("People", "Mathematicians"))
    desk.get(LIST)
    cost = count_queries(lambda: desk.get(LIST))
    for number in range(20):
        make_article(f"Number {number}", category=("Numbers", str(number)), body="x" * 1000)
    assert count_queries(lambda: desk.get(LIST)) == cost


def test_the_form_costs_the_same_however_much_it_shows(desk):
    short, long = make_article("Short"), whole_article()
    desk.get(change(short))
    assert count_queries(lambda: desk.get(change(long))) <= count_queries(lambda: desk.get(change(short))) + 2


def act(client, action, *articles, **extra):
    data = {"action": action, "_selected_action": [article.pk for article in articles]} | extra
    return Page(client.post(LIST, data, follow=True))


def test_articles_are_published_and_withdrawn_from_the_list(desk, editor):
    draft, public = make_article("BERT", status="draft", published=None), make_article("Ada Lovelace")
    page = act(desk, "publish", draft, public)
    assert page.messages == ["1 article published."]
    assert [article.status for article in Article.objects.all()] == ["published", "published"]
    assert draft.revisions.first().author == editor
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Published."]
    assert act(desk, "withdraw", draft, public).messages == ["2 articles withdrawn."]
    assert [article.status for article in Article.objects.all()] == ["draft", "draft"]


@pytest.mark.parametrize("action", ["delete_selected", "delete", "nonsense", "", "has_delete_permission"])
def test_no_other_action_does_anything(desk, admin_user, action):
    article = make_article("Ada Lovelace")
    for browser in (desk, Client()):
        if browser is not desk:
            browser.force_login(admin_user)
        assert act(browser, action, article, post="yes").status == 200
        assert editing.current(article) == make_document("Ada Lovelace")


def test_nobody_deletes_articles_from_the_list_or_without_a_reason(desk, admin_user):
    article = make_article("Ada Lovelace")
    superuser = Client()
    superuser.force_login(admin_user)
    for browser in (desk, superuser):
        assert browser.post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code in {403, 422}
        assert ("/delete/" in browser.get(change(article)).content.decode()) == (browser is superuser)
        assert "delete_selected" not in browser.get(LIST).content.decode()
    assert Article.objects.exists()


# What readers of the desk see


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_wherever_the_desk_shows_it(desk, title):
    fields = article_form(desk, ADD) | {"title": title, "slug": "hostile", "note": title, "tags": title[:80]}
    fields |= {"infobox-0-label": title.replace("/", "|")[:80], "infobox-0-value": title, "faq-0-question": title}
    added = desk.post(ADD, fields, follow=True)
    article = Article.objects.get(slug="hostile")
    assert editing.current(article).title == title
    twin = desk.post(ADD, fields | {"slug": "twin"}, follow=True)
    refused = desk.post(change(article), fields | {"revision": "1", "slug": "twin"})
    preview = desk.post(f"{LIST}preview/", fields | {"status": "draft"})
    unshown = desk.post(f"{LIST}preview/", fields | {"language": title})
    pages = [added, twin, refused, preview, unshown, act_page(desk, article)]
    pages += [desk.get(path) for path in (LIST, change(article), f"{LIST}{article.pk}/history/", "/admin/")]
    pages += [desk.get(f"{LIST}{article.pk}/preview/"), desk.get(ADD, {"title": title}), desk.get(LIST, {"q": title})]
    assert [page.status_code for page in pages] == [200, 200, 422, 200, 422, *[200] * 8]
    for page in pages:
        read = Page(page)
        assert read.inline == []
        assert "<script>alert" not in read.html
        assert "<img src=x" not in read.html
        assert "<svg onload" not in read.html
        assert "<b>bold" not in read.html


def act_page(client, article):
    return client.post(LIST, {"action": "publish", "_selected_action": [article.pk]}, follow=True)


def test_no_page_of_the_desk_holds_what_the_policy_blocks_and_every_field_has_a_label(desk, admin_user):
    article = whole_article()
    desk.force_login(admin_user)
    fields = article_form(desk, change(article))
    wrong = fields | {"title": "", "timeline-0-date": "x", "infobox-0-ORDER": "x", "revision": "", "slug": "?"}
    pages = [desk.get(path) for path in ("/admin/", LIST, ADD, change(article), f"{LIST}{article.pk}/history/")]
    pages += [desk.get(f"/admin/encyclopedia/category/{end}") for end in ("", "add/", f"{article.category_id}/change/")]
    pages += [desk.post(change(article), wrong), desk.post(f"{LIST}preview/", wrong)]
    pages += [desk.post("/admin/encyclopedia/category/add/", {}), desk.get(f"{LIST}{article.pk}/preview/")]
    post(desk, change(article), fields, body="One.")
    pages.append(desk.post(change(article), fields | {"body": "Two."}))
    assert [page.status_code for page in pages] == [200] * 8 + [422, 422, 422, 200, 409]
    for response in pages:
        page = Page(response, "article_form")
        assert page.inline == []
        assert page.unlabelled == []
        assert "script-src 'self'" in response["Content-Security-Policy"]
    for response in pages[3], pages[8]:
        page = Page(response, "article_form")
        ids = [part.split('"')[0] for part in page.html.split(' id="')[1:] if "__prefix__" not in part.split('"')[0]]
        assert sorted(ids) == sorted(set(ids))


def test_a_form_that_lost_its_revision_says_so(desk):
    article = make_article("Ada Lovelace")
    page = post(desk, change(article), article_form(desk, change(article)), revision="", body="Kept.")
    assert (page.status, page.errors) == (422, {"revision": ["This field is required."]})
    assert page.fields["body"] == "Kept."


def test_times_are_shown_as_they_were_written(desk):
    moment = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    article = make_article("Ada Lovelace", published=moment)
    assert article_form(desk, change(article))["published"] == "2026-05-14T09:00:00Z"
    assert post(desk, change(article), article_form(desk, change(article))).messages == ["Nothing was changed."]
