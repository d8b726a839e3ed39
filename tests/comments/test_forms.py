"""What may stand in the fields of a comment."""

import pytest

from comments.forms import CommentForm
from tests.growth import MOST, growth

pytestmark = pytest.mark.django_db  # names are compared with those of the staff

LINKS = " ".join(f"https://example.org/{number}" for number in range(3))


def form(**changes):
    return CommentForm({"text": "A useful note.", "name": "Charlie", "email": ""} | changes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "  \n\t "),
        ("text", "x"),
        ("text", "x" * 5_001),
        ("text", "a" + "\u0301" * 64),
        ("text", "a\x00b"),
        ("text", "a\x0bb"),
        ("text", "a\x1bb"),
        ("text", "a\x85b"),
        ("text", "a\ufffeb"),
        ("text", "\u200b\u200b\u200b"),
        ("text", "> >"),
        ("text", "&#8203;&#8203;"),
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 51),
        ("name", "a" + "\u0301" * 64),
        ("name", "a\x00b"),
        ("name", "\u200b"),
        ("name", "\u202e"),
        ("name", "\u202eevil"),
        ("name", "\u2066Bob\u2069"),
        ("name", "https://example.org"),
        ("name", "Buy at http://x"),
        ("name", "www.example"),
        ("name", "example.com"),
        ("name", "CHEAP-PILLS.XYZ"),
        ("name", "example.de/pills"),
        ("name", "[me](x)"),
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("email", "a\x00@example.org"),
        ("email", f"{'a' * 250}@example.org"),
    ],
)
def test_a_mistake_is_told_at_its_field(field, value):
    written = form(**{field: value})
    assert list(written.errors) == [field]
    assert all(str(message) for message in written.errors[field])


@pytest.mark.parametrize("field", ["text", "name"])
def test_a_missing_field_is_a_mistake(field):
    data = {"text": "A useful note.", "name": "Charlie"}
    del data[field]
    assert list(CommentForm(data).errors) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "ok"),
        ("text", "👍👍"),
        ("text", "x" * 5_000),
        ("text", "é" * 5_000),
        ("text", "e\u0301" * 5_000),
        ("text", "\u202eright to left"),
        ("text", LINKS),
        ("text", "<script>alert(1)</script>"),
        ("name", "x" * 50),
        ("name", "J.R.R. Tolkien"),
        ("name", "St.John"),
        ("name", "Dr. Who"),
        ("name", "漢"),
        ("name", "فاطمة"),
        ("name", "🙂"),
        ("name", "<b>Bob</b>"),
        ("email", ""),
        ("email", "a.b+c@example.org"),
    ],
)
def test_what_people_write_is_taken(field, value):
    assert form(**{field: value}).errors == {}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("\n\n    code\n\n", "    code"),
        ("e\u0301clair", "éclair"),
        ("  indented", "  indented"),
    ],
)
def test_a_text_is_stored_as_it_was_meant(written, stored):
    draft = form(text=written)
    assert draft.is_valid()
    assert draft.draft("203.0.113.5").text == stored


def test_a_name_stands_on_one_line():
    draft = form(name="  Ada \n King ")
    assert draft.is_valid()
    assert draft.draft("203.0.113.5").name == "Ada King"


@pytest.mark.parametrize(("website", "trapped"), [("", False), ("https://example.org", True)])
def test_the_hidden_field_tells_programs(website, trapped):
    draft = form(website=website)
    assert draft.is_valid()
    assert draft.draft("203.0.113.5").trapped is trapped


def test_the_draft_holds_clean_html():
    draft = form(text="**Hi** <img src=x onerror=alert(1)> [x](javascript:alert(1)) https://example.org/")
    assert draft.is_valid()
    html = draft.draft("203.0.113.5").html
    assert "<strong>Hi</strong>" in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'rel="ugc nofollow noopener"' in html


def test_each_field_names_its_help_and_its_mistake():
    field = form(name="")["name"]
    assert 'aria-describedby="id_name_helptext id_name_error"' in str(field)
    assert 'aria-invalid="true"' in str(field)


@pytest.mark.parametrize("field", ["text", "name", "exact"])
def test_marks_without_end_are_refused_before_they_are_put_into_order(field, article):
    def refuse(marks):
        text = "a" + "\u0301" * marks + "\u0316" * marks
        found = CommentForm({"text": "A useful note.", "name": "Charlie", field: text}, article=article)
        assert "too many marks" in found.errors[field][0]

    assert growth(refuse, 15_000, 60_000) < MOST
