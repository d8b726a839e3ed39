"""What readers should note: `> [!NOTE]` and its kin."""

import pytest

from encyclopedia.markup import Contents, Numbering, Wording, parse, render_comment

from .reader import elements, read, show, unwritten


def html(source: str) -> str:
    return show(parse(source)).strip()


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "note", "Warning"])
def test_an_alert_has_a_role_and_a_title(kind: str) -> None:
    shown = html(f"> [!{kind}]\n> *Models* like [[BERT]].\n>\n> - one")
    (box,) = elements(shown, "div")
    title = kind.capitalize()
    assert box == {"class": f"alert alert-{kind.lower()}", "role": "note", "aria-label": title}
    assert elements(shown, "p")[0] == {"class": "alert-title"}
    assert read(shown).text.split() == [title, "Models", "like", "BERT.", "one"]
    assert read(shown).problems == []


@pytest.mark.parametrize(
    "source",
    ["> [!]\n> a", "> [!NOTE](/b)", "> [!NOTE]a", "> [a]\n> b", "> a\n> [!NOTE]", "[!NOTE]\na", "    > [!NOTE]"],
)
def test_other_quotes_stay_quotes(source: str) -> None:
    assert not elements(html(source), "div")


@pytest.mark.parametrize(
    ("mark", "kind", "title"),
    [
        ("[!tip] Read *this*", "tip", "Read this"),
        ("[!NOTE|left] Said", "note", "Said"),
        ("[!bug]", "note", "Bug"),
        ("[!TODO]", "note", "TODO"),
        ("[!my-kind]", "note", "My kind"),
        ("[!東京]", "note", "東京"),
        ("[!quote] By [[BERT]]", "note", "By BERT"),
    ],
)
@pytest.mark.parametrize("fold", ["", "+", "-"])
def test_a_callout_may_have_any_kind_a_title_and_a_fold(mark: str, kind: str, title: str, fold: str) -> None:
    shown = html(f"> {mark.replace(']', ']' + fold, 1)}\n> 2. a\n\nb")
    read_by = read(shown)
    assert (read_by.problems, read_by.text.split()) == ([], [*title.split(), "a", "b"])
    tag, attributes = read_by.elements[0]
    assert attributes["class"] == f"alert alert-{kind}"
    if fold:
        assert (tag, "open" in attributes, elements(shown, "summary")) == (
            "details",
            fold == "+",
            [{"class": "alert-title"}],
        )
    else:
        assert (tag, attributes["role"], attributes["aria-label"]) == ("div", "note", title)


def test_callouts_nest_and_their_titles_are_words_of_the_text() -> None:
    part = parse("> [!warning]- A *title*\n> a\n> > [!x]+ Inner\n> > b\n> >\n> > c")
    assert part.text == "A title\na\nInner\nb\nc"
    assert [tag for tag, _ in read(show(part)).elements if tag in ("details", "blockquote")] == ["details"] * 2


def test_an_alert_may_be_empty_and_may_hold_another() -> None:
    assert len(elements(html("> [!NOTE]"), "div")) == 1
    assert len(elements(html("> [!NOTE]\n> > [!TIP]\n> > a"), "div")) == 2
    assert len(elements(html("- a\n\n  > [!NOTE]\n  > b"), "div")) == 1


def test_the_title_is_the_page_s_and_no_word_of_the_text() -> None:
    part = parse("> [!NOTE]\n> a [[BERT]]")
    assert part.text == "a BERT"
    wording = Wording(alert_note="Hinweis <b>")
    shown = part.html(find_article=unwritten, citations=Numbering([]), contents=Contents([]), wording=wording)
    assert elements(shown, "div")[0]["aria-label"] == "Hinweis <b>"
    assert "Hinweis <b>" in read(shown).text


def test_comments_have_none() -> None:
    assert "[!NOTE]" in render_comment("> [!NOTE]\n> a")
