"""Where in an article the words stand that a comment is about: in its thread, in its form, in an export."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import escape

from comments import moderation
from comments.articles import body_html
from comments.exchange import transfer
from comments.models import Comment, Passage
from comments.passages import passages
from comments.passages.finding import Place
from comments.passages.passages import link, quotation
from comments.passages.plain_text import read
from encyclopedia import editing
from encyclopedia.snapshots import document_of
from tests.builders import make_article

from .builders import PRIVATE, fields, make_comment, root_user, text_of

BODY = """## Life

Ada Lovelace wrote the first program[@a] for a machine that nobody had built.

## Work

- The Analytical Engine weaves algebraic patterns.
- It was never finished."""
TYPED = "These words are not in the article as it reads now."


@pytest.fixture
def article(db):
    return make_article("Ada Lovelace", body=BODY)


def reading_of(source):
    return read(body_html(SimpleNamespace(body=source)))


def place_of(reading, exact):
    start = reading.text.index(exact)
    return Place(start, start + len(exact))


def about(article, exact, **parts):
    """An approved comment on these words."""
    reading = reading_of(article.body)
    passage = quotation(reading.text, place_of(reading, exact))
    return make_comment(article, f"About {exact}.", passage=passage, **parts)


def change(article, old, new):
    """Let somebody edit the article."""
    document = document_of(article)
    editing.record(article, replace(document, body=document.body.replace(old, new)), by=None)


def shown(article):
    return render_to_string("comments/thread.html", {"article": article}, RequestFactory().get("/"))


def address_in(html):
    return re.search(r'href="(/wiki/ada-lovelace/#[^"]*)"', html)[1]


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("Ada Lovelace wrote", "#life:~:text=Ada Lovelace wrote,-the first program"),
        ("nalytic", "#work:~:text=The-,Analytical,-Engine weaves algebraic"),
        ("patterns. It was", "#work:~:text=Engine weaves algebraic-,patterns.,It was,-never finished."),
        # Between the first word and the others stands a citation.
        (
            "program for a machine",
            "#life:~:text=Ada Lovelace wrote the first-,program,for a machine,-that nobody had built.",
        ),
    ],
)
def test_a_link_leads_to_whole_words_within_blocks(exact, expected):
    reading = reading_of(BODY)
    assert unquote(link(reading, place_of(reading, exact))) == expected


def test_signs_that_mean_something_in_a_link_are_written_out():
    reading = reading_of("A semi-open, free & easy text.")
    address = link(reading, place_of(reading, "semi-open, free & easy"))
    assert address == "#:~:text=A-,semi%2Dopen%2C%20free%20%26%20easy,-text."


def test_long_words_are_named_by_their_beginning_and_their_end():
    reading = reading_of("The engine can do whatever we know how to order it to perform. " * 4)
    address = unquote(link(reading, Place(0, len(reading.text))))
    assert re.fullmatch(r"#:~:text=The engine can [^,]{20,60},[^,]{20,60} perform\.", address)


def test_a_comment_shows_the_words_and_leads_to_them(article):
    about(article, "never finished")
    html = shown(article)
    assert '<p dir="auto">never finished</p>' in html
    assert 'data-start="140" data-end="154"' in html
    assert address_in(html) == "/wiki/ada-lovelace/#work:~:text=It%20was-,never%20finished"


def test_so_do_its_own_page_and_that_of_its_author(client, article):
    comment = about(article, "never finished")
    reply = make_comment(article, "A reply.", parent=comment)
    base = f"{article.get_absolute_url()}comments/"
    for address in (base, f"{base}{comment.public_id}/", f"{base}{reply.public_id}/"):
        page = text_of(client.get(address))
        assert page.count('<p dir="auto">never finished</p>') == 1
        assert address_in(page).endswith("never%20finished")


def test_any_number_of_passages_costs_no_query(article, django_assert_num_queries):
    for exact in ("Ada Lovelace", "first program", "never finished", "algebraic"):
        about(article, exact)
        with django_assert_num_queries(2):
            shown(article)


def test_words_that_moved_are_found_at_their_new_place(article):
    about(article, "never finished")
    change(article, "## Work", "## Later\n\nIt was never shown.\n\n## Works")
    assert address_in(shown(article)).startswith("/wiki/ada-lovelace/#works:~:text=")


def test_words_that_changed_are_found_and_said_to_have_changed(article):
    about(article, "The Analytical Engine weaves algebraic patterns")
    change(article, "weaves algebraic", "wove many algebraic")
    html = shown(article)
    assert "Changed since." in html
    assert "weaves algebraic patterns</p>" in html
    assert unquote(address_in(html)).endswith("text=The Analytical Engine wove many algebraic patterns")


def test_words_that_went_are_said_to_be_gone(article):
    about(article, "It was never finished")
    change(article, "- It was never finished.", "- Nobody built it.")
    html = shown(article)
    assert "These words are no longer in the article." in html
    assert "data-start" not in html
    change(article, "- Nobody built it.", "- Nobody built it. It was never finished.")
    assert "data-start" in shown(article)


def test_a_removed_comment_takes_its_words_along(article):
    comment = about(article, "never finished")
    make_comment(article, "A reply.", parent=comment)
    moderation.reject(comment, by=root_user())
    assert "never finished" not in shown(article)
    moderation.delete(comment, by=root_user())
    assert not Passage.objects.exists()


# The form


def selection(exact="never finished", **changes):
    return {"exact": exact, "prefix": "patterns. It was ", "suffix": ".", "start": "140"} | changes


def test_a_selection_comes_to_the_form_by_its_address(client, new):
    response = client.get(new, selection())
    page = text_of(response)
    assert response.status_code == 200
    assert PRIVATE in response["Cache-Control"]
    assert '<p dir="auto">never finished</p>' in page
    assert 'name="prefix" value="patterns. It was "' in page
    assert "<details open" not in page


def post(client, article, new, **changes):
    return client.post(new, fields(article, **changes))


def test_what_is_stored_is_what_the_article_has(client, article, new):
    response = post(client, article, new, **selection(prefix="<b>", suffix="\0" * 3, start="x"))
    assert response.status_code == 303
    passage = Passage.objects.get()
    assert (passage.exact, passage.start) == ("never finished", 140)
    assert (passage.prefix[-9:], passage.suffix) == (" It was ".rjust(9, "."), ".")
    assert '<p dir="auto">never finished</p>' in text_of(client.get(response["Location"]))


def test_words_can_be_typed_without_scripts(client, article, new):
    assert 'name="exact"' in text_of(client.get(new))
    assert post(client, article, new, exact="  never\r\n  finished ").status_code == 303
    assert Passage.objects.get().start == 140


def test_words_copied_with_a_marker_among_them_are_found(client, article, new):
    assert post(client, article, new, exact="wrote the first program[1] for a machine").status_code == 303
    assert Passage.objects.get().exact == "wrote the first program for a machine"


def test_the_preview_keeps_them(client, article, new):
    page = text_of(post(client, article, new, **selection(), preview="yes"))
    assert '<p dir="auto">never finished</p>' in page
    assert 'name="start" value="140"' in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("refused", [{"text": ""}, {"token": "forged"}])
def test_a_refusal_keeps_them(client, article, new, refused):
    response = client.post(new, fields(article, **selection()) | refused)
    assert response.status_code == 422
    assert '<p dir="auto">never finished</p>' in text_of(response)
    assert 'name="prefix" value="patterns. It was "' in text_of(response)


@pytest.mark.parametrize(
    ("exact", "words"),
    [
        ("Nobody has ever written these words.", TYPED),
        ("<script>alert(1)</script>", TYPED),
        ("\u202egnorw\u202c", TYPED),
        ("w" * 501, "These words have 501 characters; at most 500 can be quoted."),
        ("a\0b", "cannot be shown"),
        ("a\u2028b", "cannot be shown"),
    ],
)
def test_words_that_are_not_there_are_refused_at_their_field(client, article, new, exact, words):
    for response in (client.get(new, selection(exact)), post(client, article, new, text="Mine.", exact=exact)):
        page = text_of(response)
        assert response.status_code == 422
        assert words in page
        assert escape(exact.replace("\0", "\ufffd")) in page.replace("\0", "\ufffd")
        assert '<details class="passage-field" open>' in page
        assert "<script>alert" not in page
    assert "Mine." in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("exact", ["never finished", "Not there."])
def test_an_article_is_read_once_to_look_for_words(client, article, new, exact, monkeypatch):
    read_by = []
    monkeypatch.setattr(passages, "body_html", lambda article: read_by.append(article) or body_html(article))
    client.get(new, selection(exact))
    assert len(read_by) == 1


def test_one_can_go_on_without_them(client, article, new):
    refused = text_of(post(client, article, new, exact="Not there."))
    assert 'name="unquoted"' in refused
    assert post(client, article, new, exact="Not there.", unquoted="yes").status_code == 303
    assert Comment.objects.exists()
    assert not Passage.objects.exists()


@pytest.mark.parametrize("start", ["-1", "1e9", "١", "9" * 30, "", "140.0"])
def test_any_start_will_do(client, article, new, start):
    assert client.get(new, selection(start=start)).status_code == 200
    assert post(client, article, new, **selection(start=start)).status_code == 303
    assert Passage.objects.get().start == 140


def test_a_reply_is_about_no_words(client, article, new):
    root = make_comment(article)
    page = text_of(client.get(new, selection() | {"reply_to": root.public_id}))
    assert "never finished" not in page
    assert 'name="exact"' not in page
    assert client.post(new, fields(article, root, **selection("Not there."))).status_code == 303
    assert not Passage.objects.exists()


# Export


def exported(article):
    return json.loads(json.dumps(transfer.export([article])[article.pk]))


def test_an_export_tells_the_words_and_is_taken_in_again(article):
    about(article, "never finished")
    make_comment(article, "About nothing.")
    told = exported(article)
    assert told[0]["passage"]["exact"] == "never finished"
    assert "passage" not in told[1]
    article.comments.all().delete()
    transfer.restore(article, told)
    assert exported(article) == told
    assert "data-start" in shown(article)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exact": ""},
        {"exact": 3},
        {"exact": "w" * 501},
        {"prefix": "w" * 65},
        {"suffix": "\0"},
        {"start": -1},
        {"start": True},
        {"start": 2**31},
        {"more": "x"},
    ],
)
def test_other_words_are_not_taken_in(article, wrong):
    about(article, "never finished")
    [told] = exported(article)
    article.comments.all().delete()
    told["passage"] |= wrong
    with pytest.raises(ValueError, match=r"passage|exact|prefix|suffix|start"):
        transfer.restore(article, [told])


def test_only_an_approved_thread_is_taken_in_with_words(article):
    make_comment(article, parent=about(article, "never finished"))
    told = exported(article)
    article.comments.all().delete()
    told[1]["passage"] = told[0]["passage"]
    with pytest.raises(ValueError, match="passage"):
        transfer.restore(article, told)
