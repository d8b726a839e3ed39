"""The form of a whole document."""

import pytest

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Reference, TimelineEvent
from encyclopedia.forms import DocumentForm
from encyclopedia.forms.rows import PARTS
from tests.builders import make_article, make_document
from tests.growth import MOST, growth

pytestmark = pytest.mark.django_db


def filled(rows=None, **values):
    """A form that was sent back: fields of the article, and rows by part."""
    data = {"title": "Ada Lovelace", "status": "draft", "revision": "0"} | values
    for part in PARTS:
        given = (rows or {}).get(part, [])
        data |= {f"{part}-TOTAL_FORMS": str(len(given)), f"{part}-INITIAL_FORMS": "0"}
        for number, row in enumerate(given):
            chosen = {"type": "webpage"} if part == "references" else {}
            data |= {f"{part}-{number}-{name}": value for name, value in (chosen | row).items()}
    return DocumentForm(data)


def result(rows=None, **values):
    form = filled(rows, **values)
    assert form.is_valid(), (form.article.errors, {name: part.errors for name, part in form.parts.items()})
    return form.result


def errors(rows=None, **values):
    """What is wrong, by where it is said: `title`, `timeline` for the part, `timeline-0-date` for a field of a row."""
    form = filled(rows, **values)
    assert not form.is_valid()
    said = {name: list(texts) for name, texts in form.article.errors.items()}
    for part in form.parts.values():
        said |= {part.prefix: list(part.non_form_errors())} if part.non_form_errors() else {}
        for row in part.forms:
            said |= {f"{row.prefix}-{name}": list(texts) for name, texts in row.errors.items()}
    return said


def test_a_title_alone_is_a_document():
    assert result() == make_document("Ada Lovelace", status="draft", published=None, updated=None, summary="")


def test_the_slug_comes_from_the_title_where_none_is_written():
    assert result(title="Émilie du Châtelet").slug == "émilie-du-châtelet"
    assert result(title="Ada Lovelace", slug="ada").slug == "ada"


def test_a_title_that_gives_no_slug_is_answered_with_one_that_is_free():
    make_article("Article", slug="article")
    assert errors(title="???") == {"slug": ["The title gives no address. Write one here, such as “article-2”."]}


def test_rows_stand_in_the_order_of_the_numbers_beside_them():
    rows = [
        {"question": "Third?", "ORDER": "30"},
        {"question": "Last?", "ORDER": ""},
        {"question": "First?", "ORDER": "-1"},
        {"question": "Second?", "ORDER": "2"},
        {"question": "Second too?", "ORDER": "2"},
    ]
    told = [pair.question for pair in result({"faq": rows}).faq]
    assert told == ["First?", "Second?", "Second too?", "Third?", "Last?"]


def test_a_row_in_which_nothing_is_written_is_none_even_when_it_has_a_place():
    blank = {name: [{"ORDER": "4"}, {"ORDER": ""}] for name in PARTS}
    document = result(blank)
    assert (document.infobox.fields, document.timeline, document.faq, document.references) == ((), (), (), ())


def test_a_reference_of_which_only_the_type_is_chosen_is_none():
    assert result({"references": [{"type": "book"}, {"type": "map", "title": "Europe"}]}).references == (
        Reference("ref-1", "map", title="Europe"),
    )


def test_a_row_that_was_emptied_is_gone():
    article = make_document(
        infobox=Infobox(fields=(InfoboxField("Born", "1815"), InfoboxField("Died", "1852"))),
        references=(Reference("a", "book", title="One"), Reference("b", "book", title="Two")),
    )
    opened = DocumentForm(document=article)
    data = {"title": "Ada Lovelace", "slug": "ada-lovelace", "status": "published", "revision": "1"}
    for name, part in opened.parts.items():
        data |= {f"{name}-TOTAL_FORMS": part.total_form_count(), f"{name}-INITIAL_FORMS": part.initial_form_count()}
    data |= {"infobox-0-label": "", "infobox-0-value": " ", "infobox-1-label": "Died", "infobox-1-value": "1852"}
    data |= {"references-0-type": "book", "references-1-type": "book", "references-1-key": "b"}
    form = DocumentForm(data, document=article)
    assert form.is_valid()
    assert form.result.infobox.fields == (InfoboxField("Died", "1852"),)
    assert form.result.references == (Reference("b", "book"),)


def test_a_removed_row_is_gone_whatever_is_written_in_it():
    rows = [{"date": "nonsense", "event": "x" * 9000, "DELETE": "on"}, {"date": "1815", "event": "Born."}]
    assert result({"timeline": rows}).timeline == (TimelineEvent(parse_event_date("1815"), "Born."),)


def test_values_of_one_label_stand_together_under_its_first_spelling():
    rows = [{"label": "Field", "value": "Maths"}, {"label": "Born", "value": "1815"}, {"label": "field", "value": "AI"}]
    told = [(field.label, field.value) for field in result({"infobox": rows}).infobox.fields]
    assert told == [("Field", "Maths"), ("Field", "AI"), ("Born", "1815")]


def test_the_second_of_two_same_values_is_told_so_in_its_own_row():
    rows = [
        {"label": "Field", "value": "Maths"},
        {"label": "Born", "value": "Maths"},
        {"label": "FIELD", "value": "máths"},
    ]
    assert errors({"infobox": rows}) == {"infobox-2-value": ["“Field” has the value “máths” twice."]}


def test_everything_that_is_wrong_in_one_part_is_said_at_once():
    rows = [
        {"label": "L" * 81, "value": "v" * 301},
        {"label": "Born", "value": "1815"},
        {"label": "a/b", "value": "x\ny"},
        {"label": "Born", "value": "1815"},
    ]
    said = errors({"infobox": rows})
    assert said.keys() == {
        *("infobox-0-label", "infobox-0-value", "infobox-2-label", "infobox-2-value", "infobox-3-value")
    }
    events = [{"date": "1815", "event": "x" * 5001}, {"date": "1816", "event": " "}, {"date": "1817", "event": "Fine."}]
    assert errors({"timeline": events}).keys() == {"timeline-0-event", "timeline-1-event"}


def test_a_row_is_told_what_is_wrong_with_it_after_it_was_moved():
    rows = [{"question": "q" * 301, "ORDER": "9"}, {"question": "Fine?", "ORDER": "1"}, {"ORDER": "2"}]
    assert errors({"faq": rows}).keys() == {"faq-0-question"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("yesterday", "“yesterday” is no date; write 1950, 1950-10, 1950-10-07, -0043 or ~1950."),
        ("1950s", "“1950s” is no date; write the span 1950/1959."),
        ("1950-13", "“1950-13” is no date: there is no month 13."),
        ("1950-02-30", "“1950-02-30” is no date: there is no day 30 in that month."),
        ("1950/1940", "“1950/1940” is no date: the span ends before it starts."),
        ("44", "“44” is no date; write the year with four digits: 0044."),
        ("١٩٥٠", "“١٩٥٠” is no date; write 1950, 1950-10, 1950-10-07, -0043 or ~1950."),
        ("9" * 5000, f"“{'9' * 5000}” is no date; write 1950, 1950-10, 1950-10-07, -0043 or ~1950."),
    ],
)
def test_a_wrong_date_is_answered_with_what_to_write(written, said):
    assert errors({"timeline": [{"date": written, "event": "Something."}]}) == {"timeline-0-date": [said]}


@pytest.mark.parametrize(
    "written", ["-0043", "~1450", "1939/1945", "/1945", "1991/", "~1450/~1460-05", "0000", "-99999"]
)
def test_dates_are_read_as_documents_write_them(written):
    (event,) = result({"timeline": [{"date": written, "event": "Something."}]}).timeline
    assert str(event.date) == written


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\ufffe", "\ud800"])
def test_what_no_document_may_hold_is_refused_in_every_field(character):
    said = [f"The character U+{ord(character):04X} is not allowed here."]
    text = f"a{character}b"
    one = ["title", "slug", "tags", "aliases", "published", "language", "summary", "short_answer", "body", "note"]
    one += [f"infobox_{name}" for name in ("title", "caption", "image", "image_alt", "image_credit")]
    assert errors(**dict.fromkeys(one, text)) == dict.fromkeys(one, said)
    rows = {
        "infobox": ["label", "value"],
        "timeline": ["date", "event"],
        "faq": ["question", "answer"],
        "references": ["key", "title", "authors", "editors", "publisher", "date", "doi", "url", "archived"],
    }
    named = [f"{part}-0-{name}" for part, names in rows.items() for name in names]
    written = {part: [dict.fromkeys(names, text)] for part, names in rows.items()}
    assert errors(written) == dict.fromkeys(named, said)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("title", "x" * 201, "The title is longer than 200 characters."),
        ("title", "a\nb", "The title has several lines; write it on one."),
        ("title", " ", "This field is required."),
        ("slug", "Ada", "“Ada” is no slug: lower-case letters, digits and single hyphens between them."),
        ("slug", "../etc", "“../etc” is no slug: lower-case letters, digits and single hyphens between them."),
        ("slug", "x" * 101, "The slug is longer than 100 characters."),
        ("tags", "One\none", "The tag “one” stands there twice."),
        ("aliases", "x" * 201, "The alias is longer than 200 characters."),
        ("status", "live", "Select a valid choice. live is not one of the available choices."),
        ("category", "9" * 30, "Select a valid choice. That choice is not one of the available choices."),
        ("published", "14.5.2026", "“14.5.2026” is no date; write 2026-05-14 or 2026-05-14 09:00."),
        ("language", "English!", "“English!” is no language tag such as en or pt-BR."),
        ("summary", "x" * 1001, "The summary is longer than 1,000 characters."),
        ("body", "x" * 1_000_001, "The body is longer than 1,000,000 characters."),
        ("infobox_caption", "x" * 1001, "The caption is longer than 1,000 characters."),
        ("infobox_image", "a.svg", "“a.svg” is no image of ours; write images/name.png (png, jpg, gif or webp)."),
        ("note", "x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("revision", "-1", "Ensure this value is greater than or equal to 0."),
        ("revision", "9" * 30, "Ensure this value is less than or equal to 2147483647."),
        ("revision", "", "This field is required."),
    ],
)
def test_what_breaks_a_rule_is_said_beside_its_field(field, text, said):
    assert errors(**{field: text}) == {field: [said]}


def test_too_many_rows_are_said_beside_their_part():
    rows = [{"question": f"Number {number}?"} for number in range(501)]
    assert errors({"faq": rows}) == {"faq": ["There are 501; 500 at most."]}


def test_text_keeps_its_spaces_blank_lines_and_marks_as_they_were_typed():
    text = "\r\n  indented\r\n\r\n\ufeffmark  \r\n\r\n"
    kept = "\n  indented\n\n\ufeffmark  \n\n"
    document = result({"faq": [{"question": "Why?", "answer": text}]}, summary=text, short_answer=text, body=text)
    assert (document.summary, document.short_answer) == (kept, kept)
    assert document.faq == (Faq("Why?", kept),)
    assert document.body == "  indented\n\n\ufeffmark  "
    assert result(title="\ufeffBOM").title == "\ufeffBOM"


def test_letters_are_kept_in_their_composed_form():
    assert result(title="Zoe\u0308").title == "Zoë"


def test_tags_keep_their_commas_and_names_their_braces():
    rows = {"references": [{"title": "Notes", "authors": "Lovelace, Ada\r\n\r\n {Royal Society} \r\n"}]}
    document = result(rows, tags="War, peace\r\nCats\r\n")
    assert document.tags == ("War, peace", "Cats")
    assert [name.written for name in document.references[0].authors] == ["Lovelace, Ada", "{Royal Society}"]


def test_keys_of_references_are_made_where_none_is_written_and_may_not_repeat():
    rows = [{"title": "One"}, {"key": "ref-1", "title": "Two"}, {"title": "Three"}]
    assert [reference.key for reference in result({"references": rows}).references] == ["ref-2", "ref-1", "ref-3"]
    twice = [{"key": "a"}, {"key": "b"}, {"key": "a"}]
    assert errors({"references": twice}) == {"references-2-key": ["The key “a” stands there twice."]}


def test_a_refused_form_shows_its_rows_in_the_order_in_which_they_stood():
    rows = [
        {"question": "Second?", "ORDER": "2"},
        {"question": "No place?", "ORDER": ""},
        {"question": "First?", "ORDER": "1", "DELETE": "on"},
        {"question": "Wrong?", "ORDER": "soon"},
    ]
    form = filled({"faq": rows}, title="")
    assert not form.is_valid()
    shown = [row["question"].value() for row in form.parts["faq"]]
    assert shown == ["First?", "Second?", "No place?", "Wrong?"]


def test_numbers_of_rows_that_were_never_there_cost_nothing():
    data = {"title": "Ada Lovelace", "status": "draft", "revision": "0"}
    for part in PARTS:
        data |= {f"{part}-TOTAL_FORMS": "5000", f"{part}-INITIAL_FORMS": "99999999"}
    form = DocumentForm(data)
    assert form.is_valid()
    assert {len(part.forms) for part in form.parts.values()} == {11}, "as many as any form has"


def test_a_form_without_the_numbers_of_its_rows_is_refused_and_says_so():
    form = DocumentForm({"title": "Ada Lovelace", "status": "draft", "revision": "0"})
    assert not form.is_valid()
    assert all("ManagementForm data is missing" in str(part.non_form_errors()) for part in form.parts.values())


def test_a_million_accents_are_refused_before_they_are_put_into_order():
    def refuse(accents):
        assert errors(body=f"a{accents}", title=f"e{accents}", tags=f"o{accents}").keys() == {"body", "title", "tags"}

    assert growth(refuse, "\u0301\u0316" * 125_000, "\u0301\u0316" * 500_000) < MOST
    assert result(body="e" + "\u0301\u0316" * 10).body
